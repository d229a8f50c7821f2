// A captured guest as a guest type: residency after ballooning, contents by who else has them, stalls by faults.
import { pagesOf } from "../base/units.ts";
import { defaultOf } from "../model/parameters.ts";
import { onEpochs, warmUpEpochs } from "../profile/blocks.ts";
import type { CapturedGuest, CapturedHost } from "../profile/host.ts";
import type { ContentSource } from "./contents.ts";
import { demandOf, type GuestType, wholeMean } from "./guest-type.ts";
import type { Balloon, Dedup } from "./scenario-schema.ts";

/** What the scenario asks for, as far as it changes a captured guest. */
export interface CapturedSetting {
  readonly epochSeconds: number;
  readonly balloon: Balloon | null;
  readonly dedup: Dedup | null;
  readonly domain: string;
  /** Captured epochs at the start that are left out, because the guests were still growing. */
  readonly warmUp: number;
  /** Null: as measured. */
  readonly overheadPages: number | null;
}

/** Stall shares are cut here: the model does not hold for a guest that hardly runs. */
const MOST_STALL = 0.99;

export function capturedType(host: CapturedHost, index: number, setting: CapturedSetting): GuestType {
  const guest = host.guests[index]!;
  const resident = residentSeries(guest);
  const saved =
    guest.pinned === null && setting.balloon ? ballooned(guest, resident, host.epochSeconds, setting.balloon) : null;
  const settled = (series: Float64Array): Float64Array =>
    onEpochs(
      series.length > setting.warmUp ? series.subarray(setting.warmUp) : series,
      host.epochSeconds,
      setting.epochSeconds,
    );
  const onScenario = settled(saved ? resident.map((pages, e) => pages - saved[e]!) : resident);
  const meanResident = wholeMean(settled(resident));
  const faulting = stallSeries(guest, saved, host.epochSeconds);
  const stalling = faulting && settled(faulting);
  // A guest of constant demand is stalled as long as its faults were recorded.
  const length = onScenario.length === 1 && stalling ? stalling.length : onScenario.length;
  const course = fitted(onScenario, length);
  return {
    name: guest.name,
    held: guest.pinned !== null,
    domain: setting.domain,
    ramPages: guest.ramPages,
    overheadPages: setting.overheadPages ?? guest.overheadPages,
    overheadBand: setting.overheadPages === null ? guest.overheadBand : null,
    allocatorSaves: 0,
    meanResident,
    meanDemand: Math.min(meanResident, wholeMean(onScenario)),
    demand: stalling?.some((share) => share > 0) ? { kind: "series", pages: course } : demandOf(course),
    contents: guest.pinned === null && setting.dedup ? capturedContents(host, index) : null,
    stall: stalling && fitted(stalling, length),
  };
}

/** Epochs in which guests of the host were still growing, and whether one was to the end as far as can be told. */
export interface WarmUp {
  readonly epochs: number;
  readonly toTheEnd: boolean;
}

/** The longest warm-up of the named guests, so that their courses stay of one length. */
export function warmUpOf(host: CapturedHost, guests: readonly number[]): WarmUp {
  const courses = guests.map((index) => residentSeries(host.guests[index]!)).filter((course) => course.length > 1);
  const cuts = courses.map(warmUpEpochs);
  return {
    epochs: Math.max(0, ...cuts),
    toTheEnd: courses.some((course, i) => cuts[i]! >= Math.floor(course.length / 2)),
  };
}

/** Resident pages per captured epoch: all RAM if pinned, the content snapshot or all RAM where not identified. */
function residentSeries(guest: CapturedGuest): Float64Array {
  if (guest.pinned !== null) return Float64Array.of(guest.ramPages);
  if (guest.residentPages?.some((pages) => !Number.isNaN(pages)))
    return onEpochs(guest.residentPages, 1, 1).map((pages) => Math.min(guest.ramPages, Math.ceil(pages)));
  return Float64Array.of(guest.contentPages > 0 ? guest.contentPages : guest.ramPages);
}

/**
 * Pages that a balloon saves at each epoch. It takes pages the guest reports free; with F free, R resident and S
 * pages of RAM at least R - (S - F) of them are resident. Never below what the guest uses (S - F), nor below the
 * target; a rate limit holds back the taking, never the giving back. Null without reports of free pages.
 */
