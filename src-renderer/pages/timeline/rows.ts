// The rows of the page from top to bottom: groups and lanes as they are arranged, or what a search finds.
import { type Arrangement, LEAST_HEIGHT, MOST_HEIGHT } from "./arrangement.ts";
import type { GroupSpec, LaneSpec, TimelineModel } from "./spec.ts";

export interface GroupRow {
  readonly kind: "group";
  readonly id: string;
  readonly group: GroupSpec;
  readonly open: boolean;
  readonly depth: number;
  readonly height: number;
  /** It is open and has nothing below it: what else was recorded of it (a search finds that), or that nothing was. */
  readonly bare: "more" | "nothing" | null;
}

export interface LaneRow {
  readonly kind: "lane";
  readonly id: string;
  readonly lane: LaneSpec;
  readonly pinned: boolean;
  readonly height: number;
  /** Found by a search, and not among the lanes that are shown otherwise. */
  readonly found: boolean;
}

export type Row = GroupRow | LaneRow;

export const GROUP_HEIGHT = 25;
/** A line between two rows. */
export const LINE = 1;

export const heightOf = ({ heights }: Arrangement, lane: LaneSpec): number =>
  Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, heights[lane.id] ?? lane.height));

export const isShown = ({ added, removed }: Arrangement, lane: LaneSpec): boolean =>
  lane.standard ? !removed.includes(lane.id) : added.includes(lane.id);

export const isOpen = ({ open }: Arrangement, group: GroupSpec): boolean => open[group.id] ?? group.open;

/** The shown lanes of a group in their order. */
export function lanesOfGroup(model: TimelineModel, a: Arrangement, group: string): readonly LaneSpec[] {
  const own = model.lanes.filter((lane) => lane.group === group && isShown(a, lane) && !a.pinned.includes(lane.id));
  const order = a.order[group] ?? [];
  const place = (lane: LaneSpec): number => {
    const at = order.indexOf(lane.id);
    return at < 0 ? order.length + own.indexOf(lane) : at;
  };
  return [...own].sort((one, other) => place(one) - place(other));
}

const laneRow = (a: Arrangement, lane: LaneSpec, pinned: boolean, found = false): LaneRow => ({
  kind: "lane",
  id: pinned ? `pinned ${lane.id}` : lane.id,
  lane,
  pinned,
  height: heightOf(a, lane),
  found,
});

export function pinnedRows(model: TimelineModel, a: Arrangement): readonly LaneRow[] {
  return a.pinned
    .map((id) => model.lanes.find((lane) => lane.id === id))
    .filter((lane): lane is LaneSpec => lane !== undefined)
    .map((lane) => laneRow(a, lane, true));
}

/** Groups inside of it are something below it as well. */
function bareOf(model: TimelineModel, group: GroupSpec): GroupRow["bare"] {
  if (model.groups.some(({ parent }) => parent === group.id)) return null;
  return model.lanes.some((lane) => lane.group === group.id) ? "more" : "nothing";
}

/** All rows below the pinned ones. */
export function arrangedRows(model: TimelineModel, a: Arrangement): readonly Row[] {
  const rows: Row[] = lanesOfGroup(model, a, "top").map((lane) => laneRow(a, lane, false));
  const add = (parent: string | null, depth: number): void => {
    for (const group of model.groups.filter((one) => one.parent === parent)) {
      const open = isOpen(a, group);
      // A host of which nothing is shown is found by searching only.
      if (group.kind === "host" && !group.head && lanesOfGroup(model, a, group.id).length === 0) continue;
      const lanes = open ? lanesOfGroup(model, a, group.id) : [];
      const bare = open && lanes.length === 0 ? bareOf(model, group) : null;
      rows.push({ kind: "group", id: group.id, group, open, depth, height: GROUP_HEIGHT, bare });
      if (!open) continue;
      rows.push(...lanes.map((lane) => laneRow(a, lane, false)));
      add(group.id, depth + 1);
    }
  };
  add(null, 0);
  return rows;
}

/** What a search finds: every word must be in a lane's words; first what is shown already. */
export function foundRows(model: TimelineModel, a: Arrangement, search: string): readonly Row[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (lane: LaneSpec): boolean => words.every((word) => lane.words.includes(word));
  const found = model.lanes.filter((lane) => lane.form !== "events" && matches(lane));
  const own = (lane: LaneSpec): boolean => isShown(a, lane);
  const rows: Row[] = [];
  for (const group of model.groups) {
    const lanes = found.filter((lane) => lane.group === group.id);
    if (lanes.length === 0) continue;
    rows.push({ kind: "group", id: group.id, group, open: true, depth: 0, height: GROUP_HEIGHT, bare: null });
    rows.push(...lanes.filter(own).map((lane) => laneRow(a, lane, false)));
    rows.push(...lanes.filter((lane) => !own(lane)).map((lane) => laneRow(a, lane, false, true)));
  }
  return rows;
}

/** Where rows begin, and where the last one ends. */
export function offsetsOf(rows: readonly Row[]): readonly number[] {
  const offsets = [0];
  for (const row of rows) offsets.push((offsets.at(-1) as number) + row.height + LINE);
  return offsets;
}

/** Rows that a scrolled window of `height` px shows, with `spare` px above and below. */
export function seenRows(
  offsets: readonly number[],
  scrollTop: number,
  height: number,
  spare: number,
): { readonly first: number; readonly until: number } {
  const count = offsets.length - 1;
  let first = 0;
  while (first < count && (offsets[first + 1] as number) < scrollTop - spare) first++;
  let until = first;
  while (until < count && (offsets[until] as number) <= scrollTop + height + spare) until++;
  return { first, until };
}
