// Rows of page faults: into table `fault`.
import { BATCH_ROWS, type ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { tableOf } from "../../../../src-shared/capture/tables.ts";
import { batchOf, clearBatch, type Fill, put64, putSeq, setKnown, setUnknown } from "../../bytes/columns.ts";
import type { ImportContext } from "../../importer.ts";
import { wordIndex } from "../../small-batches.ts";
import { faultBatch } from "../../table-batches.ts";
import type { Output } from "../../text/output.ts";
import type { LaidColumn, Layout } from "./layout.ts";
import type { RowFault, RowMaker } from "./rows.ts";
import type { RowSplitter } from "./split.ts";
import { rowTime } from "./time.ts";
import { FIELD, FLAG, readFlag, readScaled, readWhole, words } from "./values.ts";
import { smallNumber, whoOf } from "./who.ts";
import { placesOf } from "./words.ts";

/** What was tried, by the first letter; codes of numbers have no common meaning. */
const ACCESSES: ReadonlyMap<string, number> = new Map(
  [..."rwxefi"].map((letter, i): [string, number] => [
    letter,
    wordIndex("fault", "access", ["read", "write"][i] ?? "exec"),
  ]),
);
const KINDS: readonly string[] = tableOf("fault").columns.find(({ name }) => name === "kind")?.words ?? [];
const PAGE_PLACES = 12;

/** The kind of all faults whose row names none: by the address space; guests' faults are taken for Intel's. */
function kindOf(layout: Layout, context: ImportContext): string {
  if (layout.constant.kind) return layout.constant.kind;
  const has = (field: string): boolean => layout.columns.some((column) => column.field === field);
  if (has("gva")) return "shadow";
  if (has("hva")) return "host";
  if (!has("kind"))
    context.remark({
      code: "delimited.fault_kind",
      expected: "which of a guest's faults they are; taken for ept",
      next: "add a column kind (ept, npt, stage2), or say it in a column map",
    });
  return "ept";
}

export function faultRows(layout: Layout, row: RowSplitter, context: ImportContext, output: Output): RowMaker {
  const column = (field: string): LaidColumn | undefined => layout.columns.find((one) => one.field === field);
  const at = (field: string): number => column(field)?.at ?? -1;
  const time = rowTime(layout, row, context);
  const who = whoOf(layout, row, context, output);
  const event = context.name(layout.constant.event ?? "page-fault");
  const kind = wordIndex("fault", "kind", kindOf(layout, context));
  const address = column("gpa") ?? column("gfn") ?? column("gva") ?? column("hva");
  const stallPlaces = placesOf(column("stall")?.unit ?? null);
  const [cpu, access, kinds, stall] = [at("cpu"), at("access"), at("kind"), stallPlaces === null ? -1 : at("stall")];
  const flags = (["first_touch", "mmio", "walk"] as const).map((name) => ({ name, at: at(name) }));
  const number = words();
  const batch = faultBatch();
  let seq = 0;

  const textAt = (field: number): string =>
    String.fromCharCode(
      ...row
        .bytes(field)
        .subarray(row.starts[field], Math.min(row.ends[field] as number, (row.starts[field] as number) + 16)),
    );
  /** A 64-bit column from a field; what is wrong with it. */
  const put = (from: LaidColumn | undefined, into: Fill, line: number): RowFault | null => {
    if (!from) return unknown(into, line);
    const [start, end] = [row.starts[from.at] as number, row.ends[from.at] as number];
    const state = readWhole(row.bytes(from.at), start, end, from.unit === "hex", number);
    if (state === FIELD.bad) return "address";
    if (state === FIELD.empty) return unknown(into, line);
    if (from.field !== "gfn") put64(into, line, number.low, number.high);
    else {
      if (number.high >= 2 ** (32 - PAGE_PLACES)) return "address";
      put64(
        into,
        line,
        (number.low << PAGE_PLACES) >>> 0,
        (number.high * 4096 + (number.low >>> (32 - PAGE_PLACES))) >>> 0,
      );
    }
    return null;
  };
  const unknown = (into: Fill, line: number): null => {
    setUnknown(into, line);
    return null;
  };
  const putFlag = (field: number, into: Fill<Uint8Array>, line: number): RowFault | null => {
    if (field < 0) return unknown(into, line);
    const read = readFlag(row.bytes(field), row.starts[field] as number, row.ends[field] as number);
    if (read === FIELD.bad) return "flag";
    if (read === FIELD.empty) return unknown(into, line);
    into.data[line] = read - FLAG;
    return null;
  };
  const putAccess = (line: number): void => {
    const letter = access < 0 ? "" : (textAt(access)[0]?.toLowerCase() ?? "");
    const word = ACCESSES.get(letter);
    if (word !== undefined) batch.columns.access.data[line] = word;
    else setUnknown(batch.columns.access, line);
  };
  const putKind = (line: number): void => {
    const own = kinds < 0 ? -1 : KINDS.indexOf(textAt(kinds).toLowerCase());
    batch.columns.kind.data[line] = own >= 0 ? own : kind;
  };
  const putStall = (line: number): RowFault | null => {
    if (stall < 0 || stallPlaces === null) return unknown(batch.columns.stall_ns, line);
    const state = readScaled(
      row.bytes(stall),
      row.starts[stall] as number,
      row.ends[stall] as number,
      stallPlaces,
      number,
    );
    if (state === FIELD.bad) return "number";
    if (state === FIELD.empty) return unknown(batch.columns.stall_ns, line);
    put64(batch.columns.stall_ns, line, number.low, number.high);
    return null;
  };

  /** Checks that come before anything is written, so that a bad row marks nothing. */
  function take(): RowFault | null {
    const { columns } = batch;
    const line = batch.rows;
    if (time.read() === FIELD.bad) return "time";
    const processor = smallNumber(row, cpu);
    if (processor === -2 || processor > 0x7fff) return "number";
    const task = who.taskOf();
    if (task < 0) return "who";
    const fault =
      put(address, columns.addr, line) ??
      put(column("ip"), columns.ip, line) ??
      put(column("code"), columns.code, line);
    const flag =
      fault ??
      flags.reduce<RowFault | null>((bad, { name, at: field }) => bad ?? putFlag(field, columns[name], line), null);
    const wrong = flag ?? putStall(line);
    if (wrong) {
      for (const one of Object.values(columns)) setKnown(one, line);
      return wrong;
    }
    putSeq(columns.seq, line, seq++);
    time.put(columns.t, line);
    if (processor < 0) setUnknown(columns.cpu, line);
    else columns.cpu.data[line] = processor;
    if (task === 0) setUnknown(columns.task_id, line);
    else columns.task_id.data[line] = task;
    columns.event_id.data[line] = event;
    putKind(line);
    putAccess(line);
    batch.rows++;
    return null;
  }

  return {
    take,
    full: () => batch.rows === BATCH_ROWS,
    *batches(rest): Generator<ColumnBatch> {
      yield* output.batches(rest);
      if (batch.rows === 0 || !(rest || batch.rows === BATCH_ROWS)) return;
      context.accept(batch.rows);
      context.count("event", layout.constant.event ?? "page-fault", batch.rows);
      yield batchOf(batch);
      clearBatch(batch);
    },
    finish: () => time.finish(),
  };
}
