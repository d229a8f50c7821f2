// How a user has arranged the lanes: what is open, pinned, added, taken away, in which order and how high.

/** Everything that differs from what the page does by itself. */
export interface Arrangement {
  /** Groups that were opened or closed by hand. */
  readonly open: Readonly<Record<string, boolean>>;
  /** Lanes at the top, in their order. */
  readonly pinned: readonly string[];
  /** Lanes that are not shown by themselves. */
  readonly added: readonly string[];
  /** Lanes that are. */
  readonly removed: readonly string[];
  /** Lanes of a group in the order that they were given; others follow. */
  readonly order: Readonly<Record<string, readonly string[]>>;
  readonly heights: Readonly<Record<string, number>>;
}

export const plainArrangement: Arrangement = {
  open: {},
  pinned: [],
  added: [],
  removed: [],
  order: {},
  heights: {},
};

export const LEAST_HEIGHT = 24;
export const MOST_HEIGHT = 400;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
const entries = <T>(value: unknown, read: (one: unknown) => T | null): Record<string, T> =>
  Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).flatMap(([name, one]) => {
      const own = read(one);
      return own === null ? [] : [[name, own] as const];
    }),
  );

/** An arrangement as it was stored; what is damaged is left out. */
export function parseArrangement(value: unknown): Arrangement {
  if (!isRecord(value)) return plainArrangement;
  return {
    open: entries(value.open, (one) => (typeof one === "boolean" ? one : null)),
    pinned: texts(value.pinned),
    added: texts(value.added),
    removed: texts(value.removed),
    order: entries(value.order, (one) => (Array.isArray(one) ? texts(one) : null)),
    heights: entries(value.heights, (one) => (typeof one === "number" && Number.isFinite(one) ? clamped(one) : null)),
  };
}

const clamped = (height: number): number => Math.round(Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, height)));
const without = (list: readonly string[], id: string): readonly string[] => list.filter((one) => one !== id);

export const withOpen = (a: Arrangement, group: string, open: boolean): Arrangement => ({
  ...a,
  open: { ...a.open, [group]: open },
});

export const withPinned = (a: Arrangement, lane: string, pinned: boolean): Arrangement => ({
  ...a,
  pinned: pinned ? [...without(a.pinned, lane), lane] : without(a.pinned, lane),
});

/** Shows or hides a lane; `standard`: it is shown by itself. */
export function withShown(a: Arrangement, lane: string, standard: boolean, shown: boolean): Arrangement {
  const added = without(a.added, lane);
  const removed = without(a.removed, lane);
  return {
    ...a,
    added: shown && !standard ? [...added, lane] : added,
    removed: !shown && standard ? [...removed, lane] : removed,
    pinned: shown ? a.pinned : without(a.pinned, lane),
  };
}

/** Null: the usual height again. */
export function withHeight(a: Arrangement, lane: string, height: number | null): Arrangement {
  const { [lane]: _old, ...others } = a.heights;
  return { ...a, heights: height === null ? others : { ...others, [lane]: clamped(height) } };
}

/** Puts a lane before another of `ids`, the lanes of its group in their present order; null: behind all. */
export function withMoved(
  a: Arrangement,
  group: string | null,
  ids: readonly string[],
  lane: string,
  before: string | null,
): Arrangement {
  const others = without(ids, lane);
  const at = before === null ? others.length : others.indexOf(before);
  const next = at < 0 ? ids : [...others.slice(0, at), lane, ...others.slice(at)];
  if (group === null) return { ...a, pinned: next };
  return { ...a, order: { ...a.order, [group]: next } };
}

/** Moves a lane by one place among `ids`; the same arrangement where it is at the end already. */
export function withStep(
  a: Arrangement,
  group: string | null,
  ids: readonly string[],
  lane: string,
  way: 1 | -1,
): Arrangement {
  const at = ids.indexOf(lane);
  const to = at + way;
  if (at < 0 || to < 0 || to >= ids.length) return a;
  return withMoved(a, group, ids, lane, way < 0 ? (ids[to] as string) : (ids[to + 1] ?? null));
}
