// Takes trace events and makes rows of them: each kind of event has its own way, all others are kept with their fields.
import { byteDictionary } from "../bytes/dictionary.ts";
import type { ImportContext } from "../importer.ts";
import type { RecordedField, TraceEvent, TraceSink } from "./contract.ts";
import { genericEvents, type NamedEvent } from "./generic.ts";
import type { Kind, TraceHints } from "./kind.ts";
import { allKinds } from "./kinds.ts";
import { losses } from "./losses.ts";
import { MAX_CPUS, traceRows } from "./rows.ts";

/** Texts that are kept: a trace of paths or messages has ever new ones, and all of them are in memory. */
const MOST_TEXTS = 1 << 18;
const MOST_TEXT_CHARACTERS = 1 << 24;

/** Dictionary ids of texts up to the limit, 0 beyond. `learn` hears of each text once. */
function textIds(context: ImportContext, learn: (text: string, id: number) => void) {
  const known = new Map<string, number>();
  let characters = 0;
  let dropped = 0;
  return {
    of(text: string): number {
      const id = known.get(text);
      if (id !== undefined) return id;
      if (known.size >= MOST_TEXTS || characters + text.length > MOST_TEXT_CHARACTERS) {
        dropped++;
        return 0;
      }
      const added = context.name(text);
      known.set(text, added);
      characters += text.length;
      learn(text, added);
      return added;
    },
    tell(): void {
      if (dropped)
        context.remark({
          code: "trace.texts_dropped",
          excerpt: `${dropped} texts`,
          expected: `at most ${MOST_TEXTS} different texts in the fields of events`,
        });
    },
  };
}

interface SinkEvent extends TraceEvent, NamedEvent {
  readonly kind: Kind;
  records: number;
}

/** `offset` is what is added to recorded ns. */
export function traceSink(context: ImportContext, offset: bigint, hints: TraceHints = {}): TraceSink {
  const rows = traceRows(offset);
  const lost = losses(rows, offset);
  const generic = genericEvents(context, rows);
  const kinds = allKinds({ context, rows, losses: lost, generic, hints });
  const ids = textIds(context, kinds.learn);
  const events: SinkEvent[] = [];
  const byName = new Map<string, SinkEvent>();
  const cpus = new Float64Array(MAX_CPUS);
  let lastSeq = 0;

  /** An event without a kind is kept with the fields that were recorded. */
  function genericKind(recorded: readonly RecordedField[] | null): Kind {
    return {
      wanted: recorded ? generic.wantedOf(recorded) : [],
      ordered: false,
      folded: false,
      take: generic.put,
    };
  }

  function add(name: string, recorded: readonly RecordedField[] | null): SinkEvent {
    const kind = kinds.of(name) ?? genericKind(recorded);
    const { wanted, ordered, folded } = kind;
    const nameId = context.name(name);
    const place = { number: events.length, name, nameId };
    const event = { ...place, wanted, ordered, folded, recorded, kind, fieldsNamed: wanted.length === 0, records: 0 };
    events.push(event);
    byName.set(name, event);
    return event;
  }

  return {
    texts: byteDictionary(ids.of),
    event(name, recorded) {
      const known = byName.get(name);
      if (!known) return add(name, recorded);
      if (known.recorded || !recorded) return known;
      // Now the fields are known: events without a kind want some of them from now on.
      if (!kinds.of(name)) return add(name, recorded);
      known.recorded = recorded;
      return known;
    },
    put({ number }, moment, values) {
      const event = events[number];
      if (!event) return;
      event.records++;
      lastSeq = moment.seq;
      const { cpu } = moment;
      if (cpu >= 0 && cpu < MAX_CPUS) cpus[cpu] = (cpus[cpu] as number) + 1;
      if (moment.timed && event.folded) rows.times.see(moment.low, moment.high);
      event.kind.take(event, moment, values);
    },
    lost: (cpu, fromNs, untilNs, records, seq = lastSeq) => lost.add(seq, cpu, fromNs, untilNs, records),
    full: rows.full,
    batches: rows.batches,
    *finish() {
      kinds.close();
      ids.tell();
      yield* rows.batches(true);
      for (const { name, records } of events) if (records) context.count("event", name, records);
      for (const [cpu, n] of cpus.entries()) if (n > 0) context.count("cpu", String(cpu), n);
      const span = rows.times.span();
      if (span) context.span(span.first, span.last);
    },
  };
}
