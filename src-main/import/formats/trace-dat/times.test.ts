// Stamps as times. Expected values: what trace-cmd 3.1.6 printed for the first record of v7-none.dat (14.452309441) after an
// option had been added to that file, and the formulas of its source in whole numbers.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clockInfo, isCount } from "./clock.ts";
import { type ClockSamples, chosenClock, cNumber, noOptions, type Options } from "./options.ts";
import { converterOf } from "./times.ts";

const FIRST = 14_452_309_441n;

function converted(options: Partial<Options>, stamp: bigint, clock = "local", hz: number | null = null): bigint {
  const cpu = 1;
  const words = { low: Number(stamp & 0xffffffffn), high: Number(stamp >> 32n) };
  converterOf({ ...noOptions(), ...options }, clock, cpu, hz)?.(words);
  return (BigInt(words.high) << 32n) | BigInt(words.low);
}

type Row = readonly [time: bigint, offset: bigint, scaling: bigint, fraction: bigint];
const samples = (...rows: Row[]): ClockSamples => ({
  times: rows.map((row) => row[0]),
  offsets: rows.map((row) => row[1]),
  scalings: rows.map((row) => row[2]),
  fractions: rows.map((row) => row[3]),
});
const shift = (flags: number, ...rows: Row[]): Partial<Options> => ({
  shift: { flags, cpus: [samples(), samples(...rows)] },
});

describe("times are those that trace-cmd prints", () => {
  test.each([
    ["with nothing to add", {}, "14452309441"],
    ["with a date of 5 us", { date: 5000n }, "14452314441"],
    ["with an offset of -1000 ns", { offset: -1000n }, "14452308441"],
    ["of cycles that are multiplied by 3 and halved", { tsc: { mult: 3, shift: 1 } }, "21678464161"],
    ["of a guest measured once", shift(0, [0n, 1000n, 1n, 0n]), "14452310441"],
    ["between two measurements", shift(1, [0n, 1000n, 1n, 0n], [20_000_000_000n, 5000n, 1n, 0n]), "14452313331"],
    ["with a scaling of 2", shift(1, [0n, 1000n, 2n, 0n], [20_000_000_000n, 5000n, 2n, 0n]), "28904622772"],
    ["with a scaling of 4 / 2^1", shift(1, [0n, 1000n, 4n, 1n], [20_000_000_000n, 5000n, 4n, 1n]), "28904622772"],
    ["of a guest's CPU that was not measured", shift(1), "14452309441"],
  ])("%s", (_, options, printed) => {
    expect(String(converted(options, FIRST))).toBe(printed);
  });

  test("of cycles are ns where somebody tells their rate: 2,596.136 MHz, by Python's fractions", () => {
    expect(converted({}, 1n << 44n, "x86-tsc", 2_596_136_000)).toBe(6_776_296_020_091n);
  });

  test("of uptime are hundredths of a second", () => {
    expect(converted({}, 5825n, "uptime")).toBe(58_250_000_000n);
  });
});

/** The kernel's mul_u64_u32_shr. */
const scaled = (stamp: bigint, mult: bigint, bits: bigint): bigint => BigInt.asUintN(64, (stamp * mult) >> bits);

test("cycles become ns exactly, for any multiplier and shift", () => {
  fc.assert(
    fc.property(
      fc.bigInt(0n, (1n << 63n) - 1n),
      fc.integer({ min: 1, max: 0xffffffff }),
      fc.nat(32),
      (stamp, mult, bits) => {
        expect(converted({ tsc: { mult, shift: bits } }, stamp)).toBe(scaled(stamp, BigInt(mult), BigInt(bits)));
      },
    ),
    { seed: 3 },
  );
});

/** What trace-cmd adds to a stamp between two samples, in C's whole numbers. */
function corrected(ts: bigint, sorted: readonly Row[]): bigint {
  let at = 0;
  while (at < sorted.length - 2 && ts >= (sorted[at + 1] as Row)[0]) at++;
  const [from, to] = [sorted[at] as Row, sorted[at + 1] as Row];
  const delta = to[0] - from[0];
  return ts + from[1] + ((ts - from[0]) * (to[1] - from[1]) + delta / 2n) / delta;
}

test("a guest's stamps go to its host's clock within a ns of trace-cmd's formula, wherever they lie among the measurements", () => {
  const row = fc.tuple(fc.bigInt(1n, 1n << 50n), fc.bigInt(-(1n << 40n), 1n << 40n));
  const distinct = fc.uniqueArray(row, { minLength: 3, maxLength: 12, selector: ([time]) => time });
  fc.assert(
    fc.property(
      distinct,
      fc.array(fc.bigInt(1n << 45n, 1n << 51n), { minLength: 1, maxLength: 20 }),
      (rows, stamps) => {
        const list = rows.map(([time, offset]): Row => [time, offset, 1n, 0n]);
        const sorted = [...list].sort((a, b) => (a[0] < b[0] ? -1 : 1));
        const steep = sorted.some((r, i) => i > 0 && r[0] - (sorted[i - 1] as Row)[0] < 1n << 40n);
        fc.pre(!steep);
        for (const stamp of stamps) {
          const off = converted(shift(1, ...list), stamp) - corrected(stamp, sorted);
          expect(off >= -1n && off <= 1n, `off by ${off}`).toBe(true);
        }
      },
    ),
    { seed: 5, numRuns: 60 },
  );
});

test("numbers of options are read as C reads them", () => {
  for (const [text, value] of [
    ["0x59f3ab12345", 0x59f3ab12345n],
    ["-1000", -1000n],
    ["010", 8n],
    ["0", 0n],
    ["  +12 and more", 12n],
    ["none", null],
    ["", null],
  ] as const)
    expect(cNumber(text)).toBe(value);
});

describe("the clock", () => {
  const of = (options: Partial<Options>, clock = "local") => clockInfo(clock, { ...noOptions(), ...options });
  test("is the one in brackets, or the only one", () => {
    expect(chosenClock("local global [mono] boot\n")).toBe("mono");
    expect(chosenClock("[x86-tsc]")).toBe("x86-tsc");
    expect(chosenClock("tsc2nsec")).toBe("tsc2nsec");
    expect(chosenClock("local global mono")).toBeNull();
  });
  test("is wall time where the recorder wrote a date, and nobody's where it was moved", () => {
    expect(of({ date: 5n })).toEqual({ name: "wall", stepNs: 1 });
    expect(of({ offset: -5n }, "mono").name).toBe("mono moved");
    expect(of({ offset: 0n }, "mono").name).toBe("mono");
  });
  test("of cycles is tsc, and they are only times where the recorder says how long one is", () => {
    expect(of({}, "x86-tsc").name).toBe("tsc");
    expect(isCount("x86-tsc", noOptions(), null)).toBe(true);
    expect(isCount("x86-tsc", { ...noOptions(), tsc: { mult: 3, shift: 1 } }, null)).toBe(false);
    expect([isCount("counter", noOptions(), null), isCount("uptime", noOptions(), null)]).toEqual([true, false]);
    expect(isCount("x86-tsc", noOptions(), 2.5e9)).toBe(false);
  });
});
