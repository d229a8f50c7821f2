// One panel in the grid: its head with grip and menu, its edges, and whatever state what it shows is in.
import { type CSSProperties, type PointerEvent, type ReactNode, useMemo, useRef, useState } from "react";
import type { Panel } from "../../../src-shared/dashboard/schema.ts";
import type { Picture } from "../../charts/picture.ts";
import { Icon } from "../../ui/icon.tsx";
import { MenuButton, type MenuItem } from "../../ui/menu.tsx";
import { Panel as PanelBox } from "../../ui/panel.tsx";
import { tip } from "../../ui/tip.ts";
import { BodyOf, noteWords } from "./panel-body.tsx";
import { tableDataOf } from "./panel-table.tsx";
import { SeriesLegend } from "./series-view.tsx";
import type { Grip } from "./use-grid.ts";
import { type PanelState, type PanelWorld, usePanel } from "./use-panel.ts";
import { usePanelMenu, usePanelSource } from "./use-panel-menu.ts";

/** What can be done with a panel. */
export interface PanelHands {
  /** False for what the program makes: a copy can be changed. */
  readonly canChange: boolean;
  choose(id: string): void;
  edit(id: string): void;
  duplicate(id: string): void;
  remove(id: string): void;
  /** Shows it alone; again: all panels. */
  full(id: string): void;
  openSql(sql: string): void;
}

export interface FrameProps {
  readonly panel: Panel;
  readonly rank: number;
  readonly world: PanelWorld;
  readonly hands: PanelHands;
  readonly style?: CSSProperties;
  readonly lifted?: boolean;
  /** It is the one tab stop of the grid. */
  readonly stop: boolean;
  readonly isFull?: boolean;
  readonly onGrab: ((event: PointerEvent, id: string, grip: Grip) => void) | null;
}

export function PanelFrame(props: FrameProps) {
  const { panel } = props;
  if (panel.kind === "text") return <Frame {...props} state={null} />;
  return <Asking {...props} panel={panel} />;
}

function Asking(props: FrameProps & { readonly panel: Exclude<Panel, { kind: "text" }> }) {
  const state = usePanel(props.panel, props.rank, props.world);
  return <Frame {...props} state={state} />;
}

export type DataState = "loading" | "ready" | "empty" | "error";

/** What the panel is in, for those who wait for it; ready when its chart is on the screen. */
function dataStateOf(state: PanelState | null, isDrawn: boolean): DataState {
  if (state === null) return "ready";
  if (state.error) return "error";
  if (state.loading || state.data === null) return "loading";
  if (state.data.shape === "nothing") return "empty";
  return isDrawn || state.data.shape === "rows" ? "ready" : "loading";
}

function Frame({
  panel,
  world,
  hands,
  style,
  lifted,
  stop,
  isFull,
  onGrab,
  state,
}: FrameProps & { readonly state: PanelState | null }) {
  const picture = useRef<Picture | null>(null);
  const [drawn, setDrawn] = useState<unknown>(null);
  const data = state?.data ?? null;
  const latest = useRef(data);
  latest.current = data;
  const onDrawn = useRef(() => setDrawn(latest.current)).current;
  const menu = usePanelMenu(panel, state, picture, hands, isFull ?? false);
  const table = useMemo(() => (data ? tableDataOf(data, world.startWallMs) : null), [data, world.startWallMs]);
  const source = usePanelSource(panel, data);
  const isNumber = panel.kind === "number";
  const legend =
    data?.shape === "series" ? (
      <SeriesLegend data={data} chart={panel.kind === "chart" ? panel.chart : undefined} />
    ) : null;
  const notes = data && data.shape !== "nothing" ? noteWords(data) : null;
  const grip = onGrab && !isFull && (
    <span
      className="db-grip"
      {...tip(lifted ? null : "Drag to move; Shift and arrows move it by keys")}
      onPointerDown={(event) => onGrab(event, panel.id, "move")}
    >
      <Icon name="grip" size={13} />
    </span>
  );
  const body = <BodyOf {...{ panel, world, hands, state, picture, source, onDrawn }} />;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a panel is no set of form fields
    <div
      className={`db-panel ${panel.kind}${lifted ? " lifted" : ""}${isFull ? " full" : ""}`}
      style={style}
      data-panel={panel.id}
      data-state={dataStateOf(state, drawn !== null && drawn === data)}
      role="group"
      aria-label={panel.title}
      aria-roledescription="panel"
      tabIndex={stop ? 0 : -1}
      onFocus={() => hands.choose(panel.id)}
    >
      {isNumber ? (
        <NumberBox panel={panel} menu={menu} grip={grip} dimmed={state?.stale ?? false}>
          {body}
        </NumberBox>
      ) : (
        <PanelBox
          title={panel.title}
          sub={panel.sub}
          lead={grip}
          actions={
            <>
              {legend}
              {notes && (
                <span className="db-note" {...tip(notes)}>
                  <Icon name="info" size={13} />
                  <span className="sr">{notes}</span>
                </span>
              )}
            </>
          }
          table={panel.kind === "chart" && table ? table : undefined}
          menu={menu}
          dimmed={state?.stale ?? false}
          flush={panel.kind === "table"}
        >
          {body}
        </PanelBox>
      )}
      {onGrab && !isFull && <Edges id={panel.id} onGrab={onGrab} />}
    </div>
  );
}

/** A number has no head: its title stands small above it, grip and menu are seen under the hand. */
function NumberBox(props: {
  readonly panel: Panel;
  readonly menu: readonly MenuItem[];
  readonly grip: ReactNode;
  readonly dimmed: boolean;
  readonly children: ReactNode;
}) {
  const { panel, menu } = props;
  return (
    <section className={`panel db-numberbox${props.dimmed ? " dimmed" : ""}`} aria-label={panel.title}>
      <div className="db-numberhead">
        {props.grip}
        <h2 className="ell">{panel.title}</h2>
        <span className="grow" />
        <MenuButton kind="ghost" icon="more" align="end" label={`More of ${panel.title}`} items={menu} />
      </div>
      <div className="pb flush">{props.children}</div>
    </section>
  );
}

const EDGES: readonly { readonly grip: Grip; readonly label: string }[] = [
  { grip: "right", label: "Drag to change the width" },
  { grip: "bottom", label: "Drag to change the height" },
  { grip: "corner", label: "Drag to change the size" },
];

function Edges({ id, onGrab }: { readonly id: string; readonly onGrab: NonNullable<FrameProps["onGrab"]> }) {
  return EDGES.map(({ grip, label }) => (
    <span key={grip} className={`db-edge ${grip}`} {...tip(label)} onPointerDown={(event) => onGrab(event, id, grip)} />
  ));
}