function ballooned(
  guest: CapturedGuest,
  resident: Float64Array,
  epochSeconds: number,
  balloon: Balloon,
): Float64Array | null {
  const free = guest.freePages;
  if (!free || free.length === 0 || resident.length !== free.length) return null;
  const target = balloon.target_bytes === null ? 0 : pagesOf(balloon.target_bytes);
  const rate =
    balloon.rate_bytes_per_s === null
      ? Number.POSITIVE_INFINITY
      : Math.floor((balloon.rate_bytes_per_s * epochSeconds) / 4096);
  const saved = new Float64Array(resident.length);
  let held = Number.POSITIVE_INFINITY;
  // The second time round starts from where the first one ended, as a balloon in use would.
  for (let round = 0; round < 2; round++)
    for (let e = 0; e < saved.length; e++) {
      const used = guest.ramPages - Math.floor(Number.isNaN(free[e]!) ? 0 : free[e]!);
      const least = Math.max(used, target);
      held = Math.max(0, Math.min(resident[e]! - least, held + rate));
      saved[e] = held;
    }
  return saved;
}

/**
 * Share of each epoch lost to page faults: recorded faults per wall second, and the pages given back by the balloon,
 * times the cost of a minor fault (model section 4).
 */
function stallSeries(guest: CapturedGuest, saved: Float64Array | null, epochSeconds: number): Float64Array | null {
  if (!guest.faults || guest.faults.length === 0) return null;
  const seconds = defaultOf("balloon.minor_fault_us") / 1e6;
  const back = saved && saved.length === guest.faults.length ? saved : null;
  return guest.faults.map((faults, e) => {
    const returned = back && e > 0 ? Math.max(0, back[e - 1]! - back[e]!) : 0;
    const known = Number.isNaN(faults) ? 0 : faults;
    return Math.min(MOST_STALL, ((known + returned) / epochSeconds) * seconds);
  });
}

/** The series cut or repeated to a length, so that it turns with the demand. */
function fitted(series: Float64Array, length: number): Float64Array {
  return series.length === length ? series : Float64Array.from({ length }, (_, e) => series[e % series.length]!);
}

/** Contents of one captured guest: those other guests have too are shared, those of it alone uncertain (model 2.4). */
export function capturedContents(host: CapturedHost, index: number): ContentSource | null {
  const guest = host.guests[index]!;
  if (!host.patterns || guest.contentPages === 0) return null;
  const shared: ContentSource["shared"][number][] = [];
  const uncertain: ContentSource["uncertain"][number][] = [];
  let known = guest.zeroPages;
  for (const [i, pattern] of host.patterns.entries()) {
    const copies = pattern.copies[index] ?? 0;
    if (copies === 0) continue;
    known += copies * pattern.contents;
    const holders = pattern.copies.reduce((count, n) => count + (n > 0 ? 1 : 0), 0);
    if (holders > 1) shared.push({ key: `pattern ${i}`, copies, contents: pattern.contents });
    else uncertain.push({ copies, contents: pattern.contents });
  }
  return { zero: guest.zeroPages, shared, uncertain, unique: Math.max(0, guest.contentPages - known) };
}

/** How much of a left-out guest's contents the other captured guests have: pooled, and the extremes over guests. */
export interface LeaveOneOut {
  readonly low: number;
  readonly best: number;
  readonly high: number;
}

/** Leave-one-out coverage of non-zero contents; null with fewer than two guests or without contents (model 1.5). */
export function leaveOneOut(host: CapturedHost): LeaveOneOut | null {
  if (!host.patterns) return null;
  const distinct = new Float64Array(host.guests.length);
  const found = new Float64Array(host.guests.length);
  for (const { copies, contents } of host.patterns) {
    const holders = copies.reduce((count, n) => count + (n > 0 ? 1 : 0), 0);
    for (let g = 0; g < distinct.length; g++)
      if ((copies[g] ?? 0) > 0) {
        distinct[g]! += contents;
        if (holders > 1) found[g]! += contents;
      }
  }
  const shares: number[] = [];
  let [all, seen] = [0, 0];
  for (let g = 0; g < distinct.length; g++)
    if (distinct[g]! > 0) {
      shares.push(found[g]! / distinct[g]!);
      all += distinct[g]!;
      seen += found[g]!;
    }
  return shares.length < 2 ? null : { low: Math.min(...shares), best: seen / all, high: Math.max(...shares) };
}
