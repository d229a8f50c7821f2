// Which columns of a query's result are moments: charts give them as ms since project start.

/** Columns of the canonical tables that hold a time in ns of the project's time base. */
const TIMES: ReadonlySet<string> = new Set(["t", "from_t", "until_t", "first_t", "last_t"]);

/** `wall`: a date or timestamp; `base`: ns in the project's time base; null: no moment. */
export function timeKind({ name, type }: { readonly name: string; readonly type: string }): "wall" | "base" | null {
  if (/^(TIMESTAMP|DATE$)/.test(type)) return "wall";
  return type === "BIGINT" && TIMES.has(name) ? "base" : null;
}
