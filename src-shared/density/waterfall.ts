// Where the RAM of the guests goes, in a fixed order in which the first owner of a page wins, and what each mechanism saves.
import { PAGE_BYTES } from "../base/units.ts";
import { defaultOf } from "../model/parameters.ts";
import { systemOf, writtenOut } from "../model/systems/registry.ts";
import type { CapturedHost } from "../profile/host.ts";
import type { DensityReply } from "../protocol/replies.ts";
import { balloonOf, dedupOf, mechanismsIn } from "./chosen.ts";
import type { Dedup, MechanismId, Scenario } from "./scenario-schema.ts";
import { quantilesOf } from "./search.ts";
import type { Composition, OutcomeOf } from "./task.ts";

/** ram = untouched + ballooned + zero + merged + compressed + swapped + frames, exactly; overhead comes on top of frames. */
export function waterfallOf({ now, played }: OutcomeOf<"detail">): DensityReply["waterfall"] {
  const row = (id: string, title: string, pages: number) => ({
    id,
    title,
    bytes: pages * PAGE_BYTES,
    guests: now.guests,
  });
  const [compressed, swapped] = [played?.compressed ?? 0, played?.onDisk ?? 0];
  return [
    row("ram", "RAM configured", now.ram),
    row("untouched", "never touched, no frame", now.untouched),
    row("ballooned", "given back by the balloon", now.ballooned),
    row("zero", "zero pages saved by dedup", now.zero),
    row("merged", "equal pages saved by sharing", now.merged),
    ...(compressed > 0 ? [row("compressed", "compressed pages, beside the frames of their pool", compressed)] : []),
    ...(swapped > 0 ? [row("swapped", "pages on disk", swapped)] : []),
    row("frames", "frames in use, shared ones once", now.frames - compressed - swapped),
    row("overhead", "host overhead of the guests", now.overhead),
  ];
}

/** Savings per guest over the replications, for each mechanism of the scenario in the order of the waterfall. */
export function mechanismsOf(
  scenario: Scenario,
  host: CapturedHost | null,
  details: readonly OutcomeOf<"detail">[],
  typical: OutcomeOf<"detail">,
): DensityReply["mechanisms"] {
  return inWaterfallOrder(
    mechanismsIn(scenario).map(({ id }) => ({
      id,
      saved_bytes_per_guest: quantilesOf(
        details.map((detail) => (savedPages(id, detail, scenario) * PAGE_BYTES) / detail.now.guests),
      ),
      cost: COSTS[id] ?? "none",
      note: joined([partNote(scenario, id), noteOf(id, scenario, host, typical)]),
    })),
  );
}

/** Mechanisms in the order of the states that their pages are in. */
const ORDER: readonly MechanismId[] = [
  ...(["balloon", "hotplug", "allocator", "hugepages", "populate", "layout", "images", "dedup"] as const),
  ...(["tiering", "overcommit", "tmem", "pool"] as const),
];

/** Entries sorted into that order. */
export const inWaterfallOrder = <E extends { readonly id: string }>(entries: readonly E[]): E[] =>
  [...entries].sort((a, b) => ORDER.indexOf(a.id as MechanismId) - ORDER.indexOf(b.id as MechanismId));

const COSTS: Partial<Record<MechanismId, string>> = {
  balloon: "a page that was given back is faulted in again when the guest needs it",
  dedup: "scanning takes CPU time; the first write to a merged page is a fault and a copy",
  images: "the first write to a page of the image is a fault and a copy",
  allocator: "finding the size class of each object",
  overhead: "frames of the host for each guest, counted as overhead",
  hugepages: "memory that is backed and not used; a page that merges or leaves memory breaks its region up",
  populate: "a fault for each page beyond the first ones",
  pool: "its frames are no guest's",
  tiering: "accesses to the slow tier and moving pages between the tiers",
  overcommit: "pages that are used again come from the compressed pool or from disk",
  hotplug: "a cold start waits for memory; taking it back moves and zeroes pages",
  tmem: "a copy for each put and get; what finds no place goes to the guest's disk",
};

/** Pages saved by one mechanism for all guests of a detail. */
function savedPages(id: MechanismId, { now, played }: OutcomeOf<"detail">, scenario: Scenario): number {
  switch (id) {
    case "balloon":
      return now.ballooned;
    case "dedup":
      return now.zero + now.merged;
    case "images":
      return dedupOf(scenario) ? 0 : now.merged;
    case "allocator":
      return now.allocated;
    case "hotplug":
      return now.unplugged;
    case "overcommit":
      return played ? played.compressed + played.onDisk - played.poolFrames : 0;
    default:
      return 0;
  }
}

const joined = (notes: readonly (string | null)[]): string | null => {
  const told = notes.filter((note) => note !== null);
  return told.length > 0 ? told.join(". ") : null;
};

/** The system that a mechanism is a part of. */
function partNote(scenario: Scenario, id: MechanismId): string | null {
  const entry = scenario.mechanisms.find((one) => "system" in one && writtenOut([one]).some((part) => part.id === id));
  return entry && "system" in entry ? `part of ${systemOf(entry.system)!.title}` : null;
}

function noteOf(
  id: MechanismId,
  scenario: Scenario,
  host: CapturedHost | null,
  { now }: OutcomeOf<"detail">,
): string | null {
  switch (id) {
    case "balloon":
      return balloonNote(scenario, host);
    case "dedup":
      return dedupNote(scenario, host, now);
    case "images":
      if (dedupOf(scenario)) return "what images share is counted with dedup, which would find it, too";
      return now.merged > 0 ? null : "the guests' images are not known: only common contents of synthetic guests count";
    case "hotplug":
      return scenario.guests.some((guest) => guest.kind === "function")
        ? "held against machines with memory for all their places"
        : "no effect: it gives memory to functions, and there are none among the guests";
    case "allocator":
      return scenario.guests.some((guest) => guest.objects) ? null : "no guest says what objects it has";
    default:
      return null;
  }
}

