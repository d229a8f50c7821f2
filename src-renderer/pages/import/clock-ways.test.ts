import { expect, it } from "vitest";
import { clockWays, parseAdd, parseStart } from "./clock-ways.ts";

it("a capture is placed by the clocks that are joined to the wall clock, by its start, or by an offset", () => {
  const link = (from: string, to: string) => ({ from, to, offset_ns: "1", residual_ns: null, method: "" });
  expect(clockWays({ clocks: [link("mono", "wall"), link("mono", "wall"), link("perf", "mono")] })).toEqual([
    { value: "clock:mono", title: "its clock is: Host monotonic" },
    { value: "start", title: "its first record was at" },
    { value: "add", title: "add to its times" },
  ]);
});

it("a typed start is Unix time in ns", () => {
  // date -u -d "2026-11-21 09:42:15" +%s gives 1795254135
  expect(parseStart("2026-11-21 09:42:15.5")).toBe("1795254135500000000");
  expect(parseStart(" 2026-11-21T09:42:15.000000001Z ")).toBe("1795254135000000001");
  for (const text of ["", "09:42:15", "2026-11-21", "2026-13-45 09:42:15"]) expect(parseStart(text)).toBeNull();
});

it("a typed offset is ns, exactly", () => {
  expect([parseAdd("-1.5 ms"), parseAdd("+2s"), parseAdd("7ns"), parseAdd("−0.25us")]).toEqual([
    "-1500000",
    "2000000000",
    "7",
    "-250",
  ]);
  for (const text of ["", "5", "1.5ns", "ms", "1h"]) expect(parseAdd(text)).toBeNull();
});
