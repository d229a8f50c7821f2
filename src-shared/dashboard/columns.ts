// Which columns of a result a chart is drawn of, where its author did not say.
import { failure } from "../base/errors.ts";
import { timeKind } from "../protocol/time-columns.ts";

interface Head {
  readonly name: string;
  readonly type: string;
}

export const isNumeric = (type: string): boolean =>
  /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\)|BIGNUM)$/.test(type);

/** The first column of numbers that are no times; -1 without one. */
export const numberColumn = (heads: readonly Head[]): number =>
  heads.findIndex((head) => isNumeric(head.type) && timeKind(head) === null);

/** Columns by their index. */
export interface Drawn {
  readonly x: number;
  readonly y: readonly number[];
  readonly by: number | null;
}

export interface DrawnNames {
  readonly x?: string | null | undefined;
  readonly y?: readonly string[] | null | undefined;
  readonly by?: string | null | undefined;
}

/**
 * Over the time, else the first words, else the first column; of the numbers that are left; by the words that are left.
 * Null where there are no numbers to draw. Throws `panel.no_column` for a name that the result does not have.
 */
export function drawnColumns(heads: readonly Head[], names: DrawnNames): Drawn | null {
  const named = (name: string): number => {
    const at = heads.findIndex((head) => head.name === name);
    if (at >= 0) return at;
    throw failure("panel.no_column", `the query gives no column ${JSON.stringify(name)}`, {
      expected: `one of ${heads.map((head) => head.name).join(", ")}`,
      next: "edit the panel: choose another column, or name one so in its query",
      exit: 2,
    });
  };
  const all = heads.map((_, at) => at);
  const isTime = (at: number): boolean => timeKind(heads[at] as Head) !== null;
  const isNumber = (at: number): boolean => isNumeric((heads[at] as Head).type) && !isTime(at);
  const asked = names.y?.map(named);
  const by = names.by ? named(names.by) : null;
  const taken = (at: number): boolean => asked?.includes(at) === true || at === by;
  const x = names.x
    ? named(names.x)
    : (all.find((at) => isTime(at) && !taken(at)) ??
      all.find((at) => !isNumber(at) && !taken(at)) ??
      all.find((at) => !taken(at)) ??
      -1);
  const y = asked ?? all.filter((at) => at !== x && at !== by && isNumber(at)).slice(0, 6);
  if (x < 0 || y.length === 0) return null;
  const words =
    by ?? (names.x || names.y ? null : (all.find((at) => at !== x && !isNumber(at) && !isTime(at)) ?? null));
  return { x, y: words === null ? y : y.slice(0, 1), by: words };
}
