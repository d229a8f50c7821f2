// What stands in a panel: what it shows, or why there is nothing, or what went wrong; its query is never lost.
import type { RefObject } from "react";
import type { NothingPanel, PanelData } from "../../../src-shared/dashboard/panel-data.ts";
import type { Panel } from "../../../src-shared/dashboard/schema.ts";
import { useApp } from "../../app/app.tsx";
import type { Source } from "../../app/selection.ts";
import type { Picture } from "../../charts/picture.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { capital, sentence } from "../../ui/sentence.ts";
import { Skeleton } from "../../ui/state.tsx";
import { DataTable } from "../../ui/table.tsx";
import { AnswerView } from "./answer-view.tsx";
import { AnswerNumber, NumberView } from "./number-view.tsx";
import type { PanelHands } from "./panel-frame.tsx";
import { tableDataOf } from "./panel-table.tsx";
import { HeatView, SeriesView } from "./series-view.tsx";
import { TextView } from "./text-view.tsx";
import type { PanelState, PanelWorld } from "./use-panel.ts";

interface BodyProps {
  readonly panel: Panel;
  readonly world: PanelWorld;
  readonly hands: PanelHands;
  readonly state: PanelState | null;
  readonly picture: RefObject<Picture | null>;
  readonly source: () => Source;
  readonly onDrawn: () => void;
}

export function BodyOf(props: BodyProps) {
  const { panel, state, hands } = props;
  if (panel.kind === "text") return <TextView text={panel.text} />;
  if (!state) return null;
  const { data, error, loading, again } = state;
  if (error)
    return (
      <div className="db-state" role="alert">
        <Icon name="error" />
        <div>
          <b>{sentence(error.what)}</b>
          {error.next && <p className="dim">{capital(error.next)}</p>}
          <div className="row">
            <Button icon="refresh" onClick={again}>
              Try again
            </Button>
            {hands.canChange && <Button onClick={() => hands.edit(panel.id)}>Edit</Button>}
            <code className="mono dim2 ell">{error.code}</code>
          </div>
        </div>
      </div>
    );
  if (!data) return loading ? <Skeleton height="100%" label={`Reading ${panel.title}`} /> : null;
  if (data.shape === "nothing") return <Nothing panel={panel} data={data} hands={hands} />;
  return <Shown {...props} panel={panel} data={data} />;
}

function Shown({
  panel,
  data,
  world,
  picture,
  source,
  onDrawn,
}: BodyProps & { readonly panel: Exclude<Panel, { kind: "text" }>; readonly data: Exclude<PanelData, NothingPanel> }) {
  const { title, sub } = panel;
  const shared = { desk: world.desk, panel: panel.id, title, startWallMs: world.startWallMs, picture, onDrawn };
  switch (data.shape) {
    case "series":
      return <SeriesView {...shared} data={data} chart={panel.kind === "chart" ? panel.chart : undefined} />;
    case "heat":
      return <HeatView {...shared} data={data} />;
    case "number":
      return (
        <NumberView
          {...{ title, sub, source, onDrawn, data }}
          look={panel.kind === "number" ? panel.number : undefined}
        />
      );
    case "answer":
      if (panel.kind === "number") return <AnswerNumber {...{ title, sub, source, onDrawn, data }} />;
      return <AnswerView data={data} guests={world.scope.allGuests} picture={picture} onDrawn={onDrawn} />;
    default: {
      const table = tableDataOf(data, world.startWallMs);
      return table && <DataTable {...table} label={title} dense className="db-table" />;
    }
  }
}

function Nothing({
  panel,
  data,
  hands,
}: {
  readonly panel: Panel;
  readonly data: NothingPanel;
  readonly hands: PanelHands;
}) {
  const { route, commands } = useApp();
  const compact = panel.kind === "number";
  return (
    <div className={`db-state nothing${compact ? " compact" : ""}`}>
      <div>
        <b>{data.what}</b>
        <p className="dim">{capital(data.why)}</p>
        {data.way === "whatif" && (
          <Button kind="ghost" icon="whatif" onClick={() => route.go("whatif")}>
            Open What-if
          </Button>
        )}
        {data.way === "recipe" && !compact && (
          <Button kind="ghost" icon="help" onClick={() => commands.run("help.recipe")}>
            How to record it
          </Button>
        )}
        {data.way === "edit" && hands.canChange && (
          <Button kind="ghost" icon="edit" onClick={() => hands.edit(panel.id)}>
            Edit
          </Button>
        )}
      </div>
    </div>
  );
}

/** What a reader must know of what is shown; null: nothing. */
export const noteWords = (data: Exclude<PanelData, NothingPanel>): string | null =>
  data.notes.length === 0 ? null : data.notes.map(capital).join(". ");
