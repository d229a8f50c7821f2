// The order of times: what is held, what goes on at the recorder's marks, and where the memory ends.
import fc from "fast-check";
import { expect, test } from "vitest";
import { fieldValues, traceMoment } from "../../trace-events/contract.ts";
import { sortedByTime } from "./time-sort.ts";
import { traceOrder } from "./trace-order.ts";

test("places are sorted by time, equal times in the order in which they came", () => {
  const times = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 0xffff_ffff })), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(times, fc.boolean(), (list, equal) => {
      const low = Uint32Array.from(list, ([, word]) => (equal ? word % 3 : word));
      const high = Uint32Array.from(list, ([word]) => word);
      const wanted = list.map((_, i) => i).sort((a, b) => high[a]! - high[b]! || low[a]! - low[b]! || a - b);
      expect([...sortedByTime({ low, high }, list.length)]).toEqual(wanted);
    }),
    { seed: 2 },
  );
});

/** Holds records with these times; their place is their number and one of their values. */
function ordered() {
  const out: number[] = [];
  const moment = traceMoment();
  const values = fieldValues();
  moment.timed = true;
  values.known = 0b11;
  const order = traceOrder((what, { low, high, seq }, found) => {
    if (what !== seq % 3 || found.known !== 0b11 || found.words[2] !== seq) throw new Error(`record ${seq} is another`);
    out.push(high * 2 ** 32 + low);
  });
  let seq = 0;
  return {
    order,
    out,
    hold(t: number) {
      moment.seq = ++seq;
      moment.low = t >>> 0;
      moment.high = Math.floor(t / 2 ** 32);
      values.words[2] = seq;
      order.hold(seq % 3, moment, values, 4);
    },
  };
}

test("a mark lets go what is not younger than anything before the mark before it", () => {
  const { order, out, hold } = ordered();
  for (const t of [30, 50, 10, 2 ** 40]) hold(t);
  order.mark();
  expect(out).toEqual([]);
  for (const t of [2 ** 40 + 5, 60]) hold(t);
  order.mark();
  expect(out).toEqual([10, 30, 50, 60, 2 ** 40]);
  order.finish();
  expect(out.at(-1)).toBe(2 ** 40 + 5);
  expect(order.late()).toBe(0);
});

test("without marks memory stays bounded: the older half goes on, nothing is lost, and what came too late is counted", () => {
  const { order, out, hold } = ordered();
  const n = 200_000;
  for (let i = 0; i < n; i++) hold(10 * i);
  for (let i = 0; i < n; i++) hold(10 * i + 5);
  expect(out.length).toBeGreaterThanOrEqual(2 * n - 2 ** 18);
  order.finish();
  expect(out).toHaveLength(2 * n);
  expect(new Set(out).size).toBe(2 * n);
  expect(order.late()).toBeGreaterThan(0);
});
