// Self-ballooning of a Linux guest on Xen (drivers/xen/xen-selfballoon.c, until Linux 5.2): the target every few seconds.
import { MIB, PAGE_BYTES } from "../../../base/units.ts";

const pagesOfMib = (mib: number): number => (mib * MIB) / PAGE_BYTES;

/** Pages that are usable, below which memory is never taken, and how the floor grows above: [usable MiB, base MiB, shift]. */
const FLOORS: readonly (readonly [usable: number, base: number, divisor: number])[] = [
  [64, 16, 2],
  [512, 40, 8],
  [Number.POSITIVE_INFINITY, 99, 32],
];
const NEVER_BELOW_MIB = 16;

/** The smallest target of a guest with this many pages, of which the kernel reserves some for itself. */
export function selfballoonFloor(pages: number, reserved: number): number {
  const usable = pages - reserved;
  if (usable < pagesOfMib(NEVER_BELOW_MIB)) return pages;
  const [, base, divisor] = FLOORS.find(([below]) => usable < pagesOfMib(below))!;
  return reserved + pagesOfMib(base) + Math.floor((usable - pagesOfMib(base)) / divisor);
}

/**
 * The target after one round: above the goal (committed memory and reserve) a share of the distance is given up, whole
 * pages; below it the goal is taken at once. Never below `floor`.
 */
export function selfballoonRound(current: number, goal: number, divisor: number, floor = 0): number {
  const target = current > goal ? current - Math.floor((current - goal) / divisor) : goal;
  return Math.max(floor, target);
}

/** Targets after each of some rounds. */
export function selfballoonTargets(start: number, goal: number, divisor: number, rounds: number): number[] {
  const targets: number[] = [];
  let current = start;
  for (let round = 0; round < rounds; round++) {
    current = selfballoonRound(current, goal, divisor);
    targets.push(current);
  }
  return targets;
}

/** Rounds until no more than a share of the first distance to the goal is left, whole pages left out of account. */
export function roundsToReach(share: number, divisor: number): number {
  let rounds = 0;
  for (let left = 1; left > share && divisor > 1; rounds++) left *= 1 - 1 / divisor;
  return rounds;
}

/** Share of the distance to the goal that is left after some rounds, whole pages left out of account. */
export function distanceLeft(rounds: number, divisor: number): number {
  let left = 1;
  for (let round = 0; round < rounds; round++) left *= 1 - 1 / divisor;
  return left;
}

/** The goal with which a guest of `start` would be at `reached` after some rounds. */
export const goalBehind = (start: number, reached: number, rounds: number, divisor: number): number => {
  const left = distanceLeft(rounds, divisor);
  return (reached - left * start) / (1 - left);
};
