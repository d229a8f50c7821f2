// What stands where no dashboard is yet: three to begin with, and those that the program makes of the project.
import { Button } from "../../ui/button.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { Empty } from "../../ui/state.tsx";
import type { BuiltDashboard } from "./shelf.ts";
import type { Actions } from "./use-actions.ts";

const ICONS: Readonly<Record<string, IconName>> = { morning: "light", guest: "guest", dedup: "layers" };

export function Starters({ built, actions }: { readonly built: readonly BuiltDashboard[]; readonly actions: Actions }) {
  const starters = built.filter(({ starter }) => starter);
  const others = built.filter(({ starter }) => !starter);
  if (built.length === 0)
    return (
      <Empty title="Nothing to show yet">
        The captures of this project hold no statistics over time, no events and no page contents; any of them would
        fill a dashboard.
      </Empty>
    );
  return (
    <Empty
      title="Charts for a habit"
      below={
        <div className="db-starters">
          {starters.length > 0 && (
            <ul>
              {starters.map(({ id, title, about, dashboard }) => (
                <li key={id}>
                  <button
                    type="button"
                    className="db-starter"
                    onClick={() => void actions.keep(dashboard, title, `Begin with ${title}`)}
                  >
                    <Icon name={ICONS[id] ?? "dashboards"} size={19} />
                    <span>
                      <b>{title}</b>
                      <span className="dim">{about}</span>
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          )}
          {others.length > 0 && (
            <p className="db-others">
              <span className="dim2">Or look at what the program makes of this project:</span>
              {others.map(({ id, title }) => (
                <Button key={id} kind="ghost" onClick={() => actions.show({ kind: "built", id })}>
                  {title}
                </Button>
              ))}
            </p>
          )}
        </div>
      }
    >
      Begin with one of these; it becomes a copy of your own, fitted to what this project holds.
    </Empty>
  );
}