function balloonNote(scenario: Scenario, host: CapturedHost | null): string | null {
  const balloon = balloonOf(scenario);
  const notes: string[] = [];
  const captured = scenario.guests.some((guest) => guest.kind === "profile");
  const blind = captured ? (host?.guests ?? []).filter((guest) => guest.pinned === null && !guest.freePages) : [];
  if (blind.length > 0)
    notes.push(
      `saves nothing on ${blind.map((guest) => guest.name).join(", ")}: the capture does not tell their free pages; record the balloon statistics of each guest (dommemstat, or qom-get guest-stats) beside it`,
    );
  if (balloon && squeezesBlindly(scenario, balloon.target_bytes))
    notes.push(
      "takes pages that guests use, and what they miss then is not known: the saving costs nothing here and would cost something there; give the guests a curve of miss ratios",
    );
  if (scenario.guests.some((guest) => guest.kind !== "profile") && balloon && balloon.target_bytes === null)
    notes.push("no effect on guests that are made up or given as a series: their use is not known; set target_bytes");
  return notes.length > 0 ? notes.join(". ") : null;
}

/** Whether a target is below what some made-up guest uses that does not say what it misses with less. */
const squeezesBlindly = ({ guests }: Scenario, target: number | null): boolean =>
  target !== null &&
  guests.some(
    (guest) =>
      guest.curve === undefined &&
      ((guest.kind === "static" && target < guest.ram_bytes) || (guest.kind === "onoff" && target < guest.base_bytes)),
  );

function dedupNote(scenario: Scenario, host: CapturedHost | null, now: Composition): string | null {
  const dedup = dedupOf(scenario);
  if (!dedup) return "switched off (run 0)";
  const notes: string[] = [];
  const captured = scenario.guests.some((guest) => guest.kind === "profile");
  if (captured && host && !host.patterns)
    notes.push(
      "saves nothing on captured guests: no page contents were captured; record a snapshot of page hashes with the guests paused",
    );
  if (now.merged + now.zero === 0 && notes.length === 0) notes.push("no equal pages: nothing to merge");
  else notes.push(...scanNotes(dedup, host, scenario, now));
  return notes.length > 0 ? notes.join(". ") : null;
}

function scanNotes(dedup: Dedup, host: CapturedHost | null, scenario: Scenario, now: Composition): string[] {
  const notes: string[] = [];
  const candidates = now.frames + now.zero + now.merged;
  if (dedup.scanner === "esx") {
    const { seconds, how } = samplingTimeOf(dedup, candidates, scenario.epoch_s);
    return [
      `an equal pair is shared after ${Math.ceil(MEAN_OF_TWO * seconds)} s on average (${how}); the end state is counted`,
    ];
  }
  const { rate, how } = scanRateOf(dedup, host, scenario);
  const seconds = Math.ceil(candidates / rate);
  // Two visits with equal content are needed before a page merges (model 2.1).
  const late =
    2 * seconds > scenario.horizon_s ? ", so merging takes longer than the horizon; the end state is counted" : "";
  notes.push(`one pass over ${now.guests} guests takes ${seconds} s (${how})${late}`);
  if (dedup.smart_scan === 1 && dedup.kernel !== "6.1" && now.pairs > 0)
    notes.push(
      `smart_scan may leave up to a third of ${now.pairs} merged pairs apart when guests start at different times`,
    );
  return notes;
}

/** Both pages of a pair have to be sampled: the mean of the later of two exponential times, in mean times. */
const MEAN_OF_TWO = 1.5;

/** Mean seconds between two samples of a page, of so many pages. */
function samplingTimeOf(dedup: Dedup, pages: number, epochS: number): { seconds: number; how: string } {
  const { pages_per_epoch: perEpoch, pages_per_s: rate } = dedup;
  if (perEpoch === "pass") return { seconds: epochS, how: "pages_per_epoch of the scenario" };
  if (perEpoch !== undefined) return { seconds: (pages * epochS) / perEpoch, how: "pages_per_epoch of the scenario" };
  if (rate) return { seconds: pages / rate, how: `pages_per_s ${rate}` };
  const seconds = dedup.scan_time_s ?? defaultOf("dedup.scan_time_s");
  return { seconds, how: `scan_time_s ${seconds}` };
}

/** Pages scanned per second: as recorded under these settings, else a batch, its visits and the sleep (model 2.3). */
function scanRateOf(dedup: Dedup, host: CapturedHost | null, scenario: Scenario): { rate: number; how: string } {
  if (typeof dedup.pages_per_epoch === "number")
    return { rate: dedup.pages_per_epoch / scenario.epoch_s, how: "pages_per_epoch of the scenario" };
  const recorded = host?.ksmSettings ?? {};
  const same = recorded.pages_to_scan === dedup.pages_to_scan && recorded.sleep_millisecs === dedup.sleep_millisecs;
  if (same && host?.ksmScanRate) return { rate: host.ksmScanRate, how: "scan rate as recorded" };
  const sleep = (dedup.sleep_millisecs + defaultOf("dedup.sleep_overrun_ms")) / 1000;
  const seconds = sleep + (dedup.pages_to_scan * defaultOf("dedup.page_us")) / 1e6;
  return {
    rate: dedup.pages_to_scan / seconds,
    how: `pages_to_scan ${dedup.pages_to_scan}, sleep_millisecs ${dedup.sleep_millisecs}`,
  };
}
