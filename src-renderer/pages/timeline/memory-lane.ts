// The host's memory by state: which series make which state, and what they add up to.
import { PAGE_BYTES } from "../../../src-shared/base/units.ts";
import type { Measure, Part, Term } from "../../timeline/track.ts";
import type { LaneIndex, NamedLane } from "./lane-index.ts";
import { bytesUnit, type LaneSpec, noLosses, type Told, termOf, wordsOf } from "./spec.ts";

/** What is seen of a host. */
export interface HostLanes {
  readonly index: LaneIndex;
  readonly host: string | null;
  readonly group: string;
  readonly guests: readonly SeenGuest[];
}

/** A guest as the lanes need it. */
export interface SeenGuest {
  readonly name: string;
  readonly ramBytes: number | null;
}

interface State {
  readonly id: string;
  readonly title: string;
  readonly ink: string;
  readonly look: Measure["look"];
  readonly needs: Measure["needs"];
  readonly parts: readonly Part[];
  readonly how: string;
}

const INKS = {
  anon: "--m-anon",
  file: "--m-file",
  shared: "--m-shared",
  tiered: "--m-tiered",
  overhead: "--m-overhead",
  free: "--m-free",
  ballooned: "--m-balloon",
  swapped: "--m-swapped",
} as const;

/** Null where neither meminfo nor vmstat was recorded. */
export function memoryLane({ index, host, group, guests }: HostLanes): LaneSpec | null {
  const used: NamedLane[] = [];
  const lane = (...names: string[]): NamedLane | null => {
    const found = index.find(names, { host });
    if (found && !used.includes(found)) used.push(found);
    return found;
  };
  /** From meminfo in bytes, else from vmstat in pages. */
  const term = (meminfo: string, vmstat: string | null, sign = 1): Term | null => {
    const bytes = lane(`meminfo.${meminfo}`);
    if (bytes) return termOf(bytes, sign);
    const pages = vmstat === null ? null : lane(`vmstat.${vmstat}`);
    return pages && termOf(pages, sign * PAGE_BYTES);
  };
  const [free, anon, cached] = [
    term("MemFree", "nr_free_pages"),
    term("AnonPages", "nr_anon_pages"),
    term("Cached", "nr_file_pages"),
  ];
  if (!free || !anon) return null;
  const total = term("MemTotal", null);
  const [shmem, buffers] = [term("Shmem", "nr_shmem"), term("Buffers", null)];
  const huge = term("Hugetlb", null);
  const merged = lane("ksm.pages_shared");
  const tiers = term("Zswap", "nr_zspages");
  const one = (found: Term | null): readonly Part[] => (found ? [{ terms: [found] }] : []);
  const minus = (found: Term | null): readonly Term[] => (found ? [{ ...found, factor: -found.factor }] : []);
  const sharedTerm = merged && termOf(merged, PAGE_BYTES);
  const states: State[] = [
    {
      id: "anon",
      title: "anon",
      ink: INKS.anon,
      look: "stack",
      needs: "first",
      parts: [...one(anon), ...one(shmem), ...one(huge), ...(sharedTerm ? [{ terms: minus(sharedTerm) }] : [])],
      how: "Anonymous and shared memory and huge pages (AnonPages + Shmem + Hugetlb), without the frames that KSM shares.",
    },
    {
      id: "file",
      title: "file",
      ink: INKS.file,
      look: "stack",
      needs: "first",
      parts: [...(cached ? [{ terms: [cached, ...minus(shmem)] }] : []), ...one(buffers)],
      how: "Page cache (Cached + Buffers − Shmem).",
    },
    {
      id: "shared",
      title: "shared by dedup",
      ink: INKS.shared,
      look: "stack",
      needs: "first",
      parts: one(sharedTerm),
      how: "Frames that hold merged pages (pages_shared of KSM).",
    },
    {
      id: "tiered",
      title: "tiered",
      ink: INKS.tiered,
      look: "stack",
      needs: "first",
      parts: one(tiers),
      how: "Memory that holds compressed pages (Zswap, else the pages of zsmalloc).",
    },
    {
      id: "overhead",
      title: "overhead",
      ink: INKS.overhead,
      look: "stack",
      needs: "first",
      parts: total
        ? [
            { terms: [total, ...minus(free), ...minus(anon)] },
            ...[cached, buffers, tiers, huge].flatMap((found) => (found ? [{ terms: minus(found) }] : [])),
          ]
        : [],
      how: "What is left of the host's memory: the kernel, its tables and everything else.",
    },
    { id: "free", title: "free", ink: INKS.free, look: "stack", needs: "first", parts: one(free), how: "MemFree." },
    {
      id: "ballooned",
      title: "ballooned",
      ink: INKS.ballooned,
      look: "beyond",
      needs: "any",
      parts: guests.flatMap((guest) => balloonPart(index, guest, used)),
      how: "Memory that the guests' balloons hold: not in the host's memory, so it stands above it.",
    },
    {
      id: "swapped",
      title: "swapped",
      ink: INKS.swapped,
      look: "beyond",
      needs: "first",
      parts: swapParts(lane),
      how: "Swap in use (SwapTotal − SwapFree − SwapCached): not in the host's memory, so it stands above it.",
    },
  ];
  const shown = states.filter(({ parts }) => parts.length > 0);
  const usedMeasure: Measure = total
    ? { id: "used", kind: "gauge", parts: [{ terms: [total, ...minus(free)] }], needs: "first", look: "told", ink: "" }
    : { id: "used", kind: "gauge", parts: [...one(anon), ...one(cached)], needs: "first", look: "told", ink: "" };
  const measures: Measure[] = [
    ...shown.map(({ id, look, ink, needs, parts }): Measure => ({ id, kind: "gauge", parts, needs, look, ink })),
    ...(total ? [wholeMeasure(total)] : []),
    usedMeasure,
  ];
  return {
    id: `${group}/memory`,
    group,
    form: "plain",
    title: "Memory",
    sub: "by state",
    unit: bytesUnit,
    track: {
      id: `${group}/memory`,
      measures,
      heat: null,
      scale: { from: "zero", binary: true },
      losses: noLosses,
      says: "used",
    },
    told: [
      ...shown.map(({ id, title, how }): Told => ({ measure: id, title, how, unit: bytesUnit })),
      { measure: "used", title: "used", how: "The host's memory without what is free.", unit: bytesUnit },
    ],
    value: "used",
    height: 88,
    standard: true,
    guest: null,
    sources: used,
    words: wordsOf("memory by state", used),
  };
}

