// The numbers of a report that are computed from the replies: differences, sums, steps. Pure functions.
import { bytesOf } from "../../src-shared/base/units.ts";
import { waterfallSteps } from "../../src-shared/charts/waterfall.ts";
import type { Capture, DensityReply, KsmCounters, ProfileReply } from "../../src-shared/protocol/replies.ts";
import type { Comparison, Derived } from "../../src-shared/protocol/report.ts";

/** Everything below `derived` of a report. */
export function derive(
  density: DensityReply,
  profile: ProfileReply,
  captures: readonly Capture[],
  guestsRecorded: number,
): Derived {
  const host = hostOf(density.scenario);
  const depth = density.overrun.depth_pages;
  const share = (pages: number): number | null => (host.usable_bytes ? bytesOf(pages) / host.usable_bytes : null);
  return {
    host,
    guests_recorded: guestsRecorded,
    room:
      guestsRecorded > 0 && asksForRecorded(density.scenario)
        ? { p5: density.n.p5 - guestsRecorded, p50: density.n.p50 - guestsRecorded }
        : null,
    ksm: ksmRows(profile.ksm?.observed ?? null, profile.ksm?.predicted ?? null),
    resident: checkRows(density, true),
    recorded_host: checkRows(density, false),
    waterfall: waterfallSteps(density.waterfall),
    overrun: {
      depth_bytes: { mean: bytesOf(depth.mean), p95: bytesOf(depth.p95) },
      depth_share: { mean: share(depth.mean), p95: share(depth.p95) },
    },
    rules: density.rules_of_thumb.map((rule) => ({ id: rule.id, difference: rule.n - density.n.p50 })),
    contents: contentRows(profile),
    sharing: sharingOf(profile),
    evidence: evidenceOf(density.assumptions),
    quality: qualityOf(captures),
    spans: captures.map((capture) => ({ seconds: spanOf(capture) })),
  };
}

function hostOf(scenario: unknown): Derived["host"] {
  const host = objectIn(scenario, "host");
  const memory = numberIn(host, "memory_bytes");
  const reserve = numberIn(host, "reserve_bytes");
  return {
    memory_bytes: memory,
    reserve_bytes: reserve,
    usable_bytes: memory === null ? null : memory - (reserve ?? 0),
    p99_slowdown_limit: numberIn(objectIn(scenario, "objective"), "p99_slowdown"),
  };
}

/** Whether the scenario fills the host with guests of the recording. */
function asksForRecorded(scenario: unknown): boolean {
  const guests = objectIn(scenario, "guests");
  return Array.isArray(guests) && guests.some((guest) => objectIn(guest, "kind") === "profile");
}

const objectIn = (value: unknown, key: string): unknown =>
  value !== null && typeof value === "object" && Object.hasOwn(value, key) ? Reflect.get(value, key) : null;

function numberIn(value: unknown, key: string): number | null {
  const found = objectIn(value, key);
  return typeof found === "number" && Number.isFinite(found) ? found : null;
}

const counterTitles: readonly (readonly [keyof KsmCounters, string])[] = [
  ["pages_sharing", "mappings saved by merging (pages_sharing)"],
  ["pages_shared", "merged frames (pages_shared)"],
  ["pages_unshared", "looked at, unique (pages_unshared)"],
  ["pages_volatile", "changing or skipped (pages_volatile)"],
  ["ksm_zero_pages", "mapped to the zero page (ksm_zero_pages)"],
];

/** Saved frames first (pages_sharing + ksm_zero_pages), then the counters one by one. Empty when neither side is known. */
export function ksmRows(observed: KsmCounters | null, predicted: KsmCounters | null): Comparison[] {
  if (!observed && !predicted) return [];
  const saved = (counters: KsmCounters): number => counters.pages_sharing + counters.ksm_zero_pages;
  return [
    compare("saved", "frames saved by KSM", observed && saved(observed), predicted && saved(predicted)),
    ...counterTitles.map(([id, title]) => compare(id, title, observed?.[id] ?? null, predicted?.[id] ?? null)),
  ];
}

const RESIDENT = "resident.";

/** Checks of the answer on the recorded host: those of each guest's resident pages, or the others. */
function checkRows({ checks }: DensityReply, resident: boolean): Comparison[] {
  return checks
    .filter(({ id }) => id.startsWith(RESIDENT) === resident)
    .map(({ id, title, observed, predicted }) =>
      resident ? compare(id, id.slice(RESIDENT.length), observed, predicted) : compare(id, title, observed, predicted),
    );
}

function compare(id: string, title: string, observed: number | null, predicted: number | null): Comparison {
  const difference = observed === null || predicted === null ? null : predicted - observed;
  return {
    id,
    title,
    observed,
    predicted,
    difference,
    difference_share: difference !== null && observed ? difference / observed : null,
  };
}

function contentRows(profile: ProfileReply): Derived["contents"] {
  return profile.guests.flatMap(({ guest, content }) => {
    if (!content) return [];
    const copies = content.extra_nonzero_copies;
    return {
      guest,
      zero_bytes: bytesOf(content.zero),
      copies_bytes: bytesOf(copies),
      single_bytes: bytesOf(content.pages - content.zero - copies),
      total_bytes: bytesOf(content.pages),
    };
  });
}

function sharingOf({ sharing }: ProfileReply): Derived["sharing"] {
  if (!sharing) return null;
  return {
    zero_bytes: bytesOf(sharing.zero),
    copies_bytes: bytesOf(sharing.extra_nonzero_copies),
    save_share: sharing.pages > 0 ? (sharing.zero + sharing.extra_nonzero_copies) / sharing.pages : null,
  };
}

function evidenceOf(assumptions: DensityReply["assumptions"]): Derived["evidence"] {
  const tags = new Map<string, number>();
  for (const { evidence } of assumptions) tags.set(evidence, (tags.get(evidence) ?? 0) + 1);
  return [...tags].map(([tag, count]) => ({ tag, count }));
}

function qualityOf(captures: readonly Capture[]): Derived["quality"] {
  const own = captures.filter((capture) => capture.duplicate_of === null);
  const sum = (of: (capture: Capture) => number): number => own.reduce((total, capture) => total + of(capture), 0);
  return {
    captures: own.length,
    duplicates: captures.length - own.length,
    bytes: sum((c) => c.bytes),
    read: sum((c) => c.records.read),
    accepted: sum((c) => c.records.accepted),
    rejected: sum((c) => c.records.rejected),
    skipped: sum((c) => c.records.skipped),
    lost: sum((c) => c.records.lost ?? 0),
    lost_unknown: sum((c) => (c.records.lost === null ? 1 : 0)),
    not_whole: sum((c) => (c.status === "whole" ? 0 : 1)),
    unbalanced: sum(({ records: r }) => (r.read === r.accepted + r.rejected + r.skipped ? 0 : 1)),
  };
}

function spanOf(capture: Capture): number | null {
  if (capture.first_ns === null || capture.last_ns === null) return null;
  return Number(BigInt(capture.last_ns) - BigInt(capture.first_ns)) / 1e9;
}
