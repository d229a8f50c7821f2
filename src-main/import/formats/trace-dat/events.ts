// The events of a recording by their number: what they are called, which of their fields are wanted, how often they came.
import type { ImportContext } from "../../importer.ts";
import type { FieldValues, TraceEvent, TraceSink } from "../../trace-events/contract.ts";
import type { EventFormat } from "../../trace-events/formats.ts";
import { type Payload, type PayloadReader, payloadReader } from "../../trace-events/payload.ts";

/** Numbers of events have 16 bits. */
const MOST_EVENTS = 1 << 16;

/** Where the fields that all events have lie in a payload. */
interface CommonPlaces {
  readonly type: number;
  readonly pid: number;
  /** Bytes of a payload that holds both. */
  readonly bytes: number;
}

const USUAL: CommonPlaces = { type: 0, pid: 4, bytes: 8 };

function commonPlaces(formats: Iterable<EventFormat>): CommonPlaces {
  for (const { common } of formats) {
    const type = common.find((field) => field.name === "common_type");
    const pid = common.find((field) => field.name === "common_pid");
    if (type?.size !== 2 || pid?.size !== 4 || type.offset > 64 || pid.offset > 64) continue;
    return { type: type.offset, pid: pid.offset, bytes: Math.max(type.offset + 2, pid.offset + 4) };
  }
  return USUAL;
}

interface KnownEvent {
  readonly event: TraceEvent;
  readonly read: PayloadReader;
}

export interface Events {
  readonly common: CommonPlaces;
  /** Fills the values of a record; null where the format of its event is not known. */
  read(type: number, memory: Payload, at: number, end: number, values: FieldValues): TraceEvent | null;
  /** Tells of records whose format is not known. */
  finish(context: ImportContext): void;
}

/**
 * Events are called by their bare names, as trace-cmd prints them. Of two systems with an event of one name, that of the
 * later one is told with its system.
 */
export function events(formats: ReadonlyMap<number, EventFormat>, sink: TraceSink, little: boolean): Events {
  const known = new Array<KnownEvent | undefined>(MOST_EVENTS);
  const systems = new Map<string, string>();
  const unknown = new Float64Array(MOST_EVENTS);

  function know(format: EventFormat, type: number): KnownEvent {
    const { name, system } = format;
    const owner = systems.get(name) ?? system;
    systems.set(name, owner);
    const event = sink.event(owner === system ? name : `${system}:${name}`, format.fields);
    const made = { event, read: payloadReader(format, event.wanted, little, sink.texts) };
    known[type] = made;
    return made;
  }

  return {
    common: commonPlaces(formats.values()),
    read(type, memory, at, end, values) {
      let found = known[type];
      if (!found) {
        const format = formats.get(type);
        if (!format) {
          unknown[type] = (unknown[type] as number) + 1;
          return null;
        }
        found = know(format, type);
      }
      found.read(memory, at, end, values);
      return found.event;
    },
    finish(context) {
      for (const [type, n] of unknown.entries()) if (n > 0) context.skip(`event ${type} without a format`, n);
    },
  };
}
