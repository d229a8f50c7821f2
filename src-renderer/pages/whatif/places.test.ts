import { expect, it } from "vitest";
import { absenceOf, placesOf } from "./places.ts";

it("a parameter is found at its own field, and else at the switch of its mechanism", () => {
  expect(placesOf("dedup.sleep_millisecs")).toEqual(["mechanisms.dedup.sleep_millisecs", "mechanisms.dedup"]);
  expect(placesOf("dedup.run")).toEqual(["mechanisms.dedup"]);
});

it("a parameter without a field says its value and whether a field could be there", () => {
  expect(absenceOf("dedup.sleep_millisecs")).toContain("when Deduplication (KSM) is on");
  expect(absenceOf("dedup.page_us")).toMatch(/2\.20? µs, measured.*a scenario does not/);
  expect(absenceOf("nothing.at_all")).toBe("There is no parameter nothing.at_all");
});
