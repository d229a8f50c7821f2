// What an importer of Xen's records tells of them at the end: counts, and what a user should know.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import type { ImportContext } from "../../importer.ts";
import { tableRows } from "../../text/table-rows.ts";
import { knownRecord, spelledId } from "./known-records.ts";
import { hasKind, type RecordKind } from "./record-kinds.ts";

/** One kind of records of a recording. */
export interface EventKind {
  readonly id: number;
  /** As it is counted, and its id in the dictionary. */
  readonly name: string;
  readonly nameId: number;
  readonly kind: RecordKind;
  /** Words that its kind needs. */
  readonly words: number;
  n: number;
  /** Records with fewer words. */
  short: number;
}

export interface Oddities {
  /** Records of kinds beyond those that are counted apart. */
  readonly uncounted: number;
  /** Nested page faults of guests that are not known, where no record tells who runs. */
  readonly unowned: number;
  /** Memory records whose size is doubtful. */
  readonly doubtful: number;
  /** Changes of state that do not begin where the last one ended. */
  readonly gaps: number;
  /** Records that were merged too early. */
  readonly early: number;
}

const list = (events: readonly EventKind[], count: (e: EventKind) => number): string =>
  events
    .slice(0, 5)
    .map((e) => `${e.name}: ${count(e)}`)
    .join(", ");

/** Names of the events in xentrace_format, as facts: `xentrace.0x0020100d` is hypercall. */
export function* eventNames(events: readonly EventKind[]): Generator<ColumnBatch, void, void> {
  const facts = tableRows("fact");
  for (const { id, name } of events) {
    const value = knownRecord(id)?.name;
    if (value !== undefined) facts.add({ scope: "capture", name: `xentrace.${name}`, value });
  }
  if (facts.length) yield facts.take();
}

export function tellEvents(context: ImportContext, events: readonly EventKind[], odd: Oddities): void {
  for (const { name, n } of events) context.count("event", name, n);
  if (odd.uncounted > 0) context.count("event", "others", odd.uncounted);
  const remark = (code: string, excerpt: string, expected: string, next: string): void =>
    context.remark({ code, excerpt, expected, next });
  const unknown = events.filter(({ id, name }) => name === spelledId(id) && !hasKind(id) && !knownRecord(id));
  if (unknown.length)
    remark(
      "xentrace.unknown_event",
      list(unknown, (e) => e.n),
      "records of Xen's public list",
      "they are kept in table event by their number",
    );
  const short = events.filter((e) => e.short > 0);
  if (short.length)
    remark(
      "xentrace.record_words",
      list(short, (e) => e.short),
      "as many words as Xen writes with these records",
      "they are kept in table event",
    );
  if (odd.unowned > 0)
    remark(
      "xentrace.no_run_states",
      `${odd.unowned} nested page faults of guests that are not known`,
      "run states beside the faults",
      "record with the scheduler's records too: xentrace -e 0x001a3000, or -e all",
    );
  if (odd.doubtful > 0)
    remark(
      "xentrace.layout",
      `${odd.doubtful} memory records`,
      "all memory records in one layout",
      "the sizes of these records may be those of single pages",
    );
  if (odd.gaps > 0)
    remark(
      "xentrace.state_gap",
      `${odd.gaps} changes of state that do not begin where the last one ended`,
      "all run-state records of all CPUs",
      "the times between are in no state",
    );
  if (odd.early > 0)
    remark(
      "xentrace.merge",
      `${odd.early} records`,
      "records of all CPUs within 1,048,576 run-state records",
      "run states around these records may be missing",
    );
}
