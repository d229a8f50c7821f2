// A dashboard from panels that have something to show: packed into rows that fill the grid.
import { freeId } from "../document.ts";
import { COLUMNS, DASHBOARD_SCHEMA, type Dashboard, type Panel, type Parameter } from "../schema.ts";

/** A panel without its place: how wide it would like to be, and how tall. */
type Unplaced<P> = P extends Panel ? Omit<P, "id" | "x" | "y"> : never;
export type Wish = Unplaced<Panel>;

/** What is not there for this project is left out by being null. */
export type Wishes = readonly (Wish | null)[];

export interface Recipe {
  readonly title: string;
  readonly about: string;
  readonly parameters?: readonly Parameter[];
  readonly wishes: Wishes;
}

const MOST_NUMBERS = 4;

/** One row of numbers: the first ones that there are. */
export const numbers = (...wishes: Wishes): Wishes => wishes.filter((wish) => wish !== null).slice(0, MOST_NUMBERS);

/** Null when no panel would have anything to show. */
export function dashboardOf({ title, about, parameters, wishes }: Recipe): Dashboard | null {
  const there = wishes.filter((wish): wish is Wish => wish !== null);
  if (there.every((wish) => wish.kind === "text")) return null;
  return {
    schema: DASHBOARD_SCHEMA,
    title,
    about,
    ...(parameters ? { parameters: [...parameters] } : {}),
    panels: packed(there),
  };
}

/** Rows from the left; panels of one row have its height and share out the room that is left. */
function packed(wishes: readonly Wish[]): Panel[] {
  const panels: Panel[] = [];
  let row: Wish[] = [];
  let y = 0;
  const close = (): void => {
    const widths = filled(row);
    const h = Math.max(...row.map((wish) => wish.h));
    let x = 0;
    for (const [at, wish] of row.entries()) {
      const id = freeId(
        wish.title,
        panels.map((panel) => panel.id),
      );
      panels.push({ ...wish, id, x, y, w: widths[at] as number, h } as Panel);
      x += widths[at] as number;
    }
    y += h;
    row = [];
  };
  for (const wish of wishes) {
    const taken = row.reduce((sum, { w }) => sum + w, 0);
    // Numbers stand among themselves: a row of one kind has one height.
    const isOther = row.length > 0 && (row[0]?.kind === "number") !== (wish.kind === "number");
    if (row.length > 0 && (taken + wish.w > COLUMNS || isOther)) close();
    row.push(wish);
  }
  if (row.length > 0) close();
  return panels;
}

function filled(row: readonly Wish[]): number[] {
  const widths = row.map(({ w }) => w);
  const left = COLUMNS - widths.reduce((sum, w) => sum + w, 0);
  for (let at = 0, given = 0; given < left; at = (at + 1) % widths.length, given++)
    widths[at] = (widths[at] as number) + 1;
  return widths;
}

type Part<K extends Panel["kind"]> = Omit<Extract<Wish, { kind: K }>, "kind" | "title" | "w" | "h">;

export const number = (title: string, rest: Part<"number">): Wish => ({ kind: "number", title, w: 3, h: 1, ...rest });

export const chart = (title: string, [w, h]: readonly [number, number], rest: Part<"chart">): Wish => ({
  kind: "chart",
  title,
  w,
  h,
  ...rest,
});

export const table = (title: string, [w, h]: readonly [number, number], rest: Part<"table">): Wish => ({
  kind: "table",
  title,
  w,
  h,
  ...rest,
});

export const text = (title: string, [w, h]: readonly [number, number], words: string): Wish => ({
  kind: "text",
  title,
  w,
  h,
  text: words,
});
