// Lanes of resident sets beside those of the pyramids: made from the profile's findings, and only when they are looked at.
import { type EvenReadings, tileOfReadings } from "../analysis/resident-lanes.ts";
import type { Lane, LaneList } from "../store/lane-list.ts";
import type { Tiles, TilesRequest } from "../store/tiles.ts";

/** Lanes from here on are resident sets. */
const FIRST = 2 ** 30;
const BUCKETS = 512;

export const isResidentLane = (lane: number): boolean => lane >= FIRST;

/** One lane for each guest with page faults in its RAM. */
export function residentLanes({ heat }: LaneList): Lane[] {
  const guests = heat.flatMap(({ family, guest }) => (family === "fault" && guest !== null ? [guest] : []));
  return guests.map((guest, at) => ({
    ...{ id: FIRST + at, family: "resident", guest, key: "", kind: "gauge", unit: "bytes", counts: null },
    ...{ title: `Resident memory of ${guest}, as its profile tells it`, scope: "guest", subject: null },
  }));
}

/** Puts tiles of resident sets between those that were read (in the order of `lanes` without the resident ones). */
export function withResident(
  { lanes, level, index }: TilesRequest,
  read: Tiles | null,
  readings: (lane: number) => EvenReadings | undefined,
): Tiles {
  const fromNs = (index * BigInt(BUCKETS)) << BigInt(level);
  const all: Tiles = {
    count: new Float32Array(lanes.length * BUCKETS),
    min: new Float32Array(lanes.length * BUCKETS).fill(Number.NaN),
    max: new Float32Array(lanes.length * BUCKETS).fill(Number.NaN),
    sum: new Float32Array(lanes.length * BUCKETS),
    before: new Float64Array(lanes.length).fill(Number.NaN),
  };
  const put = (k: number, from: Tiles, at: number): void => {
    for (const name of ["count", "min", "max", "sum"] as const)
      all[name].set(from[name].subarray(at * BUCKETS, (at + 1) * BUCKETS), k * BUCKETS);
    all.before[k] = from.before[at] ?? Number.NaN;
  };
  let taken = 0;
  for (const [k, lane] of lanes.entries()) {
    if (!isResidentLane(lane) && read) put(k, read, taken++);
    const own = isResidentLane(lane) ? readings(lane) : undefined;
    if (own) put(k, tileOfReadings(own, level, fromNs), 0);
  }
  return all;
}
