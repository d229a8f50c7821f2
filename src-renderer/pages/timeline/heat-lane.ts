// The lane of addresses over time of a guest.
import { formatBytes } from "../../../src-shared/base/format.ts";
import { HEAT_ROWS } from "../../timeline/heat.ts";
import { countsOf, type GuestLanes, type Heat, inkOf, ownLane } from "./guest-parts.ts";
import { countUnit, type LaneSpec, plainMeasure } from "./spec.ts";

/** Null where no event of it has an address. */
export function heatLane(from: GuestLanes): LaneSpec | null {
  const { guest } = from;
  const heat = from.heat.find((one) => one.guest === guest.name);
  if (!heat) return null;
  const lane = countsOf(from, heat.family);
  const rowBytes = 2 ** heat.shift;
  const end = heat.ram.at(-1)?.to ?? null;
  const rows = end === null ? null : Math.min(HEAT_ROWS, Math.max(1, Math.ceil(end / rowBytes)));
  const unit = countUnit(heat.counts);
  const spec = ownLane(from, {
    name: "addresses",
    title: "Addresses touched",
    sub: "",
    unit,
    measures: lane ? [{ ...plainMeasure(lane, "told", inkOf(from.place)), id: "count" }] : [],
    told: [],
    value: null,
    height: 104,
    sources: lane ? [lane] : [],
    losses: lane ? from.lossesOf(lane.captures) : [],
  });
  return {
    ...spec,
    form: "heat",
    track: { ...spec.track, heat: { lane: heat.id, rows, holes: holesOf(heat.ram, heat.shift, rows ?? 0) } },
    rowBytes,
    note: `rows of ${formatBytes(rowBytes)}`,
  };
}

/** Rows that hold no RAM at all, as pairs; none where it is not known where RAM lies. */
export function holesOf(ram: Heat["ram"], shift: number, rows: number): readonly number[] {
  if (ram.length === 0) return [];
  const holds = new Uint8Array(rows);
  for (const { from, to } of ram) holds.fill(1, Math.floor(from / 2 ** shift), Math.ceil(to / 2 ** shift));
  const holes: number[] = [];
  for (let row = 0; row < rows; row++) {
    if (holds[row] === 1) continue;
    if (holes.at(-1) === row) holes[holes.length - 1] = row + 1;
    else holes.push(row, row + 1);
  }
  return holes;
}
