import { expect, it } from "vitest";
import { type ConditionPart, conditionText, PARTS } from "./condition.ts";
import { nearestMet } from "./looks.ts";

it("goes to the next and the previous epoch that meets the condition, and nowhere beyond the last one", () => {
  const met = [4, 9, 30];
  expect([nearestMet(met, 4, 1), nearestMet(met, 9, -1), nearestMet(met, 12, -1)]).toEqual([9, 4, 9]);
  expect([nearestMet(met, 30, 1), nearestMet(met, 4, -1), nearestMet([], 1, 1)]).toEqual([null, null, null]);
});

it("writes what was chosen as an expression, joined to what stands there", () => {
  const part = (id: ConditionPart["id"]) => PARTS.find((one) => one.id === id)!;
  const free = conditionText("", part("free"), "<", 5);
  expect(free).toBe("obs.host.freePct < 5");
  expect(conditionText(free, part("stall"), ">", 2.5)).toBe(
    "obs.host.freePct < 5 && obs.guests.some((g) => g.stall * 100 > 2.5)",
  );
  expect(conditionText("a || b", part("clipped"), null, null)).toBe(
    "(a || b) && granted.some((g) => g.granted !== null && g.reason !== null)",
  );
});
