import { pagesAt } from "../../engine/groups.ts";
import { framesFor } from "../../engine/ledger.ts";
import { shiftPages } from "../../engine/places.ts";
import { pagesAllowed } from "../../engine/rate.ts";
import type { TieringEntry } from "../../engine/scenario.ts";
import { FAST, FREE, SLOW } from "../../engine/states.ts";
import type { World } from "../../engine/world.ts";
import { defaultOf, parametersOf } from "../../parameters.ts";
import type { Mechanism } from "../mechanism.ts";
import { type PageUse, type Placement, placements } from "./policies.ts";

interface Books {
  /** Fractions of pages left over: group · 2, promotion and demotion. */
  readonly left: Float64Array;
}

export const tiering: Mechanism<TieringEntry> = {
  id: "tiering",
  title: "Tiering",
  parameters: parametersOf("tiering"),
  requires: [{ what: "how often pages are used", capture: "DAMON, accessed bits or EPT violations by page" }],
  init: (world, entry, saved) => {
    const policy = entry.policy ?? "hot-first";
    if (policy === "static" || world.ledger.tierSizes[SLOW] === 0) return null;
    const placement = placements[policy];
    const rate = placement.free ? null : (entry.bandwidth_bytes_per_s ?? null);
    const moveNs = placement.free ? 0 : (entry.migrate_us ?? defaultOf("tiering.migrate_us")) * 1000;
    const left = (saved as Books | undefined)?.left.slice() ?? new Float64Array(world.groups.owner.length * 2);
    const move = createMoves(world, placement, moveNs, left);
    let [allowed, moved] = [0, { promoted: 0, demoted: 0 }];
    return {
      migrate: (epoch) => {
        allowed = pagesAllowed(rate, epoch, world.epochNs / 1e9);
        moved = move(allowed);
      },
      fill: (row, columns) => {
        row[columns.of("tier.promoted")] = moved.promoted;
        row[columns.of("tier.demoted")] = moved.demoted;
      },
      saved: () => 0,
      overBudget: () => (moved.promoted + moved.demoted > allowed ? 1 : 0),
      save: (): Books => ({ left: left.slice() }),
    };
  },
};

/** Moves at most so many pages: promotion hottest first, then demotion coldest first. */
function createMoves(
  world: World,
  placement: Placement,
  moveNs: number,
  left: Float64Array,
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
  const inFast = (group: number): number => pagesAt(groups, group, FAST);
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
  /** Place in the order of the coldest group that may have pages in the fast tier, as one promotion after the other takes them. */
  let coldestInFast = 0;
  const colderThan = (group: number): boolean => {
    while (coldestInFast < coldest.length && inFast(coldest[coldestInFast]!) === 0) coldestInFast++;
    return coldestInFast < coldest.length && accesses[coldest[coldestInFast]!]! < accesses[group]!;
  };
  /** A page of the slow tier and one of the fast tier that is used less change places. */
  const exchange = (group: number, count: number): number => {
    let left = count;
    while (left > 0 && colderThan(group)) {
      const now = Math.min(left, inFast(coldest[coldestInFast]!));
      shift(coldest[coldestInFast]!, SLOW, now);
      left -= now;
    }
    shift(group, FAST, count - left);
    return count - left;
  };
  const epochS = world.epochNs / 1e9;
  const seen = { warmth: 0, fitsWhole: false, epochS };
  const use = (group: number, fits: Uint8Array | null): PageUse => {
    seen.warmth = warmth[group]! * (world.columns.workNs[owner[group]!]! / world.epochNs);
    seen.fitsWhole = fits !== null && fits[group] === 1;
    return seen;
  };
  const mark = Math.floor(ledger.tierSizes[FAST]! * defaultOf("tiering.free_watermark"));
  const exchanges = placement.demotion === "exchange";
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

  return (allowed) => {
    const fits = placement.byThreshold ? wholeGroups(world, coldest) : null;
    let promoted = 0;
    let demoted = demoteFirst(allowed);
    coldestInFast = 0;
    for (let i = coldest.length - 1; i >= 0 && allowed > promoted + demoted; i--) {
      const group = coldest[i]!;
      const there = pagesAt(groups, group, SLOW);
      if (there === 0 || accesses[group] === 0) continue;
      const free = framesFor(ledger, FAST, FREE);
      // Nor is there anything colder for the groups that follow.
      if (exchanges && free === 0 && !colderThan(group)) break;
      const want = Math.min(there, whole(group, 0, there * placement.promotes(use(group, fits))));
      const now = Math.min(want, allowed - promoted - demoted, free);
      shift(group, FAST, now);
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
