// What a window has selected as values of the parameters $from, $to and $guests.
import type { Selection } from "../../src-shared/protocol/requests.ts";
import { rowsOf, textOf } from "../analysis/sql.ts";
import { nsOf, readTimeLine } from "../analysis/time-line.ts";
import type { QueryClient } from "../store/contract.ts";
import type { QuerySelection } from "../store/statement.ts";
import type { Context } from "./context.ts";

interface Everything {
  readonly first: bigint | null;
  readonly last: bigint | null;
  readonly guests: readonly string[];
}

/** All times of all visible captures, of whatever clock, and all guests. */
async function readEverything(query: QueryClient): Promise<Everything> {
  const [times] = await rowsOf(
    query,
    `SELECT min(first_t)::VARCHAR AS first, max(coalesce(last_t, first_t))::VARCHAR AS last FROM capture
     WHERE state = 'active'`,
  );
  const ns = (text: string | number | null | undefined) => (text == null ? null : BigInt(text));
  const guests = await rowsOf(query, "SELECT name FROM guest ORDER BY id");
  return { first: ns(times?.first), last: ns(times?.last), guests: guests.map((row) => textOf(row, "name")) };
}

const nothing: QuerySelection = { from: null, to: null, guests: [] };

interface Selected {
  readonly project: string;
  readonly sql: string;
  readonly selection: Selection | null;
  /** Values of parameters besides those of the selection. */
  readonly parameters?: Readonly<Record<string, string | number>>;
}

/** What is not selected is everything: the first and last recorded time, all guests. */
export async function selectionFor(
  { project, sql, selection, parameters }: Selected,
  context: Context,
): Promise<QuerySelection> {
  if (!sql.includes("$")) return nothing;
  const everything = await context.cached(project, "everything", readEverything);
  const { startNs } = await context.cached(project, "timeLine", readTimeLine);
  const at = (ms: number | null | undefined, otherwise: bigint | null): bigint | null =>
    ms == null || startNs === null ? otherwise : nsOf(ms, startNs);
  return {
    from: at(selection?.from_ms, everything.first),
    to: at(selection?.to_ms, everything.last),
    guests: selection?.guests.length ? selection.guests : everything.guests,
    values: parameters,
  };
}
