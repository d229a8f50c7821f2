// A panel is made or changed: what it shows at the left, how it would look at the right while one writes.
import { useMemo, useState } from "react";
import type { Panel } from "../../../src-shared/dashboard/schema.ts";
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox, Seg } from "../../ui/choice.tsx";
import { TextField } from "../../ui/field.tsx";
import { Dialog } from "../../ui/overlay.tsx";
import { type DraftPanel, draftOf, emptyDraft, missing, panelOf, type SourceKind } from "./draft-panel.ts";
import { Field } from "./field-row.tsx";
import { ChartLookForm, NumberLookForm } from "./look-form.tsx";
import { PanelFrame, type PanelHands } from "./panel-frame.tsx";
import { SourceForm } from "./source-form.tsx";
import type { PanelWorld } from "./use-panel.ts";
import { useSettled } from "./use-settled.ts";

export interface EditorProps {
  /** Null: a new one. */
  readonly panel: Panel | null;
  readonly open: OpenReply;
  readonly world: PanelWorld;
  readonly onDone: (panel: Panel) => void;
  readonly onClose: () => void;
}

const KINDS = [
  { value: "chart", title: "Chart" },
  { value: "number", title: "Number" },
  { value: "table", title: "Table" },
  { value: "text", title: "Text" },
] as const;

const SOURCES: readonly { readonly value: SourceKind; readonly title: string }[] = [
  { value: "lanes", title: "Lanes" },
  { value: "sql", title: "SQL" },
  { value: "answer", title: "Answer" },
];

/** Columns and rows that a new panel of a kind takes. */
const SIZES: Readonly<Record<Panel["kind"], readonly [w: number, h: number]>> = {
  chart: [6, 3],
  number: [3, 1],
  table: [6, 3],
  text: [6, 1],
};

export function PanelEditor({ panel, open, world, onDone, onClose }: EditorProps) {
  const [draft, setDraft] = useState<DraftPanel>(() => (panel ? draftOf(panel) : emptyDraft));
  const put = (change: Partial<DraftPanel>): void => setDraft((old) => ({ ...old, ...change }));
  const problem = missing(draft);
  const [w, h] = SIZES[draft.kind];
  const done = (): void => {
    if (problem !== null) return;
    onDone(panelOf(draft, panel ?? { x: 0, y: 0, w, h }));
  };
  return (
    <Dialog
      title={panel ? `Edit ${panel.title}` : "Add a panel"}
      width={1080}
      flush
      onClose={onClose}
      actions={
        <>
          <Button kind="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button kind="primary" unavailable={problem} onClick={done}>
            {panel ? "Apply" : "Add"}
          </Button>
        </>
      }
    >
      <div className="db-editor">
        <div className="db-form">
          <Seg label="Kind of panel" options={KINDS} value={draft.kind} onChange={(kind) => put({ kind })} />
          <Field title="Title: what is seen">
            <TextField label="Title" value={draft.title} maxLength={200} onChange={(title) => put({ title })} />
          </Field>
          <Field title="Scope and unit, in grey">
            <TextField label="Scope and unit" value={draft.sub} maxLength={200} onChange={(sub) => put({ sub })} />
          </Field>
          {draft.kind === "text" ? (
            <Field title="Text: # heading, - list, **strong**, `code`">
              <TextField
                label="Text"
                lines={12}
                value={draft.text}
                maxLength={20_000}
                onChange={(text) => put({ text })}
              />
            </Field>
          ) : (
            <>
              <Field title="Numbers from">
                <Seg
                  label="Where the numbers come from"
                  options={SOURCES}
                  value={draft.from}
                  onChange={(from) => put({ from })}
                />
              </Field>
              <SourceForm draft={draft} put={put} open={open} world={world} />
              {draft.kind === "chart" && draft.from !== "answer" && (
                <ChartLookForm draft={draft} put={put} world={world} />
              )}
              {draft.kind === "number" && draft.from !== "answer" && <NumberLookForm draft={draft} put={put} />}
              {draft.from !== "answer" && (
                <Checkbox
                  label="The whole recording, whatever span is selected"
                  checked={draft.spanAll}
                  onChange={(spanAll) => put({ spanAll })}
                />
              )}
            </>
          )}
        </div>
        <Preview draft={draft} size={panel ?? { w, h }} world={world} />
      </div>
    </Dialog>
  );
}

const still: PanelHands = {
  canChange: false,
  choose: () => {},
  edit: () => {},
  duplicate: () => {},
  remove: () => {},
  full: () => {},
  openSql: () => {},
};

/** How long a hand rests before the preview follows. */
const REST_MS = 450;

function Preview(props: {
  readonly draft: DraftPanel;
  readonly size: { readonly w: number; readonly h: number };
  readonly world: PanelWorld;
}) {
  const draft = useSettled(props.draft, REST_MS);
  const problem = missing({ ...draft, title: draft.title || "Preview" });
  const { w, h } = props.size;
  const panel = useMemo(
    () => panelOf({ ...draft, id: "preview", title: draft.title || "Preview" }, { x: 0, y: 0, w, h }),
    [draft, w, h],
  );
  return (
    <section className="db-preview" aria-label="Preview">
      <div className={`db-previewbox ${draft.kind}`}>
        {problem === null ? (
          <PanelFrame panel={panel} rank={0} world={props.world} hands={still} stop={false} onGrab={null} />
        ) : (
          <p className="dim2">{problem}</p>
        )}
      </div>
    </section>
  );
}
