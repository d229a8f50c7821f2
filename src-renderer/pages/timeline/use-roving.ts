// Keys inside of the lanes: arrows go from row to row, left and right close and open groups, Space selects a guest.
import type { KeyboardEvent } from "react";
import { useApp } from "../../app/app.tsx";
import { toggleGuest } from "../../app/selection.ts";
import { rovingIndex } from "../../ui/roving.ts";
import type { Row } from "./rows.ts";
import type { GroupSpec } from "./spec.ts";
import { useStage } from "./stage.tsx";

/** Hears keys of the rows' names. */
export function useRoving(
  rows: readonly Row[],
  current: string | null,
  at: {
    readonly scroller: { readonly current: HTMLDivElement | null };
    readonly offsets: readonly number[];
    readonly pinned: number;
    readonly onToggle: (group: GroupSpec, open: boolean) => void;
  },
): (event: KeyboardEvent) => void {
  const { route } = useApp();
  const { desk } = useStage();
  const goTo = (row: Row | undefined): void => {
    if (!row) return;
    desk.state.setState({ focus: row.id });
    const list = at.scroller.current;
    const place = rows.indexOf(row) - at.pinned;
    if (list && place >= 0) {
      const [top, bottom] = [at.offsets[place] as number, at.offsets[place + 1] as number];
      if (top < list.scrollTop) list.scrollTop = top;
      else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
    }
    // A row that was not there is drawn first.
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        document.querySelector<HTMLElement>(`.timeline [data-row="${CSS.escape(row.id)}"]`)?.focus(),
      ),
    );
  };
  return (event) => {
    if (
      !(event.target as Element).matches("[data-row]") ||
      event.altKey ||
      event.ctrlKey ||
      event.metaKey ||
      event.shiftKey
    )
      return;
    const place = rows.findIndex((row) => row.id === current);
    const row = rows[place];
    const next = rovingIndex(event.key, place, rows.length, { way: "column", page: 8 });
    if (next !== null) goTo(rows[next]);
    else if (event.key === " " && row?.kind === "group" && row.group.kind === "guest") {
      const { selection } = route.getState();
      route.change({ selection: toggleGuest(selection, row.group.title) });
    } else if (event.key === "ArrowLeft" && row) {
      if (row.kind === "group" && row.open) at.onToggle(row.group, false);
      else goTo(rows.slice(0, place).findLast((one) => one.kind === "group"));
    } else if (event.key === "ArrowRight" && row?.kind === "group") {
      if (row.open) goTo(rows[place + 1]);
      else at.onToggle(row.group, true);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
