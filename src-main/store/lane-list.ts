// The list of a timeline's lanes: in words for who draws them, and with the levels that are stored for who reads tiles.
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type { ManifestGuest } from "./contract.ts";
import { heatFamilies, ramOf } from "./heat-lanes.ts";
import { readLaneSeries } from "./lane-series.ts";
import { familyOf, type LaneKind, laneFamilies } from "./lanes.ts";
import type { StoredHeatLane } from "./read-heat.ts";
import type { StoredLane } from "./read-tiles.ts";

/** One lane that can be drawn. */
export interface Lane {
  readonly id: number;
  readonly family: string;
  readonly guest: string | null;
  /** What tells it from other lanes of its family and guest: a kind, an event, a statistic; empty where the guest does. */
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  readonly kind: LaneKind;
  /** What is counted, in the plural; null for readings. */
  readonly counts: string | null;
  readonly scope: string;
  readonly subject: string | null;
}

/** One heat lane: events by time and guest physical address. */
export interface HeatLane {
  readonly id: number;
  readonly family: string;
  readonly guest: string | null;
  readonly title: string;
  readonly counts: string;
  readonly shift: number;
  /** Where RAM lies, bytes; empty where it is not known. */
  readonly ram: readonly { readonly from: number; readonly to: number }[];
}

export interface LaneList {
  readonly lanes: readonly Lane[];
  readonly heat: readonly HeatLane[];
}

/** The lanes as they are told, and as they are stored. */
export interface Lists {
  readonly list: LaneList;
  readonly lanes: ReadonlyMap<number, StoredLane>;
  readonly heat: ReadonlyMap<number, StoredHeatLane>;
}

const text = (value: DuckDBValue | undefined): string | null => (value == null ? null : String(value));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const familyIndex = (id: string): number => laneFamilies.indexOf(familyOf(id));

/** Lanes of the host first, then guest by guest, each in the order of the families. */
export async function readLists(
  connection: DuckDBConnection,
  file: string,
  guests: readonly ManifestGuest[],
): Promise<Lists> {
  const statistics = await readLaneSeries(connection, file);
  const laneRows = await connection.runAndReadAll(
    `SELECT id, family, guest, part, name, title, unit, kind, scope, subject, p_least::INTEGER, p_greatest::INTEGER
     FROM ${file}.lane`,
  );
  const lanes: Lane[] = [];
  const stored = new Map<number, StoredLane>();
  for (const [
    id,
    family,
    guest,
    part,
    name,
    title,
    unit,
    kind,
    scope,
    subject,
    least,
    greatest,
  ] of laneRows.getRows()) {
    const { counts, statistics: isStatistic } = familyOf(String(family));
    const own = { id: Number(id), family: String(family), guest: text(guest), kind: kind as LaneKind };
    const series = isStatistic ? (statistics.get(String(part)) ?? null) : null;
    stored.set(own.id, { ...own, part: text(part), least: Number(least), greatest: Number(greatest), series });
    lanes.push({
      ...{ ...own, key: String(name), title: String(title), unit: String(unit), counts },
      ...{ scope: String(scope), subject: text(subject) },
    });
  }
  lanes.sort(
    (a, b) =>
      compare(a.guest ?? "", b.guest ?? "") ||
      familyIndex(a.family) - familyIndex(b.family) ||
      compare(a.title, b.title),
  );
  const heatRows = await connection.runAndReadAll(
    `SELECT id, family, guest, shift::INTEGER, p_least::INTEGER, p_greatest::INTEGER FROM ${file}.heat_lane
     ORDER BY guest NULLS FIRST, id`,
  );
  const heat = heatRows.getRows().map(([id, family, guest, shift, least, greatest]) => ({
    ...{ id: Number(id), family: String(family), guest: text(guest), shift: Number(shift) },
    ...{ least: Number(least), greatest: Number(greatest) },
  }));
  return {
    list: { lanes, heat: heat.map((lane) => heatLane(lane, guests)) },
    lanes: stored,
    heat: new Map(heat.map((lane) => [lane.id, lane])),
  };
}

function heatLane({ id, family, guest, shift }: StoredHeatLane, guests: readonly ManifestGuest[]): HeatLane {
  const of = heatFamilies.find((one) => one.id === family);
  const known = guests.find(({ name }) => name === guest);
  const ram = known ? ramOf(known).map(({ from, until }) => ({ from: Number(from), to: Number(until) })) : [];
  return {
    ...{ id, family, guest, shift, counts: of?.counts ?? "", ram },
    title: `${of?.title ?? family} of ${guest ?? "unknown guests"}`,
  };
}
