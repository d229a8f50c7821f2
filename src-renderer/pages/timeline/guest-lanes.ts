// Lanes of a guest that are shown by themselves: resident and in use, balloon, faults, addresses over time.
import { PAGE_BYTES } from "../../../src-shared/base/units.ts";
import type { Measure } from "../../timeline/track.ts";
import { countsOf, type GuestLanes, inkOf, ownLane } from "./guest-parts.ts";
import { heatLane } from "./heat-lane.ts";
import { MADE, type NamedLane, type TraceRow } from "./lane-index.ts";
import { balloonOf } from "./memory-lane.ts";
import { bytesUnit, countUnit, type LaneSpec, plainMeasure, type Told, termOf } from "./spec.ts";

/** What Xen counts as the memory of a guest's domain. */
const DOMAIN = "xl_list.Mem";
/** Host memory that a guest's process or domain holds, best first; in bytes, or pages. */
const RESIDENT = ["domstats.balloon.rss", "dommemstat.rss", "smaps_rollup.Rss", "status.VmRSS", "stat.rss", DOMAIN];
/** Memory that a guest has, and what of it can be given up, by its own statistics. */
const IN_USE = [
  ["domstats.balloon.available", "domstats.balloon.usable"],
  ["dommemstat.available", "dommemstat.usable"],
  ["qmp.stat-total-memory", "qmp.stat-available-memory"],
] as const;

const bytesIn = ({ unit }: NamedLane): number => (unit === "pages" ? PAGE_BYTES : 1);

/** Lanes of traces: they make a guest a traced one. */
export const TRACE_FAMILIES: readonly string[] = ["fault", "vm_exit", "mmu", "region"];

export function guestLanes(from: GuestLanes): readonly LaneSpec[] {
  return [residentLane(from), balloonLane(from), ...countLanes(from), heatLane(from)].filter((lane) => lane !== null);
}

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
        : `Host memory that the guest's ${resident.name === DOMAIN ? "domain" : "process"} holds (${resident.name}).`;
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
