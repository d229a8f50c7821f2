// Lanes of a host that are shown by themselves: memory, pressure, KSM, swap.
import type { Measure } from "../../timeline/track.ts";
import type { NamedLane } from "./lane-index.ts";
import { type HostLanes, memoryLane } from "./memory-lane.ts";
import {
  countUnit,
  type LaneSpec,
  noLosses,
  pagesUnit,
  percentUnit,
  perSecond,
  plainMeasure,
  type Told,
  wordsOf,
} from "./spec.ts";

/** Of ns a second to percent of the time. */
const NS_TO_PERCENT = 1e-7;

export function hostLanes(host: HostLanes): readonly LaneSpec[] {
  return [memoryLane(host), pressureLane(host), ksmLane(host), swapLane(host)].filter((lane) => lane !== null);
}

interface Simple {
  readonly name: string;
  readonly title: string;
  readonly sub: string;
  readonly unit: LaneSpec["unit"];
  readonly height: number;
  readonly value: string;
  readonly measures: readonly Measure[];
  readonly told: readonly Told[];
  readonly sources: readonly NamedLane[];
  readonly edges?: LaneSpec["edges"];
}

const simpleLane = ({ group }: HostLanes, lane: Simple): LaneSpec => ({
  id: `${group}/${lane.name}`,
  group,
  form: "plain",
  title: lane.title,
  sub: lane.sub,
  unit: lane.unit,
  track: {
    id: `${group}/${lane.name}`,
    measures: lane.measures,
    heat: null,
    scale: { from: "zero", binary: false },
    losses: noLosses,
  },
  told: lane.told,
  value: lane.value,
  height: lane.height,
  standard: true,
  guest: null,
  sources: lane.sources,
  words: wordsOf(lane.title, lane.sources),
  ...(lane.edges ? { edges: lane.edges } : {}),
});

/** Time in which tasks waited for memory: by the exact total where there is one, else by the kernel's average of 10 s. */
function pressureLane(host: HostLanes): LaneSpec | null {
  const find = (name: string): NamedLane | null => host.index.find([name], { host: host.host });
  const exact = find("psi.some.total");
  const some = exact ?? find("psi.some.avg10");
  if (!some) return null;
  const full = find(exact ? "psi.full.total" : "psi.full.avg10");
  const factor = exact ? NS_TO_PERCENT : 1;
  const how = exact
    ? "Rise of the kernel's total between two readings over the time between them."
    : "The kernel's average over the last 10 s.";
  return simpleLane(host, {
    name: "pressure",
    title: "Pressure",
    sub: full ? "some / full" : "some",
    unit: percentUnit,
    height: 44,
    value: "some",
    measures: [
      plainMeasure(some, "area", "--warn", { id: "some", factor }),
      ...(full ? [plainMeasure(full, "area", "--err", { id: "full", factor })] : []),
    ],
    told: [
      { measure: "some", title: "some tasks waited", how, unit: percentUnit },
      ...(full ? [{ measure: "full", title: "all tasks waited", how, unit: percentUnit }] : []),
    ],
    sources: full ? [some, full] : [some],
  });
}

function ksmLane(host: HostLanes): LaneSpec | null {
  const sharing = host.index.find(["ksm.pages_sharing"], { host: host.host });
  if (!sharing) return null;
  const scans = host.index.find(["ksm.full_scans"], { host: host.host });
  return simpleLane(host, {
    name: "ksm",
    title: "KSM sharing",
    sub: scans ? "marks: full scans" : "",
    unit: pagesUnit,
    height: 40,
    value: "sharing",
    measures: [
      plainMeasure(sharing, "area", "--m-shared-line", { id: "sharing" }),
      ...(scans ? [plainMeasure(scans, "ticks", "--fg-2", { id: "scans" })] : []),
    ],
    told: [
      { measure: "sharing", title: "pages sharing", how: "Pages that share another one's frame.", unit: pagesUnit },
    ],
    sources: scans ? [sharing, scans] : [sharing],
  });
}

/** Swap in and out by vmstat; compressed swap where only that was recorded. */
function swapLane(host: HostLanes): LaneSpec | null {
  const find = (name: string): NamedLane | null => host.index.find([name], { host: host.host });
  const pairs = [
    ["vmstat.pswpin", "vmstat.pswpout", "Pages read from and written to swap."],
    ["vmstat.zswpin", "vmstat.zswpout", "Pages taken out of and put into compressed swap."],
  ] as const;
  for (const [inName, outName, how] of pairs) {
    const [inward, outward] = [find(inName), find(outName)];
    if (!inward || !outward) continue;
    const unit = countUnit("pages");
    return simpleLane(host, {
      name: "swap",
      title: "Swap in / out",
      sub: "",
      unit: perSecond(unit),
      height: 40,
      value: "in",
      measures: [
        plainMeasure(inward, "up", "--m-swapped", { id: "in" }),
        plainMeasure(outward, "down", "--m-swapped", { id: "out" }),
      ],
      told: [
        { measure: "in", title: "in", how, unit },
        { measure: "out", title: "out", how, unit },
      ],
      sources: [inward, outward],
      edges: { top: "in, to %", bottom: "out, to %" },
    });
  }
  return null;
}
