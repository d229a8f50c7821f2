// The tabs of the open texts: unsaved ones are marked, a double press renames, × or Delete closes.
import { Button } from "../../ui/button.tsx";
import { Tabs } from "../../ui/choice.tsx";
import { Icon } from "../../ui/icon.tsx";
import { tip } from "../../ui/tip.ts";
import { isUnsaved, type QueryTabs as State } from "./tabs.ts";

export function QueryTabs(props: {
  readonly state: State;
  readonly onSelect: (id: string) => void;
  readonly onClose: (id: string) => void;
  readonly onRename: (id: string) => void;
  readonly onNew: () => void;
}) {
  const { tabs, active } = props.state;
  return (
    <div className="qtabs">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a shorter way to what the command does */}
      <div
        className="qtablist"
        onDoubleClick={(event) => {
          const tab = (event.target as Element).closest("[role=tab]");
          const at = tab ? [...(tab.parentElement?.children ?? [])].indexOf(tab) : -1;
          const found = tabs[at];
          if (found) props.onRename(found.id);
        }}
      >
        <Tabs
          label="Open queries"
          value={active}
          onChange={props.onSelect}
          onClose={props.onClose}
          tabs={tabs.map((tab) => ({
            value: tab.id,
            title: tab.title,
            extra: <TabEnd unsaved={isUnsaved(tab)} title={tab.title} onClose={() => props.onClose(tab.id)} />,
          }))}
        />
      </div>
      <Button kind="ghost" icon="plus" label="New query" command="query.new" onClick={props.onNew} />
    </div>
  );
}

function TabEnd({
  unsaved,
  title,
  onClose,
}: {
  readonly unsaved: boolean;
  readonly title: string;
  readonly onClose: () => void;
}) {
  return (
    <>
      {unsaved && <span className="sr">, not saved</span>}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Delete on the tab does the same */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Delete on the tab does the same */}
      <span
        className={`qtabx${unsaved ? " unsaved" : ""}`}
        aria-hidden="true"
        {...tip(`Close ${title}`)}
        onClick={(event) => {
          event.stopPropagation();
          onClose();
        }}
      >
        <Icon name="close" size={11} />
      </span>
    </>
  );
}
