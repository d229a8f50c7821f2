import { expect, test } from "vitest";
import { lostIn } from "./lost.ts";

const loss = (capture: number, from_ms: number, to_ms: number, n: number | null) => ({
  capture,
  from_ms,
  to_ms,
  cpu: null,
  n,
});
const line = { losses: [loss(1, 0, 10, 5), loss(2, 20, 30, 7), loss(1, 100, 100, null), loss(1, 500, 510, 1)] };
const covered = (table: string) => (table === "fault" ? [{ capture: 1, fromMs: 0, toMs: 1000 }] : []);

test("a panel tells the losses of the captures that hold what it counts, within its span", () => {
  expect(lostIn(["fault"], line, { fromMs: 5, toMs: 50 }, { covered })).toEqual({
    spans: [{ fromMs: 0, toMs: 10 }],
    notes: ["5 records were lost: what is counted in the hatched spans is too low"],
  });
  expect(lostIn(["fault"], line, { fromMs: 500, toMs: 600 }, { covered }).notes[0]).toContain("1 record was lost");
});

test("a number that nobody knows is not added up as 0", () => {
  expect(lostIn(["fault"], line, { fromMs: 0, toMs: 200 }, { covered }).notes[0]).toContain("more than 5 records");
  expect(lostIn(["fault"], line, { fromMs: 90, toMs: 200 }, { covered }).notes[0]).toContain("an unknown number of");
});

test("statistics, and other captures' losses, hatch nothing", () => {
  expect(lostIn(["gauge"], line, { fromMs: 0, toMs: 1000 }, { covered })).toEqual({ spans: [], notes: [] });
});
