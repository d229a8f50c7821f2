import { expect, it } from "vitest";
import { xenNeedKib, xenShadowKib } from "./xen.ts";

it("adds 1 MiB of shadow a vCPU and 8 KiB a MiB, 2 MiB extra, in steps of 2 MiB", () => {
  expect(xenShadowKib(100, 2)).toBe(2048 + 800);
  // 100 MiB + 2848 KiB + 2048 KiB = 107 296 KiB, so 53 steps.
  expect(xenNeedKib(100, 2)).toBe(53 * 2048);
});
