// Putting lanes elsewhere by hand: a lane that is dragged by its grip comes to stand between others of its group.
import { type PointerEvent as ReactPointerEvent, useCallback } from "react";
import { useApp } from "../../app/app.tsx";
import { withMoved } from "./arrangement.ts";
import { startDrag } from "./drag.ts";
import type { RowHandlers } from "./lane-row.tsx";
import { type LaneRow, LINE, lanesOfGroup, type Row } from "./rows.ts";
import { useStage } from "./stage.tsx";

/** `setDrop` hears where a line would show the new place; null: nowhere. */
export function useReorder(at: {
  readonly rows: readonly Row[];
  readonly list: { readonly current: HTMLDivElement | null };
  readonly offsets: readonly number[];
  readonly pinned: readonly LaneRow[];
  readonly setDrop: (top: number | null) => void;
}): RowHandlers["onReorder"] {
  const { escape: esc } = useApp();
  const { arranging, data } = useStage();
  const { rows, list, offsets, pinned, setDrop } = at;
  return useCallback(
    (event: ReactPointerEvent, row: LaneRow) => {
      if (event.button !== 0) return;
      event.preventDefault();
      const group = row.pinned ? null : row.lane.group;
      const ids = row.pinned
        ? pinned.map(({ lane }) => lane.id)
        : lanesOfGroup(data.model, arranging.arrangement, row.lane.group).map(({ id }) => id);
      const places = rows.flatMap((one, place) =>
        one.kind === "lane" && one.pinned === row.pinned && ids.includes(one.lane.id)
          ? [{ id: one.lane.id, place }]
          : [],
      );
      const targetAt = (clientY: number): { readonly before: string | null; readonly top: number } => {
        if (row.pinned) {
          const boxes = [...document.querySelectorAll(".timeline-pinned [data-lane]")].map((one) =>
            one.getBoundingClientRect(),
          );
          const found = boxes.findIndex(({ top, height }) => clientY < top + height / 2);
          return { before: found < 0 ? null : (ids[found] ?? null), top: 0 };
        }
        const y = clientY - (list.current?.getBoundingClientRect().top ?? 0) + (list.current?.scrollTop ?? 0);
        const start = (place: number): number => offsets[place - pinned.length] as number;
        const found = places.find(({ place }) => y < (start(place) + start(place + 1)) / 2);
        const last = places.at(-1);
        return found
          ? { before: found.id, top: start(found.place) - LINE }
          : { before: null, top: last ? start(last.place + 1) - LINE : 0 };
      };
      startDrag(event, esc, {
        move: (now) => setDrop(row.pinned ? null : targetAt(now.clientY).top),
        end: (now, moved) => {
          setDrop(null);
          if (!moved) return;
          const { before } = targetAt(now.clientY);
          if (before !== row.lane.id)
            arranging.change(`${row.lane.title} moved`, (a) => withMoved(a, group, ids, row.lane.id, before));
        },
        cancel: () => setDrop(null),
      });
    },
    [esc, arranging, data, rows, list, offsets, pinned, setDrop],
  );
}
