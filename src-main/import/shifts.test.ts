import { describe, expect, it } from "vitest";
import type { CatalogueEntry } from "../store/contract.ts";
import { laterShifts } from "./shifts.ts";

const entry = (of: Partial<CatalogueEntry>): CatalogueEntry => ({
  id: 1,
  name: "a.perf.data",
  file: "0001.duckdb",
  content_sha256: "0",
  clock: "mono",
  wall: false,
  step_ns: 1,
  first_ns: null,
  last_ns: null,
  events: {},
  tables: {},
  offset_ns: "0",
  ...of,
});
const link = (from: string, offsetNs: bigint) => ({
  from,
  to: "wall",
  offsetNs,
  residualNs: 0n,
  pairs: 1,
  method: "read together",
});

describe("clock shifts after a later import", () => {
  it("give a capture the link of its clock, once", () => {
    const shifts = laterShifts([entry({})], [], [link("mono", 50n)]);
    expect(shifts).toEqual([{ capture: 1, ns: "50", wall: true }]);
    expect(laterShifts([entry({})], shifts, [link("mono", 60n)])).toEqual([]);
  });

  it("leave alone what is linked already, has another clock, or could be shifted in two ways", () => {
    expect(laterShifts([entry({ wall: true })], [], [link("mono", 50n)])).toEqual([]);
    expect(laterShifts([entry({ clock: "perf" })], [], [link("mono", 50n)])).toEqual([]);
    expect(laterShifts([entry({})], [], [link("mono", 50n), link("mono", 51n)])).toEqual([]);
  });
});
