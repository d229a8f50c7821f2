import fc from "fast-check";
import { expect, test } from "vitest";
import { readFindings } from "./findings.ts";
import { residentReadings, tileOfReadings } from "./resident-lanes.ts";
import { NAMES, openSample, truth } from "./testing/sample.ts";

test("the lane of each guest of the sample ends with the resident pages of its page table", async () => {
  const { query } = await openSample();
  const readings = residentReadings(await readFindings(query));
  // TRUTH.json: counted from the pagemaps of the stopped guests.
  const last = NAMES.map((name) => (readings.get(name)?.values.at(-1) ?? 0) / 4096);
  expect(last).toEqual(NAMES.map((name) => truth.guests[name]?.resident));
  for (const { values } of readings.values()) expect(values.every((bytes) => bytes > 0)).toBe(true);
  await query.close();
});

test("a tile of readings is what putting each into its bucket gives, with the last one ahead", () => {
  const T0 = 1_795_254_135_000_000_000n;
  const readings = fc.record({
    values: fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 300 }),
    step: fc.integer({ min: 1, max: 3_000_000 }),
  });
  const place = fc.record({
    level: fc.integer({ min: 0, max: 34 }),
    ahead: fc.integer({ min: -400_000_000, max: 900_000_000 }),
  });
  fc.assert(
    fc.property(readings, place, ({ values, step }, { level, ahead }) => {
      const fromNs = T0 + BigInt(ahead);
      const tile = tileOfReadings({ firstNs: T0, stepNs: step, values: Float64Array.from(values) }, level, fromNs);
      const buckets = Array.from({ length: 512 }, (): number[] => []);
      let before = Number.NaN;
      for (const [at, value] of values.entries()) {
        const bucket = (T0 + BigInt(at * step) - fromNs) >> BigInt(level);
        if (bucket < 0n) before = value;
        else if (bucket < 512n) buckets[Number(bucket)]?.push(value);
      }
      expect(tile.before[0]).toBe(before);
      expect([...tile.count]).toEqual(buckets.map((own) => own.length));
      expect([...tile.sum]).toEqual(buckets.map((own) => own.reduce((sum, one) => sum + one, 0)));
      expect([...tile.min]).toEqual(buckets.map((own) => (own.length ? Math.min(...own) : Number.NaN)));
      expect([...tile.max]).toEqual(buckets.map((own) => (own.length ? Math.max(...own) : Number.NaN)));
    }),
  );
});
