import fc from "fast-check";
import { expect, test } from "vitest";
import { ITEM, merge } from "./merge.ts";

interface Item {
  readonly cpu: number;
  readonly time: number;
}

/** Feeds rounds of items, each round CPU by CPU; returns the times in the order in which they are let go, and how many early. */
function run(rounds: readonly (readonly Item[])[], cpus: number) {
  const times: number[] = [];
  const merged = merge((words, at) => times.push(words[at + ITEM.low] as number), false);
  let greatest = 0;
  for (const round of rounds)
    for (let cpu = 0; cpu < cpus; cpu++) {
      const own = round.filter((item) => item.cpu === cpu).sort((a, b) => a.time - b.time);
      if (!own.length) continue;
      merged.window(cpu, greatest, 0);
      for (const { time } of own) {
        merged.push(cpu, 0, time, 0, 0, 0, 0);
        greatest = Math.max(greatest, time);
      }
    }
  const before = times.length;
  merged.finish();
  return { times, before, early: merged.early() };
}

test("items of all CPUs come in the order of their times, whatever is in which round", () => {
  const lists = fc.array(fc.record({ cpu: fc.nat(3), time: fc.integer({ min: 1, max: 1000 }) }), { maxLength: 200 });
  fc.assert(
    fc.property(lists, fc.integer({ min: 5, max: 300 }), (items, length) => {
      // Buffers are read one after the other: CPU n a little later than the one before.
      const roundOf = ({ cpu, time }: Item) => Math.floor((time + 990 - cpu) / length);
      const rounds: Item[][] = Array.from({ length: 2000 / 5 }, () => []);
      for (const item of items) rounds[roundOf(item)]?.push(item);
      expect(run(rounds, 4).times).toEqual(items.map((item) => item.time).sort((a, b) => a - b));
    }),
    { seed: 2 },
  );
});

test("what waits is bounded: beyond a million the oldest go, and it is told", () => {
  const n = (1 << 20) + 10;
  const many = Array.from({ length: n }, (_, i) => ({ cpu: 0, time: i + 1 }));
  const { times, before, early } = run([many], 1);
  expect([times.length, before > n / 3, early]).toEqual([n, true, before]);
  expect(times.every((time, i) => time === i + 1)).toBe(true);
});
