// The events of a recording: which one a record belongs to, what it is called and how often it came.
import { wordTable } from "../../bytes/word-table.ts";
import type { ImportContext } from "../../importer.ts";
import { type EventAttr, TRACEPOINT } from "./attr.ts";
import { isFaultTracepoint, isPageFault, nameByConfig, withoutModifiers } from "./event-names.ts";
import type { Features } from "./features.ts";
import type { TraceField } from "./tracing.ts";

/** Fields of a page-fault tracepoint; null where the file does not hold its format. */
export interface FaultFields {
  readonly address: TraceField | null;
  readonly ip: TraceField | null;
  readonly code: TraceField | null;
  /** The code is that of x86, so that it tells what was tried. */
  readonly x86: boolean;
}

export interface RecordedEvent {
  readonly attr: EventAttr;
  readonly ids: readonly bigint[];
  /** As the recorder told it, in pipe mode. */
  givenName: string | null;
  /** Dictionary id of the name, 0 until the first sample. */
  nameId: number;
  name: string;
  /** Samples become rows of `fault`, else of `event`. */
  fault: boolean;
  /** Only for tracepoints that are page faults. */
  fields: FaultFields | null;
  samples: number;
}

export interface Events {
  readonly list: RecordedEvent[];
  add(attr: EventAttr, ids: readonly bigint[]): void;
  rename(id: bigint, name: string): void;
  /** The event of a sample or, with its place in the trailer, of another record; null when its id is unknown. */
  of(low: number, high: number): RecordedEvent | null;
  /** Place of the id in samples, -1 where the first event is the only choice. */
  idPlace(): number;
  /** Gives an event its name and kind, once. */
  resolve(event: RecordedEvent, features: Features, context: ImportContext): void;
}

const wordsOf = (id: bigint): [number, number] => [Number(id & 0xffffffffn), Number(id >> 32n)];

/** The place of the id, if it is the same in the samples of all events. */
function commonPlace(list: readonly RecordedEvent[]): number {
  const first = list[0];
  if (!first || list.length === 1) return -1;
  return list.every((e) => e.attr.id === first.attr.id) ? first.attr.id : -1;
}

/** The name in EVENT_DESC: of the event with one of its ids, else of the event at its place with the same attr. */
function describedName(event: RecordedEvent, at: number, features: Features): string | null {
  const { events } = features;
  const byId = event.ids.length ? events.find((e) => e.ids.some((id) => event.ids.includes(id))) : undefined;
  if (byId) return byId.name;
  const same = events[at];
  return same && same.attr.type === event.attr.type && same.attr.config === event.attr.config ? same.name : null;
}

function faultFields(event: RecordedEvent, features: Features): FaultFields {
  const fields = features.tracing?.tracepoints.get(Number(event.attr.config))?.fields;
  return {
    address: fields?.get("address") ?? null,
    ip: fields?.get("ip") ?? null,
    code: fields?.get("error_code") ?? null,
    x86: /^(x86|i\d86|amd64)/.test(features.facts.get("ARCH") ?? ""),
  };
}

export function recordedEvents(): Events {
  const list: RecordedEvent[] = [];
  const ids = wordTable();
  const owners: RecordedEvent[] = [];
  let place: number | null = null;

  return {
    list,
    add(attr, eventIds) {
      const event: RecordedEvent = {
        attr,
        ids: eventIds,
        givenName: null,
        nameId: 0,
        name: "",
        fault: false,
        fields: null,
        samples: 0,
      };
      list.push(event);
      place = null;
      for (const id of eventIds) {
        const [low, high] = wordsOf(id);
        if (ids.find(low, high) >= 0) continue;
        ids.add(low, high);
        owners.push(event);
      }
    },
    rename(id, name) {
      const owner = owners[ids.find(...wordsOf(id))];
      if (owner && owner.nameId === 0) owner.givenName = name;
    },
    of(low, high) {
      const found = ids.find(low, high);
      return found < 0 ? null : (owners[found] as RecordedEvent);
    },
    idPlace() {
      place ??= commonPlace(list);
      return place;
    },
    resolve(event, features, context) {
      const { type, config } = event.attr;
      const given = describedName(event, list.indexOf(event), features) ?? event.givenName;
      const tracepoint = (id: number): string | null => features.tracing?.tracepoints.get(id)?.name ?? null;
      const bare = given !== null && type === TRACEPOINT && given.split(":").length === 2;
      event.name = given ? (bare ? given : withoutModifiers(given)) : nameByConfig(type, config, tracepoint);
      event.nameId = context.name(event.name);
      if (type === TRACEPOINT && isFaultTracepoint(event.name)) event.fields = faultFields(event, features);
      event.fault = event.fields !== null || isPageFault(type, config);
    },
  };
}
