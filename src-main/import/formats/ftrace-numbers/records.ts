// Events that are known by their number alone, handed to the sink of trace events.
import type { Lines } from "../../bytes/lines.ts";
import type { ImportContext } from "../../importer.ts";
import {
  type FieldValues,
  fieldValues,
  type RecordedField,
  type TraceEvent,
  traceMoment,
} from "../../trace-events/contract.ts";
import { traceSink } from "../../trace-events/sink.ts";
import type { TextLosses } from "../../trace-events/text-losses.ts";
import type { TextThreads } from "../../trace-events/text-threads.ts";
import type { TextClock } from "../ftrace-text/clock.ts";
import type { FtraceRecords } from "../ftrace-text/records.ts";
import type { Entry, NumberForm } from "./head.ts";

/** More different numbers than the kernel gives. */
const MAX_EVENTS = 1 << 16;

const address = (name: string): RecordedField => ({ name, type: "unsigned long", text: false });
const text: RecordedField = { name: "buf", type: "char[]", text: true };

/** Fields of the tracer's own entries, named as the kernel names them; those of numbered events are not printed. */
const fields: Readonly<Record<Entry, readonly RecordedField[]>> = {
  number: [],
  print: [address("ip"), text],
  bprint: [address("ip"), text],
  raw_data: [{ name: "id", type: "unsigned int", text: false }, text],
  function: [address("ip"), address("parent_ip")],
};

export function numberRecords(
  form: NumberForm,
  context: ImportContext,
  threads: TextThreads,
  losses: TextLosses,
  clock: TextClock,
): FtraceRecords {
  const sink = traceSink(context, clock.offset);
  const moment = traceMoment();
  const values: FieldValues = fieldValues();
  const numbered = new Map<number, TraceEvent>();

  function eventOf(): TraceEvent | null {
    const { entry, number } = form;
    if (entry !== "number") return sink.event(entry, fields[entry]);
    const known = numbered.get(number);
    if (known || numbered.size >= MAX_EVENTS) return known ?? null;
    const event = sink.event(`event ${number}`, fields.number);
    numbered.set(number, event);
    return event;
  }

  /** Puts the fields of an entry of the tracer's own. */
  function setValues(lines: Lines): void {
    values.known = form.entry === "number" ? 0 : 3;
    values.texts = 0;
    values.words.set(form.words);
    if (form.entry === "number" || form.entry === "function") return;
    values.texts = 2;
    values.words[2] = sink.texts.find(lines.bytes, form.textStart, Math.max(form.textStart, lines.end));
    values.words[3] = 0;
  }

  return {
    sink,
    put(head, lines) {
      const event = lines.ended ? eventOf() : null;
      if (!event) return false;
      moment.seq = lines.number;
      moment.timed = clock.timed && head.time === clock.kind;
      moment.low = head.low;
      moment.high = head.high;
      moment.cpu = head.cpu;
      moment.tid = head.tid;
      moment.task = threads.of(head, lines.bytes);
      losses.before(moment, sink);
      setValues(lines);
      sink.put(event, moment, values);
      return true;
    },
  };
}
