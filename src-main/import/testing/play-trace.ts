// Plays trace events into a sink, record by record, and collects the rows that come out, for tests.
import type { ColumnBatch } from "../../../src-shared/capture/batch.ts";
import type { ImportContext, Importer } from "../importer.ts";
import {
  fieldValues,
  type RecordedField,
  type TraceEvent,
  type TraceSink,
  traceMoment,
} from "../trace-events/contract.ts";
import type { TraceHints } from "../trace-events/kind.ts";
import { traceSink } from "../trace-events/sink.ts";
import { type ImportRun, runImporter } from "./run-importer.ts";

/** Values of an event's fields under their recorded names; texts are strings. */
export type Fields = Readonly<Record<string, bigint | number | string>>;

export interface PlayedRecord {
  readonly event: string;
  /** ns; null: the source has no times. */
  readonly t: number | bigint | null;
  readonly tid?: number;
  readonly cpu?: number;
  readonly task?: number;
  readonly fields?: Fields;
}

/** Records were lost. */
export interface PlayedLoss {
  readonly lost: number | null;
  readonly cpu?: number;
  readonly from?: bigint;
  readonly until?: bigint;
}

const encoder = new TextEncoder();

function player(sink: TraceSink) {
  const moment = traceMoment();
  const values = fieldValues();
  const events = new Map<string, TraceEvent>();

  function eventOf(name: string, fields: Fields): TraceEvent {
    const known = events.get(name);
    if (known) return known;
    const recorded = Object.entries(fields).map(
      ([field, value]): RecordedField => ({
        name: field,
        type: typeof value === "string" ? "char[16]" : "u64",
        text: typeof value === "string",
      }),
    );
    const event = sink.event(name, recorded);
    events.set(name, event);
    return event;
  }

  function fill(event: TraceEvent, fields: Fields): void {
    values.known = 0;
    values.texts = 0;
    for (const [i, spellings] of event.wanted.entries()) {
      const name = spellings.find((spelling) => spelling in fields);
      if (name === undefined) continue;
      const value = fields[name] as bigint | number | string;
      const text = typeof value === "string" ? encoder.encode(value) : null;
      const number = text ? BigInt(sink.texts.find(text, 0, text.length)) : BigInt.asUintN(64, BigInt(value));
      values.words[2 * i] = Number(number & 0xffff_ffffn);
      values.words[2 * i + 1] = Number(number >> 32n);
      values.known |= 1 << i;
      if (text) values.texts |= 1 << i;
    }
  }

  return (record: PlayedRecord | PlayedLoss, seq: number): void => {
    if ("lost" in record) {
      sink.lost(record.cpu ?? -1, record.from ?? null, record.until ?? null, record.lost, seq);
      return;
    }
    const { event: name, t, tid = 1, cpu = 0, task = 0, fields = {} } = record;
    const event = eventOf(name, fields);
    fill(event, fields);
    const time = BigInt(t ?? 0);
    Object.assign(moment, { seq, timed: t !== null, cpu, task, tid });
    moment.low = Number(BigInt.asUintN(32, time));
    moment.high = Number(BigInt.asUintN(32, time >> 32n));
    sink.put(event, moment, values);
  };
}

/** Record numbers count from 1. */
export async function playTrace(
  records: readonly (PlayedRecord | PlayedLoss)[],
  hints: TraceHints = {},
): Promise<ImportRun> {
  async function* open(_source: unknown, context: ImportContext): AsyncGenerator<ColumnBatch, void, void> {
    const sink = traceSink(context, context.clock({ name: "mono", stepNs: 1 }), hints);
    const play = player(sink);
    for (const [i, record] of records.entries()) {
      play(record, i + 1);
      if (sink.full()) yield* sink.batches(false);
    }
    yield* sink.finish();
  }
  const importer: Importer = {
    id: "played",
    title: "played trace events",
    tables: [...["fault", "vm_exit", "mmu", "sched", "region", "loss", "event", "event_field", "task"]],
    detect: () => null,
    open,
  };
  return runImporter(importer, new Uint8Array(0), { offset: 1000n });
}
