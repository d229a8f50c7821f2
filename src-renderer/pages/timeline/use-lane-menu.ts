// What can be done with one lane: by its menu, and the same by keys.
import { useCallback, useMemo } from "react";
import { useStore } from "zustand";
import { useApp } from "../../app/app.tsx";
import { keysOf } from "../../app/commands.ts";
import type { MenuItem } from "../../ui/menu.tsx";
import { withHeight, withPinned, withShown } from "./arrangement.ts";
import { laneSql } from "./lane-sql.ts";
import type { LaneSpec } from "./spec.ts";
import { useStage } from "./stage.tsx";

export interface LaneActs {
  readonly show: (shown: boolean) => void;
  readonly pin: () => void;
  readonly table: () => void;
  readonly openSql: () => void;
  readonly usualHeight: () => void;
}

/** Acts on any lane of the page. */
export function useLaneActs(): (lane: LaneSpec) => LaneActs {
  const { commands } = useApp();
  const { arranging, desk } = useStage();
  return useCallback(
    (lane: LaneSpec): LaneActs => {
      const name = lane.guest === null ? lane.title : `${lane.title} of ${lane.guest}`;
      return {
        show: (shown) =>
          arranging.change(shown ? `${name} added` : `${name} hidden`, (a) =>
            withShown(a, lane.id, lane.standard, shown),
          ),
        pin: () => {
          const pinned = arranging.arrangement.pinned.includes(lane.id);
          arranging.change(pinned ? `${name} no longer pinned` : `${name} pinned`, (a) =>
            withPinned(a, lane.id, !pinned),
          );
        },
        table: () => desk.state.setState({ dock: { kind: "table", lane: lane.id } }),
        openSql: () => {
          const sql = laneSql(lane);
          if (sql !== null) commands.run("query.open", sql);
        },
        usualHeight: () => arranging.change(`Height of ${name}`, (a) => withHeight(a, lane.id, null)),
      };
    },
    [arranging, desk, commands],
  );
}

export function useLaneMenu(lane: LaneSpec): { readonly items: readonly MenuItem[]; readonly show: LaneActs["show"] } {
  const { settings } = useApp();
  const { arranging } = useStage();
  const changed = useStore(settings, ({ keys }) => keys);
  const acts = useLaneActs()(lane);
  const pinned = arranging.arrangement.pinned.includes(lane.id);
  const sized = arranging.arrangement.heights[lane.id] !== undefined;
  const items = useMemo((): readonly MenuItem[] => {
    const keys = (id: string, own: readonly string[]): string | undefined => keysOf({ id, keys: own }, changed)[0];
    const plain = lane.form !== "events";
    return [
      {
        id: "pin",
        title: pinned ? "No longer pin to the top" : "Pin to the top",
        icon: "pin",
        keys: keys("timeline.pin", ["p"]),
        run: acts.pin,
      },
      ...(plain
        ? [
            {
              id: "table",
              title: "Show the table behind it",
              icon: "table" as const,
              keys: keys("timeline.table", ["t"]),
              run: acts.table,
            },
          ]
        : []),
      { id: "sql", title: "Open as SQL", icon: "sql", run: acts.openSql },
      ...(sized ? [{ id: "height", title: "Usual height", icon: "undo" as const, run: acts.usualHeight }] : []),
      {
        id: "hide",
        title: "Hide",
        icon: "hidden",
        apart: true,
        keys: keys("timeline.hide", ["delete"]),
        run: () => acts.show(false),
      },
    ];
  }, [acts, pinned, sized, changed, lane.form]);
  return { items, show: acts.show };
}
