import { expect, it } from "vitest";
import { sharedStartSpeedup } from "./start-time.ts";

it("half the time gone and the rest as fast is twice as fast; a tenth for the plug costs a tenth of that", () => {
  expect(sharedStartSpeedup(0.5, 1, 0)).toBe(2);
  expect(sharedStartSpeedup(0.5, 1, 0.1)).toBeCloseTo(1.8, 12);
});
