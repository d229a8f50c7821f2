// Lanes of a guest that are shown by themselves: resident and in use, balloon, faults, addresses over time.
import { formatBytes } from "../../../src-shared/base/format.ts";
import { PAGE_BYTES } from "../../../src-shared/base/units.ts";
import type { LanesReply } from "../../../src-shared/protocol/column-replies.ts";
import { HEAT_ROWS } from "../../timeline/heat.ts";
import type { Measure, Points } from "../../timeline/track.ts";
import { guestLook } from "../../ui/guest-look.ts";
import { type LaneIndex, MADE, type NamedLane, type TraceRow } from "./lane-index.ts";
import { balloonOf, type SeenGuest } from "./memory-lane.ts";
import { bytesUnit, countUnit, type LaneSpec, plainMeasure, type Told, termOf, wordsOf } from "./spec.ts";

type Heat = LanesReply["heat_lanes"][number];

export interface GuestLanes {
  readonly index: LaneIndex;
  readonly guest: SeenGuest;
  readonly place: number;
  readonly group: string;
  readonly traces: readonly TraceRow[];
  readonly heat: readonly Heat[];
  /** Memory that was asked of its balloon, as far as it is known. */
  readonly targets: Points | null;
  readonly lossesOf: (captures: readonly number[]) => readonly number[];
}

/** Host memory that a guest's process holds, best first; in bytes, or pages. */
const RESIDENT = ["domstats.balloon.rss", "dommemstat.rss", "smaps_rollup.Rss", "status.VmRSS", "stat.rss"];
/** Memory that a guest has, and what of it can be given up, by its own statistics. */
const IN_USE = [
  ["domstats.balloon.available", "domstats.balloon.usable"],
  ["dommemstat.available", "dommemstat.usable"],
  ["qmp.stat-total-memory", "qmp.stat-available-memory"],
] as const;

const inkOf = (place: number): string => `--g-${guestLook(place).hue}`;
const bytesIn = ({ unit }: NamedLane): number => (unit === "pages" ? PAGE_BYTES : 1);

/** Lanes of traces: they make a guest a traced one. */
export const TRACE_FAMILIES: readonly string[] = ["fault", "vm_exit", "mmu", "region"];

export function guestLanes(from: GuestLanes): readonly LaneSpec[] {
  return [residentLane(from), balloonLane(from), ...countLanes(from), heatLane(from)].filter((lane) => lane !== null);
}

interface Own {
  readonly name: string;
  readonly title: string;
  readonly sub: string;
  readonly unit: LaneSpec["unit"];
  readonly measures: readonly Measure[];
  readonly told: readonly Told[];
  readonly value: string | null;
  readonly height: number;
  readonly sources: readonly NamedLane[];
  readonly scale?: Partial<LaneSpec["track"]["scale"]>;
  readonly losses?: readonly number[];
}

const ownLane = ({ group, guest }: GuestLanes, own: Own): LaneSpec => ({
  id: `${group}/${own.name}`,
  group,
  form: "plain",
  title: own.title,
  sub: own.sub,
  unit: own.unit,
  track: {
    id: `${group}/${own.name}`,
    measures: own.measures,
    heat: null,
    scale: { from: "zero", binary: own.unit.of === "bytes", ...own.scale },
    losses: own.losses ?? [],
  },
  told: own.told,
  value: own.value,
  height: own.height,
  standard: true,
  guest: guest.name,
  sources: own.sources,
  words: wordsOf(`${own.title} ${guest.name}`, own.sources),
});

interface Levels {
  readonly measures: readonly Measure[];
  readonly told: readonly Told[];
  readonly sources: readonly NamedLane[];
}

/** What a guest's process holds and what the guest itself uses. */
function levelsOf({ index, guest: { name: guest }, place }: GuestLanes): Levels {
  const measures: Measure[] = [];
  const told: Told[] = [];
  const sources: NamedLane[] = [];
  const made = index.lanes.find((lane) => lane.family === MADE && lane.guest === guest);
  const resident = index.find(RESIDENT, { guest }) ?? made;
  if (resident) {
    const factor = bytesIn(resident);
    measures.push(plainMeasure(resident, "area", inkOf(place), { id: "resident", factor }));
    const how =
      resident === made
        ? "Pages that faulted for the first time, without what the balloon took."
        : `Host memory that the guest's process holds (${resident.name}).`;
    told.push({ measure: "resident", title: "resident", direct: true, how, unit: bytesUnit });
    sources.push(resident);
  }
  const seen = index.lanes.find((lane) => lane.family === "region" && lane.guest === guest);
  if (seen) {
    measures.push(plainMeasure(seen, resident ? "dashed" : "area", inkOf(place), { id: "inUse" }));
    const how = "Memory that was seen accessed within each scan of DAMON.";
    told.push({ measure: "inUse", title: "working set", direct: true, how, unit: bytesUnit });
    sources.push(seen);
  }
  for (const [allName, freeName] of seen ? [] : IN_USE) {
    const [all, free] = [index.find([allName], { guest }), index.find([freeName], { guest })];
    if (!all || !free) continue;
    measures.push({
      id: "inUse",
      kind: "gauge",
      parts: [{ terms: [termOf(all), termOf(free, -1)] }],
      needs: "first",
      look: resident ? "dashed" : "area",
      ink: inkOf(place),
    });
    const how = `What the guest itself says it uses (${allName} − ${freeName}): the best estimate of its working set that statistics give.`;
    told.push({ measure: "inUse", title: "in use", direct: true, how, unit: bytesUnit });
    sources.push(all, free);
    break;
  }
  return { measures, told, sources };
}

