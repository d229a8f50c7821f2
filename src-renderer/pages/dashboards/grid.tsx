// The panels of a dashboard in their places, and what hands and keys do with them.
import { type CSSProperties, useMemo, useRef } from "react";
import { bottomOf, inReadingOrder, type Place, placed } from "../../../src-shared/dashboard/layout.ts";
import { COLUMNS, type Dashboard, type Panel, ROW_PX } from "../../../src-shared/dashboard/schema.ts";
import { PanelFrame, type PanelHands } from "./panel-frame.tsx";
import { GAP_PX, type Grip, PITCH_PX, useGrid } from "./use-grid.ts";
import type { PanelWorld } from "./use-panel.ts";

interface GridProps {
  readonly dashboard: Dashboard;
  readonly world: PanelWorld;
  readonly hands: PanelHands;
  /** The one that has the focus, or had it last. */
  readonly chosen: string | null;
  readonly arranging: boolean;
  readonly onChange: (title: string, panels: Panel[]) => void;
}

/** Where a panel stands, as a share of the grid's width and in px from its top. */
function styleOf({ x, y, w, h }: Place): CSSProperties {
  const column = `(100% + ${GAP_PX}px) / ${COLUMNS}`;
  return {
    left: `calc(${column} * ${x})`,
    width: `calc(${column} * ${w} - ${GAP_PX}px)`,
    top: y * PITCH_PX,
    height: h * PITCH_PX - GAP_PX,
  };
}

const VERBS: Readonly<Record<Grip, string>> = { move: "Move", right: "Resize", bottom: "Resize", corner: "Resize" };

export function Grid({ dashboard, world, hands, chosen, arranging, onChange }: GridProps) {
  const box = useRef<HTMLDivElement>(null);
  const { panels } = dashboard;
  const { held, grab } = useGrid(box, panels, (id, place, grip) => {
    const title = panels.find((panel) => panel.id === id)?.title ?? id;
    onChange(`${VERBS[grip]} ${title}`, placed(panels, id, place));
  });
  const shown = held?.panels ?? panels;
  const ordered = useMemo(() => inReadingOrder(panels), [panels]);
  const places = new Map(shown.map((panel) => [panel.id, panel]));
  const own = held ? panels.find(({ id }) => id === held.id) : undefined;
  const stop = chosen !== null && panels.some(({ id }) => id === chosen) ? chosen : (ordered[0]?.id ?? null);
  return (
    <div
      ref={box}
      className={`db-grid${arranging ? " arranging" : ""}${held ? " held" : ""}`}
      style={{ height: Math.max(0, bottomOf(shown) * PITCH_PX - GAP_PX), "--db-row": `${ROW_PX}px` } as CSSProperties}
    >
      {held && places.get(held.id) && (
        <div className="db-ghost" style={styleOf(places.get(held.id) as Panel)} aria-hidden="true" />
      )}
      {ordered.map((panel, rank) => {
        const lifted = held?.id === panel.id && own !== undefined;
        const style = lifted ? liftedStyle(own, held) : styleOf(places.get(panel.id) ?? panel);
        return (
          <PanelFrame
            key={panel.id}
            panel={panel}
            rank={rank}
            world={world}
            hands={hands}
            style={style}
            lifted={lifted}
            stop={panel.id === stop}
            onGrab={hands.canChange ? grab : null}
          />
        );
      })}
    </div>
  );
}

/** The panel under the hand follows it px by px; its ghost shows where it would come to stand. */
function liftedStyle(
  own: Panel,
  { grip, dx, dy }: { readonly grip: Grip; readonly dx: number; readonly dy: number },
): CSSProperties {
  const style = styleOf(own);
  if (grip === "move") return { ...style, transform: `translate(${dx}px, ${dy}px)` };
  const grow = { width: grip === "bottom" ? 0 : dx, height: grip === "right" ? 0 : dy };
  return {
    ...style,
    width: `max(60px, calc(${String(style.width)} + ${grow.width}px))`,
    height: Math.max(60, Number(style.height) + grow.height),
  };
}
