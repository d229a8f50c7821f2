// Rows of events of guests: into table `guest_event`.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { tableOf } from "../../../../src-shared/capture/tables.ts";
import type { ImportContext } from "../../importer.ts";
import { lookup } from "../../text/lookup.ts";
import type { Output } from "../../text/output.ts";
import type { LaidColumn, Layout } from "./layout.ts";
import type { RowFault, RowMaker } from "./rows.ts";
import type { RowSplitter } from "./split.ts";
import { rowTime } from "./time.ts";
import { decimal, FIELD, readDecimal, readScaled, words } from "./values.ts";
import { fieldTexts } from "./who.ts";
import { bytesOf, placesOf } from "./words.ts";

/** Words of other tools for what the table calls otherwise. */
const KINDS: Readonly<Record<string, string>> = {
  boot: "start",
  started: "start",
  suspend: "pause",
  paused: "pause",
  resumed: "resume",
  shutdown: "stop",
  stopped: "stop",
  poweroff: "stop",
  destroyed: "destroy",
  crashed: "crash",
  migrated: "migrate",
  setmem: "balloon",
  ballooned: "balloon",
  hotplug: "plug",
  unplug: "plug",
  resize: "plug",
};
const OWN: readonly string[] = tableOf("guest_event").columns.find(({ name }) => name === "kind")?.words ?? [];
const kindOf = (word: string): string => {
  const small = word.toLowerCase();
  return OWN.includes(small) ? small : (lookup(KINDS, small) ?? "mark");
};

const MOST_BYTES = Number.MAX_SAFE_INTEGER;

export function lifeRows(layout: Layout, row: RowSplitter, context: ImportContext, output: Output): RowMaker {
  const column = (field: string): LaidColumn | undefined => layout.columns.find((one) => one.field === field);
  const at = (field: string): number => column(field)?.at ?? -1;
  const time = rowTime(layout, row, context);
  const texts = fieldTexts(row);
  const event = column("event") ?? column("kind");
  const took = column("took") ?? column("stall");
  const number = words();

  /** A size in bytes: undefined where it makes no sense, null where there is none. */
  const sizeOf = (from: LaidColumn | undefined): number | null | undefined => {
    if (!from) return null;
    const state = readDecimal(row.bytes(from.at), row.starts[from.at] as number, row.ends[from.at] as number);
    if (state === FIELD.empty) return null;
    const size = Math.round(decimal.value * (bytesOf(from.unit) ?? 1));
    return state === FIELD.bad || size < 0 || size > MOST_BYTES ? undefined : size;
  };
  const tookOf = (): bigint | null | undefined => {
    const places = placesOf(took?.unit ?? null);
    if (!took || places === null) return null;
    const state = readScaled(
      row.bytes(took.at),
      row.starts[took.at] as number,
      row.ends[took.at] as number,
      places,
      number,
    );
    if (state === FIELD.empty) return null;
    return state === FIELD.bad ? undefined : (BigInt(number.high) << 32n) | BigInt(number.low);
  };
  const textOf = (field: number): string | null => texts.of(texts.find(field));

  return {
    take(): RowFault | null {
      if (time.read() === FIELD.bad) return "time";
      const word = (event && textOf(event.at)) ?? layout.constant.event ?? null;
      if (word === null) return "name";
      const [bytes, wanted, took_ns] = [sizeOf(column("bytes")), sizeOf(column("wanted_bytes")), tookOf()];
      if (bytes === undefined || wanted === undefined) return "size";
      if (took_ns === undefined) return "number";
      const kind = kindOf(word);
      const detail = textOf(at("detail"));
      output.add("guest_event", {
        t: time.value(),
        guest_name: textOf(at("guest")) ?? layout.constant.guest ?? null,
        kind,
        device: textOf(at("device")),
        bytes,
        wanted_bytes: wanted,
        took_ns,
        detail: kind === word.toLowerCase() ? detail : detail === null ? word : `${word} ${detail}`,
      });
      context.accept(1);
      return null;
    },
    full: () => false,
    batches: (rest): Generator<ColumnBatch> => output.batches(rest),
    finish: () => time.finish(),
  };
}
