// Where panels stand: twelve columns, no two on the same place; what is in the way of a moved panel goes down.
import { COLUMNS, MOST_TALL } from "./schema.ts";

/** A panel can be put down to here; those that it pushes go further. */
export const LOWEST_ROW = 5000;

/** A place in the grid, in columns and rows. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Placed extends Place {
  readonly id: string;
}

const overlap = (a: Place, b: Place): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

const byPlace = (a: Place, b: Place): number => a.y - b.y || a.x - b.x;

/** A place within the columns, at least one cell large. */
export function bounded({ x, y, w, h }: Place): Place {
  const width = Math.min(COLUMNS, Math.max(1, Math.round(w)));
  return {
    x: Math.min(COLUMNS - width, Math.max(0, Math.round(x))),
    y: Math.min(LOWEST_ROW, Math.max(0, Math.round(y))),
    w: width,
    h: Math.min(MOST_TALL, Math.max(1, Math.round(h))),
  };
}

/**
 * Pushes panels down until none overlaps another. `first` keeps its place; the others are taken in the order in which they
 * stand, so that those above never make way for those below. Panels that overlap nothing stay where they are.
 */
export function settle<P extends Placed>(panels: readonly P[], first: string | null = null): P[] {
  const fixed = panels.filter(({ id }) => id === first);
  const others = panels.filter(({ id }) => id !== first).sort(byPlace);
  const settled: P[] = [];
  for (const panel of [...fixed, ...others]) settled.push(belowOthers(panel, settled));
  const places = new Map(settled.map((panel) => [panel.id, panel]));
  return panels.map((panel) => places.get(panel.id) ?? panel);
}

/** The panel at the first row from its own on where nothing is in its way. */
function belowOthers<P extends Place>(panel: P, others: readonly Place[]): P {
  let moved = panel;
  for (;;) {
    const inTheWay = others.filter((one) => overlap(one, moved));
    if (inTheWay.length === 0) return moved;
    moved = { ...moved, y: Math.min(...inTheWay.map((one) => one.y + one.h)) };
  }
}

/** Puts a panel at a place; what is there goes down. */
export function placed<P extends Placed>(panels: readonly P[], id: string, place: Partial<Place>): P[] {
  const moved = panels.map((panel) => (panel.id === id ? { ...panel, ...bounded({ ...panel, ...place }) } : panel));
  return settle(moved, id);
}

/** Moves panels up into the rows that are free above them, in the order in which they stand. */
export function closedUp<P extends Placed>(panels: readonly P[]): P[] {
  const done: P[] = [];
  for (const panel of [...panels].sort(byPlace)) {
    let y = 0;
    for (const one of done) if (one.x < panel.x + panel.w && panel.x < one.x + one.w) y = Math.max(y, one.y + one.h);
    done.push({ ...panel, y: Math.min(y, panel.y) });
  }
  const places = new Map(done.map((panel) => [panel.id, panel]));
  return panels.map((panel) => places.get(panel.id) ?? panel);
}

/** The first place for a new panel of this size: a gap that holds it, else below all others. */
export function freePlace(panels: readonly Place[], { w, h }: Pick<Place, "w" | "h">): Place {
  const end = bottomOf(panels);
  for (let y = 0; y < end; y++)
    for (let x = 0; x + w <= COLUMNS; x++) {
      const place = { x, y, w, h };
      if (!panels.some((one) => overlap(one, place))) return place;
    }
  return { x: 0, y: end, w, h };
}

/** The first row below all panels. */
export const bottomOf = (panels: readonly Place[]): number => Math.max(0, ...panels.map(({ y, h }) => y + h));

export type Way = "left" | "right" | "up" | "down";

const STEPS: Readonly<Record<Way, readonly [number, number]>> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};

/** A panel one cell on its way, or one cell larger or smaller at its right or lower edge. */
export function stepped(place: Place, way: Way, what: "move" | "size"): Place {
  const [dx, dy] = STEPS[way];
  if (what === "move") return bounded({ ...place, x: place.x + dx, y: place.y + dy });
  const w = Math.min(COLUMNS - place.x, Math.max(1, place.w + dx));
  return bounded({ ...place, w, h: place.h + dy });
}

/** The panel that one reaches from another by an arrow: the nearest in that direction, as it is seen. */
export function neighbour(panels: readonly Placed[], id: string, way: Way): string | null {
  const from = panels.find((panel) => panel.id === id);
  if (!from) return panels[0]?.id ?? null;
  const upright = way === "up" || way === "down";
  const sign = way === "left" || way === "up" ? -1 : 1;
  const centre = (one: Place): readonly [along: number, across: number] => {
    const [x, y] = [one.x + one.w / 2, one.y + one.h / 2];
    return upright ? [y, x] : [x, y];
  };
  const [along, across] = centre(from);
  let best: { readonly id: string; readonly cost: number } | null = null;
  for (const one of panels) {
    const [a, b] = centre(one);
    const ahead = (a - along) * sign;
    if (one.id === id || ahead <= 0) continue;
    const cost = ahead + Math.abs(b - across) * 2;
    if (!best || cost < best.cost) best = { id: one.id, cost };
  }
  return best?.id ?? null;
}

/** Order of reading: rows from the top, in them from the left. */
export const inReadingOrder = <P extends Place>(panels: readonly P[]): P[] => [...panels].sort(byPlace);
