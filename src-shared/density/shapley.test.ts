import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CapturedHost } from "../profile/host.ts";
import { createPlan } from "./plan.ts";
import { parseScenario } from "./scenario.ts";
import { attribute, shapleyOf } from "./shapley.ts";
import { runHere } from "./task.ts";
import { onPages, synthetic } from "./testing/ask.ts";
import { makeHost } from "./testing/host.ts";

const attributed = (scenario: object, host: CapturedHost | null = null) =>
  attribute({ scenario: parseScenario(scenario, null), sizes: {}, host, series: {} }, "test", {
    withRuns: (of, use) => use(runHere(createPlan(of, host, {}))),
  });

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe("Shapley values", () => {
  /** A game of k players with whole values. */
  const game = fc
    .integer({ min: 1, max: 4 })
    .chain((players) =>
      fc.array(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), { minLength: 2 ** players, maxLength: 2 ** players }),
    );

  it("of the glove game are a sixth for each left hand and two thirds for the right one", () => {
    // Players 0 and 1 have a left glove, player 2 the right one; a pair is worth 1. Textbook: 1/6, 1/6, 4/6.
    const value = (set: number): number => (set & 4 && set & 3 ? 1 : 0);
    expect(shapleyOf(Array.from({ length: 8 }, (_, set) => value(set)))).toEqual({
      numerators: [1, 1, 4],
      denominator: 6,
    });
  });

  it("add up to what all bring, exactly", () => {
    fc.assert(
      fc.property(game, (values) => {
        const { numerators, denominator } = shapleyOf(values);
        expect(sum(numerators)).toBe(denominator * (values.at(-1)! - values[0]!));
      }),
    );
  });

  it("are equal for players that bring the same to everybody", () => {
    fc.assert(
      fc.property(game, (values) => {
        if (values.length < 4) return;
        // Made symmetric in players 0 and 1.
        const swapped = (set: number): number => (set & ~3) | ((set & 1) << 1) | ((set & 2) >> 1);
        const even = values.map((value, set) => value + values[swapped(set)]!);
        const { numerators } = shapleyOf(even);
        expect(numerators[0]).toBe(numerators[1]);
      }),
    );
  });

  it("of a player that brings nothing to anybody are nothing", () => {
    fc.assert(
      fc.property(game, (values) => {
        const idle = values.map((_, set) => values[set & ~1]!);
        expect(shapleyOf(idle).numerators[0]).toBe(0);
      }),
    );
  });
});

describe("the attribution of an answer", () => {
  it("gives one mechanism all it brings, by the closed form", async () => {
    // 10 000 pages: 19 guests of 510 without merging, 46 with 300 + n 210.
    const reply = await attributed(
      onPages(10_000, [synthetic(0, 300, 200, 10)], { mechanisms: [{ id: "dedup", scanner: "ksm" }] }),
    );
    expect(reply.players).toHaveLength(1);
    expect(reply.players[0]!.n).toMatchObject({ mean: 27, in_order: 27 });
    // Of 46 guests, 45 copies of 300 pages are not needed.
    expect(reply.guests).toBe(46);
    expect(reply.players[0]!.pages.mean).toBe(45 * 300);
  });

  it("adds up to the total in N and in pages, and an idle mechanism gets nothing", async () => {
    const host = makeHost({ guests: 4, pages: 400, seed: 5 });
    const mechanisms = [{ id: "dedup", scanner: "ksm" }, { id: "balloon" }, { id: "pool", target_bytes: 0 }];
    const scenario = onPages(12_000, [{ kind: "profile", profile: "*" }], {
      mechanisms,
      horizon_s: 10,
      replications: { outer: 6, inner: 4 },
    });
    const reply = await attributed(scenario, host);
    expect(reply.players.map(({ id }) => id)).toEqual(["balloon", "dedup", "pool"]);
    for (const of of ["n", "pages"] as const) {
      expect(sum(reply.players.map((player) => player[of].numerator))).toBe(reply.total![of].numerator);
      expect(reply.total![of].mean).toBe(reply.total![of].in_order);
    }
    expect(reply.players[2]!.n.numerator).toBe(0);
    expect(reply.players[0]!.pages.mean).toBeGreaterThan(0);
    expect((await attributed(scenario, host)).digest).toBe(reply.digest);
  });

  it("says that more than four mechanisms are not attributed, and that none is nothing to attribute", async () => {
    const mechanisms = [{ system: "meunik-like" }, { id: "dedup", scanner: "ksm" }];
    const guests = [synthetic(0, 300, 200, 10)];
    expect((await attributed(onPages(10_000, guests, { mechanisms }))).why).toContain(
      "5 mechanisms are more than the 4",
    );
    expect((await attributed(onPages(10_000, guests))).why).toContain("no mechanism");
  });
});
