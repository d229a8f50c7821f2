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
import { type Placement, placements } from "./policies.ts";

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
  const promote = (group: number, count: number): void => {
    limits.came(groups.owner[group]!, count);
    shift(group, FAST, count);
  };
  /** Up to `count` pages that are used less than those of group `than` leave the fast tier; null: the coldest ones. */
  const demoteCold = (count: number, than: number | null, share: (group: number) => number): number => {
    let demoted = 0;
    for (let i = 0; i < coldest.length && demoted < count; i++) {
      const group = coldest[i]!;
      if (than !== null && groups.accesses[group]! >= groups.accesses[than]!) break;
      const now = Math.min(count - demoted, share(group));
      if (now > 0) shift(group, SLOW, now);
      demoted += now;
    }
    return demoted;
  };
  /** Pages of a group in the fast tier that may leave it. */
  const inFast = (group: number): number =>
    Math.min(pagesAt(groups, group, FAST), limits.mayLeave(groups.owner[group]!));
  /** Guests above their most give pages, coldest first; guests below their least get some, hottest first. */
  const keepLimits = (allowed: number): { promoted: number; demoted: number } => {
    let [promoted, demoted] = [0, 0];
    for (const group of coldest) {
      const room = Math.min(framesFor(ledger, SLOW, FREE), allowed - demoted);
      const now = Math.min(room, limits.above(groups.owner[group]!), pagesAt(groups, group, FAST));
      if (now > 0) shift(group, SLOW, now);
      demoted += Math.max(0, now);
    }
    for (let i = coldest.length - 1; i >= 0; i--) {
      const group = coldest[i]!;
      const guest = groups.owner[group]!;
      const room = Math.min(framesFor(ledger, FAST, FREE), allowed - demoted - promoted, limits.mayCome(guest));
      const now = Math.min(room, limits.below(guest), pagesAt(groups, group, SLOW));
      if (now > 0) promote(group, now);
      promoted += Math.max(0, now);
    }
    return { promoted, demoted };
  };

  return (allowed) => {
    const fits = placement.byThreshold ? wholeGroups(world, coldest) : null;
    const use = (group: number) => ({
      warmth: groups.warmth[group]! * (world.columns.workNs[groups.owner[group]!]! / world.epochNs),
      fitsWhole: fits !== null && fits[group] === 1,
      epochS: world.epochNs / 1e9,
    });
    let { promoted, demoted } = world.steered ? keepLimits(allowed) : NO_MOVES;
    const budget = (): number => allowed - promoted - demoted;
    const mark = Math.floor(ledger.tierSizes[FAST]! * defaultOf("tiering.free_watermark"));
    if (placement.demotion === "watermark") {
      const short = Math.min(mark - framesFor(ledger, FAST, FREE), framesFor(ledger, SLOW, FREE), budget());
      demoted += demoteCold(short, null, inFast);
    } else if (placement.demotion === "idle") {
      const room = Math.min(framesFor(ledger, SLOW, FREE), budget());
      demoted += demoteCold(room, null, (group) =>
        Math.min(inFast(group), whole(group, 1, inFast(group) * placement.idle(use(group)))),
      );
    }
    for (let i = coldest.length - 1; i >= 0 && budget() > 0; i--) {
      const group = coldest[i]!;
      const there = pagesAt(groups, group, SLOW);
      if (there === 0 || groups.accesses[group] === 0) continue;
      let want = Math.min(there, whole(group, 0, there * placement.promotes(use(group))));
      want = Math.min(want, limits.mayCome(groups.owner[group]!));
      const now = Math.min(want, budget(), framesFor(ledger, FAST, FREE));
      promote(group, now);
      promoted += now;
      want -= now;
      if (placement.demotion !== "exchange" || want === 0) continue;
      // A page of the slow tier and a colder one of the fast tier change places.
      const exchanged = demoteCold(Math.min(want, Math.floor(budget() / 2)), group, inFast);
      promote(group, exchanged);
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