const wholeMeasure = (total: Term): Measure => ({
  id: "whole",
  kind: "gauge",
  parts: [{ terms: [total] }],
  needs: "first",
  look: "whole",
  ink: "--fg-3",
});

/** Names of a guest's present and greatest memory, best first. */
const BALLOON_CURRENT = ["domstats.balloon.current", "dommemstat.actual", "qmp.balloon.actual"];
const BALLOON_MAXIMUM = ["domstats.balloon.maximum"];

/** What a guest's balloon holds: its greatest memory without its present one; null where that is not known. */
export function balloonOf(
  index: LaneIndex,
  { name, ramBytes }: SeenGuest,
): { readonly part: Part; readonly lanes: readonly NamedLane[] } | null {
  const current = index.find(BALLOON_CURRENT, { guest: name });
  const maximum = index.find(BALLOON_MAXIMUM, { guest: name });
  if (!current) return null;
  if (maximum) return { part: { terms: [termOf(maximum), termOf(current, -1)] }, lanes: [current, maximum] };
  return ramBytes === null ? null : { part: { terms: [termOf(current, -1)], constant: ramBytes }, lanes: [current] };
}

function balloonPart(index: LaneIndex, guest: SeenGuest, used: NamedLane[]): readonly Part[] {
  const found = balloonOf(index, guest);
  used.push(...(found?.lanes ?? []));
  return found ? [found.part] : [];
}

function swapParts(lane: (...names: string[]) => NamedLane | null): readonly Part[] {
  const [total, free, cached] = [lane("meminfo.SwapTotal"), lane("meminfo.SwapFree"), lane("meminfo.SwapCached")];
  if (!total || !free) return [];
  return [{ terms: [termOf(total), termOf(free, -1)] }, ...(cached ? [{ terms: [termOf(cached, -1)] }] : [])];
}
