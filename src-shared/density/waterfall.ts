// Where the RAM of the guests goes, in a fixed order in which the first owner of a page wins, and what each mechanism saves.
import { PAGE_BYTES } from "../base/units.ts";
import { defaultOf } from "../model/parameters.ts";
import type { CapturedHost } from "../profile/host.ts";
import type { DensityReply } from "../protocol/replies.ts";
import { balloonOf, dedupOf } from "./chosen.ts";
import type { Dedup, Scenario } from "./scenario-schema.ts";
import { quantilesOf } from "./search.ts";
import type { Composition, OutcomeOf } from "./task.ts";

/** ram = untouched + ballooned + zero + merged + frames, exactly; overhead comes on top of frames. */
export function waterfallOf(composition: Composition): DensityReply["waterfall"] {
  const row = (id: string, title: string, pages: number) => ({
    id,
    title,
    bytes: pages * PAGE_BYTES,
    guests: composition.guests,
  });
  return [
    row("ram", "RAM configured", composition.ram),
    row("untouched", "never touched, no frame", composition.untouched),
    row("ballooned", "given back by the balloon", composition.ballooned),
    row("zero", "zero pages saved by dedup", composition.zero),
    row("merged", "equal pages saved by dedup", composition.merged),
    row("frames", "frames in use, shared ones once", composition.frames),
    row("overhead", "host overhead of the guests", composition.overhead),
  ];
}

/** Savings per guest over the replications, for each mechanism of the scenario in the order of the waterfall. */
export function mechanismsOf(
  scenario: Scenario,
  host: CapturedHost | null,
  details: readonly OutcomeOf<"detail">[],
  typical: OutcomeOf<"detail">,
): DensityReply["mechanisms"] {
  const perGuest = (pages: (composition: Composition) => number) =>
    quantilesOf(details.map(({ now }) => (pages(now) * PAGE_BYTES) / now.guests));
  const listed: DensityReply["mechanisms"] = [];
  if (scenario.mechanisms.some((mechanism) => "id" in mechanism && mechanism.id === "balloon"))
    listed.push({
      id: "balloon",
      saved_bytes_per_guest: perGuest((composition) => composition.ballooned),
      cost: "a page that was given back is faulted in again when the guest needs it",
      note: balloonNote(scenario, host),
    });
  if (scenario.mechanisms.some((mechanism) => "id" in mechanism && mechanism.id === "dedup"))
    listed.push({
      id: "dedup",
      saved_bytes_per_guest: perGuest((composition) => composition.zero + composition.merged),
      cost: "scanning takes CPU time; the first write to a merged page is a fault and a copy",
      note: dedupNote(scenario, host, typical.now),
    });
  return listed;
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
  if (scenario.guests.some((guest) => guest.kind !== "profile") && balloon && balloon.target_bytes === null)
    notes.push("no effect on guests that are made up or given as a series: their use is not known; set target_bytes");
  return notes.length > 0 ? notes.join(". ") : null;
}

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