function residentLane(from: GuestLanes): LaneSpec | null {
  const levels = levelsOf(from);
  const first = levels.told[0];
  if (!first) return null;
  const both = levels.told.length > 1;
  return ownLane(from, {
    name: "resident",
    title: first.measure === "resident" ? "Resident set" : "Memory in use",
    sub: both ? `dashed: ${levels.told[1]?.title}` : "",
    unit: bytesUnit,
    ...levels,
    value: first.measure,
    height: 52,
  });
}

/** The head of a guest's group: its memory as a sparkline, and what else is said of it. */
export function guestHead(from: GuestLanes): LaneSpec | null {
  const levels = levelsOf(from);
  const faults = countsOf(from, "fault");
  const measures = levels.measures.map((measure, at): Measure => (at === 0 ? measure : { ...measure, look: "told" }));
  if (faults)
    measures.push({ ...plainMeasure(faults, measures.length > 0 ? "told" : "bars", inkOf(from.place)), id: "faults" });
  if (measures.length === 0) return null;
  const unit = countUnit("");
  const how = "Recorded faults in the guest's memory.";
  return ownLane(from, {
    name: "head",
    title: from.guest.name,
    sub: "",
    unit: levels.told[0]?.unit ?? unit,
    measures,
    told: [...levels.told, ...(faults ? [{ measure: "faults", title: "faults", how, unit }] : [])],
    value: null,
    height: 24,
    sources: faults ? [...levels.sources, faults] : levels.sources,
  });
}

function balloonLane(from: GuestLanes): LaneSpec | null {
  const found = balloonOf(from.index, from.guest);
  if (!found) return null;
  const measures: Measure[] = [
    { id: "actual", kind: "gauge", parts: [found.part], needs: "first", look: "area", ink: "--m-balloon-line" },
  ];
  const told: Told[] = [
    { measure: "actual", title: "actual", how: "Greatest memory of the guest less its present one.", unit: bytesUnit },
  ];
  if (from.targets) {
    measures.push({
      id: "target",
      kind: "gauge",
      parts: [],
      needs: "first",
      look: "dashed",
      ink: "--fg-2",
      points: from.targets,
    });
    const how = "What the balloon was asked to hold, by the recorded events.";
    told.push({ measure: "target", title: "target", how, unit: bytesUnit });
  }
  return ownLane(from, {
    name: "balloon",
    title: "Balloon",
    sub: from.targets ? "target and actual" : "actual",
    unit: bytesUnit,
    measures,
    told,
    value: "actual",
    height: 36,
    sources: found.lanes,
  });
}

const countsOf = ({ index, guest }: GuestLanes, family: string): NamedLane | null =>
  index.lanes.find((lane) => lane.family === family && lane.guest === guest.name) ?? null;

const FAULT_TITLES: Readonly<Record<string, string>> = {
  host: "Page faults",
  ept: "EPT faults",
  npt: "NPT faults",
  stage2: "Stage 2 faults",
  shadow: "Shadow faults",
  xen_npf: "NPT faults",
  xen_pv: "PV faults",
};

/** "EPT faults" where all are; "Faults" where there are several kinds. */
export function faultTitle(traces: readonly TraceRow[], guest: string | null): string {
  const titles = new Set(
    traces
      .filter((row) => row.family === "fault" && row.guest === guest)
      .map(({ kind }) => FAULT_TITLES[kind ?? ""] ?? "Faults"),
  );
  return titles.size === 1 ? ([...titles][0] as string) : "Faults";
}

/** Faults; exits where there are no faults to stand for them. */
function countLanes(from: GuestLanes): readonly LaneSpec[] {
  const lane = countsOf(from, "fault") ?? countsOf(from, "vm_exit");
  if (!lane) return [];
  const faults = lane.family === "fault";
  const unit = countUnit("");
  const title = faults ? faultTitle(from.traces, from.guest.name) : "Exits";
  return [
    ownLane(from, {
      name: faults ? "faults" : "exits",
      title,
      sub: "",
      unit,
      measures: [{ ...plainMeasure(lane, "bars", inkOf(from.place)), id: "count" }],
      told: [{ measure: "count", title: title.toLowerCase(), how: "Recorded events in each bar's time.", unit }],
      value: "count",
      height: 44,
      sources: [lane],
      scale: { group: lane.family },
      losses: from.lossesOf(lane.captures),
    }),
  ];
}

function heatLane(from: GuestLanes): LaneSpec | null {
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
