// Before anything is written: an empty policy, the saved ones, and the built-in ones to begin with.
import { Skeleton } from "../../ui/state.tsx";
import { templates } from "./templates.ts";
import type { Shelf } from "./use-shelf.ts";

export function TemplateList({ shelf }: { readonly shelf: Shelf }) {
  if (!shelf.known && !shelf.error) return <Skeleton height="100%" label="reading the saved policies" />;
  return (
    <div className="poltemplates">
      <div>
        <h2>Write a policy</h2>
        <p className="dim">
          It is called in every epoch with what a host could know, and says what balloons, KSM and pools do. Begin with
          one of these.
        </p>
        <div className="polcards">
          <Card
            title="New policy"
            words="A short one that shrinks guests when the host runs low"
            onOpen={shelf.create}
          />
          {shelf.saved.map((policy) => (
            <Card
              key={`saved ${policy.name}`}
              title={policy.name}
              words="Saved in this project"
              onOpen={() => shelf.openSaved(policy)}
            />
          ))}
          {templates.map((template) => (
            <Card
              key={template.id}
              title={template.title}
              words={/^\/\/ (.*)$/m.exec(template.text)?.[1] ?? ""}
              onOpen={() => shelf.openTemplate(template)}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function Card(props: { readonly title: string; readonly words: string; readonly onOpen: () => void }) {
  return (
    <button type="button" className="polcard" onClick={props.onOpen}>
      <b>{props.title}</b>
      <span className="dim">{props.words}</span>
    </button>
  );
}
