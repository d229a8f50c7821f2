// What stands below the head: the panels, or why there are none yet.
import type { Panel } from "../../../src-shared/dashboard/schema.ts";
import { Button } from "../../ui/button.tsx";
import { Callout, Empty, ErrorCard, ProgressBar, Skeleton } from "../../ui/state.tsx";
import { Grid } from "./grid.tsx";
import { PanelFrame, type PanelHands } from "./panel-frame.tsx";
import type { Place } from "./place.ts";
import type { Open } from "./shelf.ts";
import { Starters } from "./starters.tsx";
import type { Actions } from "./use-actions.ts";
import type { PanelWorld } from "./use-panel.ts";
import type { PageData } from "./use-shelf.ts";

export function Body(props: {
  readonly data: PageData;
  readonly open: Open | null;
  readonly place: Place | null;
  readonly world: PanelWorld;
  readonly hands: PanelHands;
  readonly chosen: string | null;
  readonly arranging: boolean;
  readonly fullPanel: Panel | null;
  readonly actions: Actions;
  readonly change: (title: string, panels: Panel[]) => void;
  readonly onAdd: () => void;
}) {
  const { data, open, place, world, hands, fullPanel, actions } = props;
  const again = (
    <Button icon="refresh" onClick={data.again}>
      Read again
    </Button>
  );
  if (data.error) return <ErrorCard error={data.error} title="The dashboards could not be read" actions={again} />;
  if (!data.savedKnown || (place?.kind !== "saved" && !data.builtKnown)) return <Waiting data={data} />;
  if (!open)
    return place === null ? (
      <Starters built={data.shelf.built} actions={actions} />
    ) : (
      <Empty title="There is no such dashboard">
        It was removed or renamed, or this project holds nothing that it could show.
      </Empty>
    );
  if (open.error)
    return (
      <ErrorCard
        error={open.error}
        title={`${open.title} could not be read`}
        kept="its file, as it is, in the project's folder dashboards"
      />
    );
  if (!open.dashboard) return null;
  if (fullPanel) return <PanelFrame panel={fullPanel} rank={0} world={world} hands={hands} stop isFull onGrab={null} />;
  if (open.dashboard.panels.length === 0)
    return (
      <Empty
        title="An empty dashboard"
        actions={
          <Button kind="primary" icon="plus" onClick={props.onAdd}>
            Add chart
          </Button>
        }
      >
        A panel shows lanes of the timeline, a query, a part of an answer, or text.
      </Empty>
    );
  return (
    <>
      {data.lanesError && (
        <div className="db-callout">
          <Callout tone="err">
            The timeline of this project could not be read; panels of lanes stay empty. {data.lanesError.what}
          </Callout>
        </div>
      )}
      <Grid
        dashboard={open.dashboard}
        world={world}
        hands={hands}
        chosen={props.chosen}
        arranging={props.arranging && hands.canChange}
        onChange={props.change}
      />
    </>
  );
}

/** Before anything is known: what it waits for, with its progress. */
function Waiting({ data }: { readonly data: PageData }) {
  const { progress } = data;
  const share = progress?.total ? progress.done / progress.total : null;
  return (
    <div className="db-waiting">
      {progress && <ProgressBar share={share} label={progress.title} />}
      <div className="db-waitrow">
        {[0, 1, 2, 3].map((at) => (
          <Skeleton key={at} height={90} label="Reading the dashboards" />
        ))}
      </div>
      <Skeleton height={290} label="Reading the dashboards" />
    </div>
  );
}
