import fc from "fast-check";
import { expect, test } from "vitest";
import { parseScenario, readScenario } from "../../../src-shared/density/scenario.ts";
import type { Scenario } from "../../../src-shared/density/scenario-schema.ts";
import { changesBetween } from "./changes.ts";
import { draftJson, newDraft, readDraft, staticMix } from "./draft.ts";
import { ladderOf, stepOf } from "./ladder.ts";
import { isOn, lackIn, mechanismForms, withMechanism } from "./mechanisms.ts";
import { addGuest, equalShares, MADE_UP, madeUpGuest, mixRows, onlyGuests, withWeight } from "./mix.ts";
import { valueAt, withValue, writtenPlace } from "./paths.ts";
import { exactSeconds, nextSize, QUICK_SIZES, quickScenario } from "./quick.ts";
import { scenarioText } from "./scenario-text.ts";

const captured = ["alpha", "bravo", "charlie"].map((name) => ({ name, ram_bytes: 2 ** 27 }));
const names = captured.map(({ name }) => name);

const given = (change: object = {}): Scenario =>
  parseScenario(
    {
      $schema: "../../schemas/scenario.json",
      host: { memory_bytes: 2 ** 32, reserve_bytes: 2 ** 28 },
      guests: [{ kind: "profile", profile: "*" }],
      mechanisms: [{ id: "dedup" }, { id: "balloon" }],
      ...change,
    },
    null,
  );

/** Scenarios of all kinds that this version computes. */
const scenarios = fc
  .record({
    host: fc.record({ memory_bytes: fc.integer({ min: 2 ** 20, max: 2 ** 40 }), reserve_bytes: fc.nat(2 ** 19) }),
    guests: fc.array(
      fc.oneof(
        fc.record({
          kind: fc.constant("profile"),
          profile: fc.constantFrom("*", ...names),
          weight: fc.integer({ min: 1, max: 9 }),
        }),
        fc.record({
          kind: fc.constant("static"),
          ram_bytes: fc.integer({ min: 1, max: 2 ** 40 }),
          sharing_domain: fc.constantFrom(null, "a"),
        }),
        fc.record({
          kind: fc.constant("onoff"),
          base_bytes: fc.nat(1e9),
          burst_bytes: fc.nat(1e9),
          p: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        fc.record({ kind: fc.constant("series"), file: fc.constant("load.csv"), column: fc.constantFrom("*", "web") }),
        fc.constant({
          kind: "pages",
          pages: [["0", 2], { same: "lib", count: 3 }, { unique: 4 }],
          writes: [[1, 0, "!"]],
        }),
      ),
      { minLength: 1, maxLength: 5 },
    ),
    mechanisms: fc.subarray([
      { id: "dedup", pages_to_scan: 1000 },
      { id: "balloon", target_bytes: 2 ** 26 },
    ]),
    objective: fc.record({ confidence: fc.constantFrom(0.9, 0.95, 0.99), p99_slowdown: fc.constantFrom(null, 1.05) }),
    horizon_s: fc.constantFrom(60, 600),
    seed: fc.nat(1000),
    replications: fc.record({ outer: fc.integer({ min: 1, max: 40 }), inner: fc.integer({ min: 1, max: 200 }) }),
  })
  .map((json) => parseScenario(json, null));

test("a saved scenario is the file that the command line takes, and reads as the same scenario", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      expect(readScenario(scenarioText(scenario), "mine.json")).toEqual(scenario);
    }),
  );
});

test("a draft survives a reload of the window", () => {
  fc.assert(
    fc.property(scenarios, scenarios, (saved, scenario) => {
      const draft = { ...newDraft("hand", saved), scenario, name: "mine" };
      expect(readDraft(JSON.parse(JSON.stringify(draftJson(draft))))).toEqual(draft);
    }),
  );
  expect(readDraft({ origin: "x", saved: 1, scenario: 2 })).toBeNull();
});

test("nothing has changed in a scenario that was not touched", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      expect(changesBetween(scenario, structuredClone(scenario))).toEqual([]);
    }),
  );
});

test("each value that differs is one change, and so is a guest or mechanism that came or went", () => {
  const saved = given();
  const at = (scenario: Scenario): string[] => changesBetween(saved, scenario);
  expect(at(withValue(saved, "host.memory_bytes", 2 ** 33))).toEqual(["host.memory_bytes"]);
  expect(at(withValue(saved, "mechanisms.dedup.pages_to_scan", 500))).toEqual(["mechanisms.dedup.pages_to_scan"]);
  expect(at(withMechanism(saved, "balloon", false))).toEqual(["mechanisms.balloon"]);
  expect(at(addGuest(saved, madeUpGuest("static", saved.guests)))).toEqual(["guests[1]"]);
  expect(at({ ...saved, guests: [] })).toEqual(["guests.gone[0]"]);
  expect(at(withValue(saved, "objective.p99_slowdown", 1.05))).toEqual(["objective.p99_slowdown"]);
});

test("a guest that leaves is one change, however many stand after it", () => {
  const saved = onlyGuests(given(), names);
  const now = { ...saved, guests: saved.guests.slice(1) };
  expect(changesBetween(saved, now)).toEqual(["guests.gone[0]"]);
});

test("a place is found by a mechanism's id, and written as errors name it", () => {
  const scenario = given({ mechanisms: [{ id: "balloon" }, { id: "dedup" }] });
  expect(valueAt(scenario, "mechanisms.dedup.pages_to_scan")).toBe(100);
  expect(writtenPlace(scenario, "mechanisms.dedup.pages_to_scan")).toBe("mechanisms[1].pages_to_scan");
  expect(withValue(scenario, "mechanisms.tmem.step", 1)).toEqual(scenario);
});

