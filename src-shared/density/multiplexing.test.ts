// How guests stand to each other in time, held to hand computations and to the order of the modes (relation 23).
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createStream } from "../base/rng.ts";
import { guestsThatFit } from "./answer.ts";
import { burstingGuests } from "./bursting.ts";
import { parseScenario } from "./scenario.ts";
import { onoff, PAGE } from "./testing/ask.ts";

const modes = ["static", "comonotone", "phase-aligned", "independent"] as const;

const column = (name: string, more: object = {}) => ({
  kind: "series",
  file: "d.csv",
  column: name,
  unit: "pages",
  ...more,
});

function fits(courses: readonly (readonly number[])[], multiplexing: string, more: object = {}) {
  const columns = courses.map((_, i) => `vm${i}`);
  const scenario = {
    host: { memory_bytes: 4000 * PAGE },
    guests: columns.map((name) => column(name)),
    objective: { confidence: 0.9 },
    horizon_s: 20,
    replications: { outer: 5, inner: 60 },
    multiplexing,
    ...more,
  };
  const series = { "d.csv": { columns, values: courses.map((course) => Float64Array.from(course)) } };
  return guestsThatFit(parseScenario(scenario, null), null, { series });
}

describe("guests beside each other in time", () => {
  it("orders the modes: static, comonotone, phase-aligned, independent", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.nat(1000),
          swing: fc.integer({ min: 10, max: 60 }),
          noise: fc.integer({ min: 1, max: 40 }),
          period: fc.constantFrom(10, 24),
        }),
        async ({ seed, swing, noise, period }) => {
          const stream = createStream(seed, { mechanism: 247 });
          const courses = [0, 1, 2].map(() =>
            Array.from({ length: 20 * period }, (_, e) =>
              Math.round(60 + (e % period < period / 2 ? swing : 0) + noise * stream.next()),
            ),
          );
          const found: number[] = [];
          for (const mode of modes) found.push((await fits(courses, mode, { seed })).p50);
          expect(found).toEqual([...found].sort((a, b) => a - b));
          // All at their peaks, by hand: three kinds in equal shares.
          const peak = courses.map((course) => Math.max(...course));
          let [n, pages] = [0, peak[0]!];
          for (; pages <= 4000; pages += peak[n % 3]!) n++;
          expect(Math.abs(found[0]! - n)).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 12 },
    );
  });

  it("recorded together, guests that take turns leave each other room; each by itself they do not", async () => {
    // One guest is large when the other is small: 150 pages a pair, at all times.
    const turns = Array.from({ length: 200 }, (_, e) => (Math.floor(e / 10) % 2 === 0 ? 100 : 50));
    const courses = [turns, turns.map((pages) => 150 - pages)];
    const pairs = 2 * Math.floor(4000 / 150);
    expect((await fits(courses, "captured-groups")).p50).toBeGreaterThanOrEqual(pairs);
    expect((await fits(courses, "phase-aligned")).p50).toBeGreaterThanOrEqual(pairs);
    expect((await fits(courses, "independent")).p50).toBeLessThan(pairs);
    expect((await fits(courses, "comonotone")).p50).toBe(40);
    expect((await fits(courses, "static")).p50).toBe(40);
  });

  it("of a whole group the columns are taken as they stand, not drawn anew", async () => {
    const turns = Array.from({ length: 200 }, (_, e) => (Math.floor(e / 10) % 2 === 0 ? 100 : 50));
    const group = { guests: [column("*")] };
    const n = await fits([turns, turns.map((pages) => 150 - pages)], "captured-groups", group);
    expect(n.p5).toBeGreaterThanOrEqual(52);
  });

  it("bursts come together in comonotone mode only: as many as all bursting fit, if bursts are more likely than failing may be", async () => {
    const scenario = (multiplexing: string) => ({
      host: { memory_bytes: 1000 * PAGE },
      guests: [onoff(10, 20, 0.3)],
      objective: { confidence: 0.9 },
      horizon_s: 1,
      replications: { outer: 5, inner: 400 },
      multiplexing,
    });
    const n = async (mode: string) => (await guestsThatFit(parseScenario(scenario(mode), null), null, {})).p50;
    expect(await n("static")).toBe(33);
    expect(await n("comonotone")).toBe(33);
    const alone = burstingGuests({ base: 10, burst: 20, p: 0.3 }, 1000, 0.1);
    for (const mode of ["phase-aligned", "captured-groups", "independent"])
      expect(Math.abs((await n(mode)) - alone)).toBeLessThanOrEqual(1);
  });

  it("played guests stand to each other as counted ones do", async () => {
    const stream = createStream(3, { mechanism: 247 });
    const course = Array.from({ length: 100 }, () => Math.round(40 + 60 * stream.next()));
    // One epoch: in later ones the engine lets a guest grow before the next one shrinks.
    for (const mode of [...modes, "captured-groups"]) {
      const counted = await fits([course], mode, { horizon_s: 1 });
      const swapless = { mechanisms: [{ id: "tmem", policy: "greedy", pool_pages: 0 }], horizon_s: 1 };
      expect(await fits([course], mode, swapless)).toEqual(counted);
    }
  });
});
