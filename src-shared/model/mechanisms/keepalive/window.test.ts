import { expect, it } from "vitest";
import { coldShare, idleWarmSeconds } from "./window.ts";

it("ln 2 expected calls in the window make every second call cold and keep half the mean gap warm", () => {
  const perSecond = Math.LN2 / 10;
  expect(coldShare(perSecond, 10)).toBeCloseTo(0.5, 12);
  expect(idleWarmSeconds(perSecond, 10)).toBeCloseTo(0.5 / perSecond, 9);
});
