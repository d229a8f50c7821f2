// Takes trace events and makes rows of them: each kind of event has its own way, all others are kept with their fields.
import { byteDictionary } from "../bytes/dictionary.ts";
import type { ImportContext } from "../importer.ts";
import type { RecordedField, TraceEvent, TraceSink } from "./contract.ts";
import { genericEvents, type NamedEvent } from "./generic.ts";
import type { Kind, Kinds, TraceHints } from "./kind.ts";
import { losses } from "./losses.ts";
import { MAX_CPUS, traceRows } from "./rows.ts";

interface SinkEvent extends TraceEvent, NamedEvent {
  readonly kind: Kind;
  records: number;
}

/** `offset` is what is added to recorded ns. */
export function traceSink(context: ImportContext, offset: bigint, _hints: TraceHints = {}): TraceSink {
  const rows = traceRows(offset);
  const lost = losses(rows, offset);
  const generic = genericEvents(context, rows);
  const events: SinkEvent[] = [];
  const byName = new Map<string, SinkEvent>();
  const cpus = new Float64Array(MAX_CPUS);
  let lastSeq = 0;

  const kinds: Kinds = {};

  /** The kind of an event; those without one are kept with the fields that were recorded. */
  function kindOf(name: string, recorded: readonly RecordedField[] | null): Kind {
    const known = kinds[name.slice(name.lastIndexOf(":") + 1)];
    if (known) return known;
    const wanted = recorded ? generic.wantedOf(name, recorded) : [];
    return { wanted, ordered: false, folded: false, take: generic.put };
  }

  function add(name: string, recorded: readonly RecordedField[] | null): SinkEvent {
    const kind = kindOf(name, recorded);
    const { wanted, ordered, folded } = kind;
    const nameId = context.name(name);
    const event: SinkEvent = {
      number: events.length,
      name,
      nameId,
      wanted,
      ordered,
      folded,
      recorded,
      kind,
      fieldsNamed: wanted.length === 0,
      records: 0,
    };
    events.push(event);
    byName.set(name, event);
    return event;
  }

  return {
    texts: byteDictionary((text) => context.name(text)),
    event(name, recorded) {
      const known = byName.get(name);
      // Fields that were not known before make a generic event anew; what it is called and counted as stays.
      return known && (known.wanted.length > 0 || !recorded?.length) ? known : add(name, recorded);
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
    lost: (cpu, fromNs, untilNs, records) => lost.add(lastSeq, cpu, fromNs, untilNs, records),
    full: rows.full,
    batches: rows.batches,
    *finish() {
      yield* rows.batches(true);
      for (const { name, records } of events) if (records) context.count("event", name, records);
      for (const [cpu, n] of cpus.entries()) if (n > 0) context.count("cpu", String(cpu), n);
      const span = rows.times.span();
      if (span) context.span(span.first, span.last);
    },
  };
}
