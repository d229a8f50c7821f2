// Tiering in a run: pages move between fast and slow memory by a placement policy, within limits of bandwidth and of guests (model 3.3).
import { pagesAt } from "../../engine/groups.ts";
import { framesFor } from "../../engine/ledger.ts";
import { shiftPages } from "../../engine/places.ts";
import { pagesAllowed } from "../../engine/rate.ts";
import type { TieringEntry } from "../../engine/scenario.ts";
import { FAST, FREE, SLOW } from "../../engine/states.ts";
import type { World } from "../../engine/world.ts";
import { defaultOf, parametersOf } from "../../parameters.ts";
import type { Mechanism } from "../mechanism.ts";
import { createLimits, type GuestLimits, type SavedLimits } from "./limits.ts";
import { type PageUse, type Placement, placements } from "./policies.ts";

/** Without a policy of its own: pages stay where they are but for limits that somebody sets. */
const STAYS: Placement = { demotion: "nothing", promotes: () => 0, idle: () => 0, free: false };

const NO_MOVES = { promoted: 0, demoted: 0 } as const;

interface Books {
  /** Fractions of pages left over: group · 2, promotion and demotion. */
  readonly left: Float64Array;
  readonly limits: SavedLimits;
}

export const tiering: Mechanism<TieringEntry> = {
  id: "tiering",
  title: "Tiering",
  parameters: parametersOf("tiering"),
  requires: [{ what: "how often pages are used", capture: "DAMON, accessed bits or EPT violations by page" }],
  init: (world, entry, saved) => {
    const policy = entry.policy ?? "hot-first";
    if ((policy === "static" && !world.steered) || world.ledger.tierSizes[SLOW] === 0) return null;
    const placement = policy === "static" ? STAYS : placements[policy];
    const rate = placement.free ? null : (entry.bandwidth_bytes_per_s ?? null);
    const moveNs = placement.free ? 0 : (entry.migrate_us ?? defaultOf("tiering.migrate_us")) * 1000;
    const before = saved as Books | undefined;
    const left = before?.left.slice() ?? new Float64Array(world.groups.owner.length * 2);
    const limits = createLimits(world, before?.limits);
    const move = createMoves(world, placement, moveNs, left, limits);
    let [allowed, moved] = [0, { promoted: 0, demoted: 0 }];
    return {
      migrate: (epoch) => {
        allowed = pagesAllowed(rate, epoch, world.epochNs / 1e9);
        limits.begin(epoch);
        moved = move(allowed);
      },
      fill: (row, columns) => {
        row[columns.of("tier.promoted")] = moved.promoted;
        row[columns.of("tier.demoted")] = moved.demoted;
      },
      saved: () => 0,
      overBudget: () => (moved.promoted + moved.demoted > allowed ? 1 : 0),
      save: (): Books => ({ left: left.slice(), limits: limits.save() }),
      controls: { setTier: limits.set },
    };
  },
};

