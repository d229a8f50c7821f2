// Running the table: each row computed from its inputs and judged, one after another, and the counts of all.
import { failure } from "../base/errors.ts";
import { nearest } from "../density/nearest.ts";
import { type ValidateReply, ValidationKind, type ValidationRow } from "../protocol/validation-replies.ts";
import { readInputs, type Value } from "./inputs.ts";
import type { Recordings } from "./recordings.ts";
import { rows } from "./registry.ts";
import type { Ours, Row } from "./row.ts";
import { allowedShare, expectedOf, isNotRun, judge, toleranceText } from "./verdict.ts";

export interface RunOptions {
  /** Told before each row. */
  readonly onRow?: (done: number, total: number, id: string) => void | Promise<void>;
}

/** The row of an id in any case of letters. Throws `validate.unknown_row` (exit 2). */
function rowOf(id: string): Row {
  const found = rows.find((row) => row.id.toLowerCase() === id.toLowerCase());
  if (found) return found;
  const close = nearest(
    id.toUpperCase(),
    rows.map((row) => row.id),
  );
  throw failure("validate.unknown_row", `there is no row ${JSON.stringify(id.slice(0, 20))}`, {
    expected: "S01 to S68, V1 to V61 or a further case like V10.2",
    next: close ? `did you mean ${close}?` : "plimsoll validate lists all rows",
    exit: 2,
  });
}

/** Whether a row looks at recordings; false for a row that does not exist. */
export const needsRecordings = (id: string): boolean =>
  rows.find((row) => row.id.toLowerCase() === id.toLowerCase())?.onRecordings ?? false;

const withUnits = (row: Row, values: Readonly<Record<string, Value>>): ValidationRow["inputs"] =>
  Object.fromEntries(Object.entries(row.inputs).map(([name, { unit }]) => [name, { value: values[name]!, unit }]));

const own = (row: Row): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(row.inputs).map(([name, { value }]) => [name, value]));

/** What a row computed; a number without end is no answer. */
async function computed(row: Row, values: Readonly<Record<string, Value>>, recordings: Recordings): Promise<Ours> {
  const ours = await row.compute(values, recordings);
  if (isNotRun(ours)) return ours;
  const endless = (value: Value): boolean =>
    Array.isArray(value) ? value.some(endless) : typeof value === "number" && !Number.isFinite(value);
  return endless(ours) ? { notRun: "with these inputs there is no finite answer" } : ours;
}

async function judged(row: Row, recordings: Recordings): Promise<ValidationRow> {
  const { id, system, kind, claim, evidence, source, expects, formula, result, note = null, ownInputs = null } = row;
  const values = own(row);
  const ours = await computed(row, values, recordings);
  const { verdict, deviation } = judge(kind, expects, ours);
  return {
    id,
    system,
    kind,
    measured_here: row.onRecordings ?? false,
    claim,
    inputs: withUnits(row, values),
    expected: expectedOf(expects),
    ours: isNotRun(ours) ? null : ours,
    deviation,
    tolerance: toleranceText(expects),
    allowed: allowedShare(expects),
    evidence,
    source,
    verdict,
    result,
    formula,
    note,
    own_inputs: ownInputs,
    why_not: isNotRun(ours) ? ours.notRun : null,
  };
}

export function countsOf(
  all: readonly Pick<ValidationRow, "kind" | "verdict">[],
): NonNullable<ValidateReply["counts"]> {
  const counts: Record<string, Record<string, number>> = {};
  for (const kind of ValidationKind.options) counts[kind] = {};
  for (const { kind, verdict } of all) counts[kind]![verdict] = (counts[kind]![verdict] ?? 0) + 1;
  return counts;
}

/** Every row, or the one of `id`, with its own inputs. Same rows and recordings, same reply to the byte. */
export async function validate(
  id: string | null,
  recordings: Recordings,
  { onRow }: RunOptions = {},
): Promise<ValidateReply> {
  const wanted = id === null ? rows : [rowOf(id)];
  const done: ValidationRow[] = [];
  for (const row of wanted) {
    await onRow?.(done.length, wanted.length, row.id);
    done.push(await judged(row, recordings));
  }
  return { schema: "plimsoll.validate/1", rows: done, counts: countsOf(done) };
}

/**
 * One row with other inputs; those left out keep the row's own. There is no verdict: nothing was published of these.
 * Throws `validate.unknown_row`, `validate.unknown_input`, `validate.bad_input`.
 */
export async function validateWith(id: string, inputs: unknown, recordings: Recordings): Promise<ValidateReply> {
  const row = rowOf(id);
  const values = readInputs(row.id, row.inputs, inputs);
  const ours = await computed(row, values, recordings);
  return {
    schema: "plimsoll.validate/1",
    rows: [
      {
        id: row.id,
        inputs: withUnits(row, values),
        ours: isNotRun(ours) ? null : ours,
        result: row.result,
        why_not: isNotRun(ours) ? ours.notRun : null,
      },
    ],
  };
}
