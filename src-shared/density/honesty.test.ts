// The 90 % interval against small hosts whose true N* the page-exact engine finds by trying every number of guests.
import { expect, test } from "vitest";
import { guestsThatFit } from "./answer.ts";
import { parseScenario } from "./scenario.ts";
import { sharingWorld, switchingWorld, type World } from "./testing/worlds.ts";

const HOSTS = 60;

test.each<[string, (seed: number) => World]>([
  ["eight kinds of guests, each recorded once", (seed) => switchingWorld(seed, false)],
  ["guests of a population, eight of them recorded", (seed) => switchingWorld(seed, true)],
  ["guests with equal pages under KSM, eight of them captured", sharingWorld],
])("%s: of 60 hosts the interval holds the true N* in 48 or more and is narrow", async (_, worldOf) => {
  let inside = 0;
  const widths: number[] = [];
  for (let seed = 0; seed < HOSTS; seed++) {
    const world = worldOf(seed);
    const n = await guestsThatFit(parseScenario(world.scenario, null), world.host, { series: world.tables });
    const truth = world.truth();
    if (n.p5 <= truth && truth <= n.p95) inside++;
    widths.push((n.p95 - n.p5) / truth);
  }
  widths.sort((a, b) => a - b);
  expect(inside).toBeGreaterThanOrEqual(48);
  expect(widths[HOSTS / 2]).toBeLessThanOrEqual(0.25);
  expect(widths[HOSTS / 2]).toBeGreaterThan(0);
});
