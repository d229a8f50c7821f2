// The events of a recording: which one a record belongs to, what it is called and how often it came.
import { wordTable } from "../../../../src-shared/base/word-table.ts";
import type { ImportContext } from "../../importer.ts";
import { type LevelIds, levelIds } from "./accesses.ts";
import { BREAKPOINT, type EventAttr, SOFTWARE, TRACEPOINT } from "./attr.ts";
import { isPageFault, nameByConfig, withoutModifiers } from "./event-names.ts";
import type { Features } from "./features.ts";
import type { Tracepoint, Traces } from "./traces.ts";

/** What samples of an event become. */
export type SampleKind = "fault" | "access" | "trace" | "event";

export interface RecordedEvent {
  readonly attr: EventAttr;
  readonly ids: readonly bigint[];
  /** As the recorder told it, in pipe mode. */
  givenName: string | null;
  /** Dictionary id of the name, 0 until the first sample. */
  nameId: number;
  name: string;
  kind: SampleKind;
  /** Only for tracepoints. */
  tracepoint: Tracepoint | null;
  /** Names of the levels that memory accesses are served from. */
  levels: LevelIds;
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
  resolve(event: RecordedEvent, features: Features, context: ImportContext, traces: Traces): void;
}

const noLevels: LevelIds = { of: () => null };

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

/** Events of the processor that say where they touched memory, and how that went. */
const isAccess = ({ type, addr, weight, dataSource }: EventAttr): boolean =>
  addr >= 0 && (weight || dataSource) && type !== SOFTWARE && type !== BREAKPOINT;

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
        kind: "event",
        tracepoint: null,
        levels: noLevels,
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
    resolve(event, features, context, traces) {
      const { type, config } = event.attr;
      const format = type === TRACEPOINT ? (features.tracing?.formats.get(Number(config)) ?? null) : null;
      const given = describedName(event, list.indexOf(event), features) ?? event.givenName;
      const bare = given !== null && type === TRACEPOINT && given.split(":").length === 2;
      const fallback = format ? `${format.system}:${format.name}` : nameByConfig(type, config);
      event.name = given ? (bare ? given : withoutModifiers(given)) : fallback;
      event.nameId = context.name(event.name);
      if (type === TRACEPOINT) {
        event.kind = "trace";
        event.tracepoint = traces.open(event.name, format);
      } else if (isPageFault(type, config)) event.kind = "fault";
      else if (isAccess(event.attr)) {
        event.kind = "access";
        event.levels = levelIds(context.name);
      }
    },
  };
}