test("the quick scenario keeps everything but the replications, and never has more of them", () => {
  fc.assert(
    fc.property(scenarios, fc.constantFrom(...QUICK_SIZES), (scenario, size) => {
      const { replications, ...rest } = quickScenario(scenario, size);
      const { replications: own, ...whole } = scenario;
      expect(rest).toEqual(whole);
      expect(replications.outer).toBeLessThanOrEqual(Math.min(own.outer, size.outer));
      expect(replications.inner).toBeLessThanOrEqual(Math.min(own.inner, size.inner));
    }),
  );
});

test("slow answers ask for fewer replications, fast ones for more, and none goes back and forth", () => {
  expect(nextSize(0, 250)).toBe(1);
  expect(nextSize(QUICK_SIZES.length - 1, 900)).toBe(QUICK_SIZES.length - 1);
  expect(nextSize(1, 30)).toBe(0);
  // Half the replications take half the time: 110 ms is neither too long nor short.
  expect(nextSize(1, 110)).toBe(1);
});

test("the exact answer is expected to take as much longer as it has more replications", () => {
  expect(exactSeconds(given(), { outer: 20, inner: 20 }, 100)).toBeCloseTo(0.5, 9);
});

test("the ladder goes from no mechanism to all of them, with the scenario's own parameters", () => {
  const scenario = given({ mechanisms: [{ id: "dedup", pages_to_scan: 777 }] });
  const ladder = ladderOf(scenario, mechanismForms);
  expect(ladder.map((step) => step.title)).toEqual(["Static, no mechanism", "+ KSM", "+ KSM, balloon"]);
  expect(ladder.map((step) => step.scenario.mechanisms.length)).toEqual([0, 1, 2]);
  expect(valueAt(ladder[2]!.scenario, "mechanisms.dedup.pages_to_scan")).toBe(777);
  expect(stepOf(scenario, ladder)?.id).toBe("with.dedup");
});

test("the scenario is found on the ladder whatever the order of its mechanisms", () => {
  const scenario = given({ mechanisms: [{ id: "balloon" }, { id: "dedup" }] });
  expect(stepOf(scenario, ladderOf(scenario, mechanismForms))?.id).toBe("with.balloon");
  const off = given({ mechanisms: [{ id: "dedup", run: 0 }] });
  expect(stepOf(off, ladderOf(off, mechanismForms))?.id).toBe("static");
  const balloonOnly = given({ mechanisms: [{ id: "balloon" }] });
  expect(stepOf(balloonOnly, ladderOf(balloonOnly, mechanismForms))).toBeNull();
});

test("a mechanism that is switched off and on again has its parameters again", () => {
  const scenario = given({ mechanisms: [{ id: "dedup", pages_to_scan: 777 }] });
  const off = withMechanism(scenario, "dedup", false);
  expect(isOn(off, "dedup")).toBe(false);
  expect(withMechanism(off, "dedup", true, scenario.mechanisms[0])).toEqual(scenario);
});

test("a mechanism lacks its captures only where the answer says that it saves nothing for want of them", () => {
  const reply = (p95: number, note: string | null) =>
    ({ mechanisms: [{ id: "balloon", saved_bytes_per_guest: { p5: 0, p50: 0, p95 }, cost: "", note }] }) as never;
  expect(lackIn(reply(0, "saves nothing on alpha: the capture does not tell"), "balloon")).toContain("alpha");
  expect(lackIn(reply(0, null), "balloon")).toBeNull();
  expect(lackIn(reply(5, "saves nothing on bravo: the capture does not tell"), "balloon")).toBeNull();
  expect(lackIn(null, "balloon")).toBeNull();
});

test("guests that stand in the mix through * have rows of their own with the weight of all", () => {
  const rows = mixRows(given(), captured);
  expect(rows.map((row) => [row.title, row.weight, row.entry, row.through, row.identity])).toEqual([
    ["alpha", 1, null, 0, 0],
    ["bravo", 1, null, 0, 1],
    ["charlie", 1, null, 0, 2],
  ]);
});

test("a weight of its own makes the mix exactly these guests", () => {
  const scenario = given();
  const [alpha] = mixRows(scenario, captured);
  const changed = withWeight(scenario, alpha!, 3, captured);
  expect(changed.guests.map((guest) => guest.kind === "profile" && [guest.profile, guest.weight])).toEqual([
    ["alpha", 3],
    ["bravo", 1],
    ["charlie", 1],
  ]);
  expect(equalShares(changed)).toEqual(scenario);
});

test("weight 0 takes a guest out of the mix, and its row stays to bring it back", () => {
  const scenario = given();
  const [, bravo] = mixRows(scenario, captured);
  const without = withWeight(scenario, bravo!, 0, captured);
  const rows = mixRows(without, captured);
  expect(rows.map((row) => row.weight)).toEqual([1, 0, 1]);
  expect(mixRows(withWeight(without, rows[1]!, 2, captured), captured).map((row) => row.weight)).toEqual([1, 2, 1]);
});

test("guests added by hand have names of their own and are read by every reader", () => {
  let scenario = staticMix();
  for (const kind of [...MADE_UP, ...MADE_UP]) scenario = addGuest(scenario, madeUpGuest(kind, scenario.guests));
  const titles = scenario.guests.map((guest) => guest.name);
  expect(new Set(titles).size).toBe(7);
  expect(readScenario(scenarioText(scenario), null)).toEqual(scenario);
  expect(
    mixRows(scenario, captured)
      .slice(3)
      .map((row) => row.identity),
  ).toEqual([3, 4, 5, 6, 7, 8, 9]);
});
