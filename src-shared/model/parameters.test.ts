import { describe, expect, it } from "vitest";
import { mechanismOf, mechanisms } from "./mechanisms/registry.ts";
import { defaultOf, PARAMETERS } from "./parameters.ts";

describe("the table of parameters", () => {
  it("names each parameter once, with a default inside its range and a source", () => {
    expect(new Set(PARAMETERS.map((parameter) => parameter.id)).size).toBe(PARAMETERS.length);
    for (const { id, value, min, max, source, unit } of PARAMETERS) {
      expect(source.length, id).toBeGreaterThan(5);
      expect(unit, id).not.toBe("");
      if (value === null) continue;
      expect(value, id).toBeGreaterThanOrEqual(min ?? Number.NEGATIVE_INFINITY);
      expect(value, id).toBeLessThanOrEqual(max ?? Number.POSITIVE_INFINITY);
    }
  });

  it("holds the defaults that Linux 6.12 showed at boot", () => {
    // First line of the kernel capture: pts 100 sleep 20 max 256 smart 1 zero 0.
    expect(
      ["pages_to_scan", "sleep_millisecs", "max_page_sharing", "smart_scan", "use_zero_pages"].map((name) =>
        defaultOf(`dedup.${name}`),
      ),
    ).toEqual([100, 20, 256, 1, 0]);
  });

  it("has rows and requirements for every mechanism of the registry", () => {
    for (const mechanism of mechanisms) {
      // There is nothing to set about images.
      if (mechanism.id !== "images") expect(mechanism.parameters.length, mechanism.id).toBeGreaterThan(0);
      expect(mechanism.requires.length, mechanism.id).toBeGreaterThan(0);
      expect(mechanismOf(mechanism.id)).toBe(mechanism);
    }
  });

  it("has no default for what is absent by default", () => {
    expect(() => defaultOf("balloon.rate_bytes_per_s")).toThrow(RangeError);
    expect(() => defaultOf("nothing.here")).toThrow(RangeError);
  });
});
