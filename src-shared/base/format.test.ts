import fc from "fast-check";
import { expect, test } from "vitest";
import {
  byteUnit,
  formatBytes,
  formatBytesIn,
  formatDecimal,
  formatNumber,
  formatPercent,
  formatPlain,
  formatSeconds,
  formatSlowdown,
} from "./format.ts";

/** Expected values are written by hand; `_` stands for the narrow no-break space. */
const spaced = (text: string): string => text.replaceAll("_", "\u202f");

test("numbers have groups of three, fixed decimals and a true minus", () => {
  expect(formatNumber(48316204)).toBe(spaced("48_316_204"));
  expect(formatNumber(999)).toBe("999");
  expect(formatNumber(-1234.5, 2)).toBe(spaced("\u22121_234.50"));
  expect(formatNumber(0.004, 2)).toBe("0.00");
  expect(formatNumber(-0.004, 2)).toBe("0.00");
  expect(formatDecimal("-1795254854123456789")).toBe(spaced("\u22121_795_254_854_123_456_789"));
});

test("a whole number read back from its words is the number", () => {
  fc.assert(
    fc.property(fc.integer(), (value) => {
      expect(Number(formatNumber(value).replaceAll("\u202f", "").replace("\u2212", "-"))).toBe(value);
      expect(formatDecimal(String(value))).toBe(formatNumber(value));
    }),
  );
});

test("memory is shown in binary units with three digits that matter", () => {
  expect(formatBytes(0)).toBe(spaced("0_B"));
  expect(formatBytes(64 * 1024 ** 3)).toBe(spaced("64_GiB"));
  expect(formatBytes(1.57 * 1024 ** 3)).toBe(spaced("1.57_GiB"));
  expect(formatBytes(-73.64 * 1024 ** 2)).toBe(spaced("\u221273.6_MiB"));
  expect(formatBytes(1536)).toBe(spaced("1.50_KiB"));
  expect(formatBytesIn(1536, byteUnit(1024), 1)).toBe("1.5");
});

test("a share that is neither nothing nor all is not shown as 0 % or 100 %", () => {
  expect(formatPercent(0.9)).toBe(spaced("90_%"));
  expect(formatPercent(0.9833333)).toBe(spaced("98.3_%"));
  expect(formatPercent(0)).toBe(spaced("0_%"));
  expect(formatPercent(1)).toBe(spaced("100_%"));
  expect(formatPercent(0.00001)).toBe(spaced("<_0.1_%"));
  expect(formatPercent(0.99999)).toBe(spaced(">_99.9_%"));
});

test("slowdowns are the extra time, seconds take a unit that suits them", () => {
  expect(formatSlowdown(1.05)).toBe(spaced("5_%"));
  expect(formatSlowdown(1.0127)).toBe(spaced("1.3_%"));
  expect(formatSeconds(0.035)).toBe(spaced("35_ms"));
  expect(formatSeconds(14)).toBe(spaced("14_s"));
  expect(formatSeconds(128)).toBe(spaced("2_min 8_s"));
  expect(formatSeconds(12000)).toBe(spaced("3_h 20_min"));
  expect(formatPlain(0.4033)).toBe("0.4033");
});
