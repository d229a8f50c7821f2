// Frames that further guests save on contents which the captures show in one guest only.
import type { Plan } from "./plan.ts";
import type { Load } from "./replication.ts";
import { takeStep } from "./step.ts";

/**
 * Frames saved on contents that were seen in one captured guest, as a function of N. While there are no more guests than were
 * captured none is. A `share` of them stands in other guests at all, each in a given one with the chance c = mean chance / share;
 * with k further guests there, one of them has it with probability 1 - (1 - c)^k.
 */
export function metAgainFramesOf(
  plan: Plan,
  loads: readonly Load[],
  share: number,
  typeOf: (entry: number, ordinal: number) => number,
): (n: number) => number {
  if (!plan.metAgain || share === 0) return () => 0;
  const { guests } = plan.metAgain;
  const chance = Math.min(1, plan.metAgain.chance / share);
  const unseen = [1];
  const present = new Map<string, number>();
  const saved = plan.entries.map((): number[] => []);
  const known = [0];
  let sum = 0;
  const come = (entry: number, ordinal: number): void => {
    const type = typeOf(entry, ordinal);
    const { domain, contents } = plan.types[type]!;
    const before = present.get(domain) ?? 0;
    const further = Math.max(0, before + 1 - guests);
    while (unseen.length <= further) unseen.push(unseen[unseen.length - 1]! * (1 - chance));
    const frames = contents ? Math.floor(loads[type]!.uncertain * share * (1 - unseen[further]!)) : 0;
    if (contents) present.set(domain, before + 1);
    saved[entry]![ordinal] = frames;
    sum += frames;
  };
  const leave = (entry: number, ordinal: number): void => {
    const { domain, contents } = plan.types[typeOf(entry, ordinal)]!;
    if (contents) present.set(domain, present.get(domain)! - 1);
    sum -= saved[entry]!.pop()!;
  };
  return (n) => {
    while (known.length <= n) {
      const changes: [entry: number, ordinal: number, sign: 1 | -1][] = [];
      takeStep(plan, known.length, (...change) => changes.push(change));
      // Those that leave first, then by what the entries say, so that the order of the scenario's list does not matter.
      changes.sort((a, b) => a[2] - b[2] || plan.entries[a[0]]!.rank - plan.entries[b[0]]!.rank);
      for (const [entry, ordinal, sign] of changes) (sign > 0 ? come : leave)(entry, ordinal);
      known.push(sum);
    }
    return known[n]!;
  };
}
