import { describe, expect, it } from "vitest";
import { clockRows, nsWords, referenceClocks } from "./clocks.ts";

const link = (from: string, to: string, offset_ns: string, residual_ns: string | null = null) => ({
  from,
  to,
  offset_ns,
  residual_ns,
  method: "read together",
});

describe("clocks", () => {
  it("tell a difference with its sign, and how well it is known", () => {
    const [row] = clockRows({ clocks: [link("perf", "mono", "-41700000", "38000")] });
    expect(row).toMatchObject({
      title: "perf clock to host monotonic",
      offset: "−41.7\u202fms",
      residual: "±38\u202fµs",
    });
    expect(clockRows({ clocks: [link("a", "b", "0")] })[0]).toMatchObject({ offset: "+0\u202fns", residual: null });
  });
  it("tell of a clock that begins elsewhere when it stood at zero", () => {
    // date -u -d @1795251980.841885336 gives 2026-11-21 09:06:20.841
    const [row] = clockRows({ clocks: [link("mono", "wall", "1795251980841885336", "173118")] });
    expect(row?.offset).toBe("zero at 2026-11-21 09:06:20.841");
  });
  it("that several imports have joined alike are one row, with the least and the greatest residual", () => {
    const rows = clockRows({
      clocks: [
        link("mono", "wall", "1795251980841885336", "173118"),
        link("mono", "wall", "1795251980841885001", "1670"),
        link("boot", "wall", "1795251980841885135", "5"),
      ],
    });
    expect(rows.map(({ from, times, residual }) => [from, times, residual])).toEqual([
      ["mono", 2, "±1.67\u202fµs to ±173\u202fµs"],
      ["boot", 1, "±5\u202fns"],
    ]);
  });
  it("have as reference what all others were joined to", () => {
    expect(referenceClocks({ clocks: [link("mono", "wall", "1"), link("perf", "mono", "1")] })).toEqual(["wall"]);
  });
});

it("a time has the unit that gives it three digits", () => {
  expect([nsWords(5), nsWords(173_118), nsWords(2_500_000), nsWords(12_345e9)]).toEqual([
    "5\u202fns",
    "173\u202fµs",
    "2.50\u202fms",
    "12\u202f345\u202fs",
  ]);
});