/** Moves at most so many pages: promotion hottest first, then demotion coldest first. */
function createMoves(
  world: World,
  placement: Placement,
  moveNs: number,
  left: Float64Array,
  limits: GuestLimits,
): (allowed: number) => { promoted: number; demoted: number } {
  const { groups, ledger } = world;
  const coldest = groups.leastAccessedFirst;
  const whole = (group: number, kind: 0 | 1, expected: number): number => {
    const sum = expected + left[group * 2 + kind]!;
    left[group * 2 + kind] = sum - Math.floor(sum);
    return Math.floor(sum);
  };
  const shift = (group: number, to: typeof FAST | typeof SLOW, count: number): void => {
    shiftPages(world, group, to === FAST ? SLOW : FAST, to, count);
    world.columns.stallNs[groups.owner[group]!]! += count * moveNs;
  };
  const { accesses, warmth, owner } = groups;
  /** Only a policy sets limits. */
  const { steered } = world;
  const promote = (group: number, count: number): void => {
    if (steered) limits.came(owner[group]!, count);
    shift(group, FAST, count);
  };
  /** Pages of a group in the fast tier that may leave it. */
  const inFast = (group: number): number => {
    const pages = pagesAt(groups, group, FAST);
    return steered ? Math.min(pages, limits.mayLeave(owner[group]!)) : pages;
  };
  /** Up to `count` pages leave the fast tier, coldest first. */
  const demoteCold = (count: number, share: (group: number) => number): number => {
    let demoted = 0;
    for (let i = 0; i < coldest.length && demoted < count; i++) {
      const group = coldest[i]!;
      const now = Math.min(count - demoted, share(group));
      if (now > 0) shift(group, SLOW, now);
      demoted += now;
    }
    return demoted;
  };
  /** Groups before this one in the order have no pages in the fast tier that another promotion could take. */
  let coldestLeft = 0;
  const isColder = (at: number, than: number): boolean =>
    at < coldest.length && accesses[coldest[at]!]! < accesses[than]!;
  /** Up to `count` pages of a group in the slow tier change places with pages of the fast tier that are used less. Returns how many. */
  const exchange = (group: number, count: number): number => {
    let left = count;
    let at = steered ? 0 : coldestLeft;
    for (; left > 0 && isColder(at, group); at++) {
      const now = Math.min(left, inFast(coldest[at]!));
      if (now > 0) shift(coldest[at]!, SLOW, now);
      left -= now;
      if (left === 0) break;
    }
    coldestLeft = at;
    promote(group, count - left);
    return count - left;
  };
  /** Guests above their most give pages, coldest first; guests below their least get some, hottest first. */
  const keepLimits = (allowed: number): { promoted: number; demoted: number } => {
    let [promoted, demoted] = [0, 0];
    for (const group of coldest) {
      const room = Math.min(framesFor(ledger, SLOW, FREE), allowed - demoted);
      const now = Math.min(room, limits.above(owner[group]!), pagesAt(groups, group, FAST));
      if (now > 0) shift(group, SLOW, now);
      demoted += Math.max(0, now);
    }
    for (let i = coldest.length - 1; i >= 0; i--) {
      const group = coldest[i]!;
      const guest = owner[group]!;
      const room = Math.min(framesFor(ledger, FAST, FREE), allowed - demoted - promoted, limits.mayCome(guest));
      const now = Math.min(room, limits.below(guest), pagesAt(groups, group, SLOW));
      if (now > 0) promote(group, now);
      promoted += Math.max(0, now);
    }
    return { promoted, demoted };
  };
  const seen = { warmth: 0, fitsWhole: false, epochS: world.epochNs / 1e9 };
  const use = (group: number, fits: Uint8Array | null): PageUse => {
    seen.warmth = warmth[group]! * (world.columns.workNs[owner[group]!]! / world.epochNs);
    seen.fitsWhole = fits !== null && fits[group] === 1;
    return seen;
  };
  const mark = Math.floor(ledger.tierSizes[FAST]! * defaultOf("tiering.free_watermark"));
  /** Room made before anything is promoted. */
  const demoteFirst = (allowed: number): number => {
    const room = Math.min(framesFor(ledger, SLOW, FREE), allowed);
    if (placement.demotion === "watermark")
      return demoteCold(Math.min(mark - framesFor(ledger, FAST, FREE), room), inFast);
    if (placement.demotion !== "idle") return 0;
    return demoteCold(room, (group) =>
      Math.min(inFast(group), whole(group, 1, inFast(group) * placement.idle(use(group, null)))),
    );
  };
  const exchanges = placement.demotion === "exchange";

  return (allowed) => {
    const fits = placement.byThreshold ? wholeGroups(world, coldest) : null;
    const kept = steered ? keepLimits(allowed) : NO_MOVES;
    let promoted = kept.promoted;
    let demoted = kept.demoted + demoteFirst(allowed - kept.promoted - kept.demoted);
    coldestLeft = 0;
    for (let i = coldest.length - 1; i >= 0 && allowed > promoted + demoted; i--) {
      const group = coldest[i]!;
      const there = pagesAt(groups, group, SLOW);
      if (there === 0 || accesses[group] === 0) continue;
      const free = framesFor(ledger, FAST, FREE);
      // Nor is there anything colder for the groups that follow.
      if (exchanges && !steered && free === 0 && !isColder(coldestLeft, group)) break;
      let want = Math.min(there, whole(group, 0, there * placement.promotes(use(group, fits))));
      if (steered) want = Math.min(want, limits.mayCome(owner[group]!));
      const now = Math.min(want, allowed - promoted - demoted, free);
      promote(group, now);
      promoted += now;
      if (!exchanges || want === now) continue;
      const exchanged = exchange(group, Math.min(want - now, Math.floor((allowed - promoted - demoted) / 2)));
      promoted += exchanged;
      demoted += exchanged;
    }
    return { promoted, demoted };
  };
}

/** 1 for each group whose pages all fit into the fast tier together with those of every hotter group. */
function wholeGroups(world: World, coldest: Int32Array): Uint8Array {
  const { groups, ledger } = world;
  const fits = new Uint8Array(coldest.length);
  let room = framesFor(ledger, FAST, FREE);
  for (const group of coldest) room += pagesAt(groups, group, FAST);
  for (let i = coldest.length - 1; i >= 0; i--) {
    const group = coldest[i]!;
    room -= pagesAt(groups, group, FAST) + pagesAt(groups, group, SLOW);
    if (room < 0) break;
    fits[group] = 1;
  }
  return fits;
}
