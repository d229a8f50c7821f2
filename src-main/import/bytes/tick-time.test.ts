import fc from "fast-check";
import { expect, test } from "vitest";
import { longs } from "./columns.ts";
import { tickTime } from "./tick-time.ts";

const words = (ticks: bigint): [number, number] => [Number(ticks & 0xffffffffn), Number(ticks >> 32n)];

test("a moment after 2^44 ticks of 2,596.136 MHz, with and without an offset", () => {
  // 17,592,186,044,416 / 2,596,136,000 s = 6,776.296020091... s, by Python's fractions
  const time = tickTime(2_596_136_000, 1_000n);
  expect(time.at(...words(1n << 44n))).toBe(6_776_296_020_091n + 1_000n);
  expect(time.span()).toEqual({ first: 6_776_296_020_091n, last: 6_776_296_020_091n });
});

test("ticks of 1 GHz are ns, whatever came first and whatever is added", () => {
  const stamp = fc.bigInt({ min: 0n, max: (1n << 52n) - 1n });
  fc.assert(
    fc.property(stamp, stamp, fc.bigInt({ min: -(1n << 60n), max: 1n << 60n }), (first, then, offset) => {
      const time = tickTime(1e9, offset);
      const column = longs(2);
      time.put(column, 0, ...words(first));
      time.put(column, 1, ...words(then));
      expect([...column.data]).toEqual([first + offset, then + offset]);
      expect(time.at(...words(then))).toBe(then + offset);
      const moment = { low: 0, high: 0 };
      time.set(moment, ...words(then));
      expect(BigInt.asIntN(64, (BigInt(moment.high) << 32n) | BigInt(moment.low))).toBe(then + offset);
      expect(time.between(...words(first), ...words(then))).toBe(Number(then - first));
      expect(time.span()).toEqual({ first: first < then ? first : then, last: first < then ? then : first });
    }),
    { seed: 1 },
  );
});
