import { describe, expect, it } from "vitest";
import type { CatalogueEntry } from "../store/contract.ts";
import { mergedShifts } from "./shifts.ts";

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
    const shifts = mergedShifts([entry({})], [], [link("mono", 50n)], []);
    expect(shifts).toEqual([{ capture: 1, ns: "50", wall: true }]);
    expect(mergedShifts([entry({})], shifts, [link("mono", 60n)], [])).toEqual(shifts);
  });

  it("leave alone what is linked already, has another clock, or could be shifted in two ways", () => {
    expect(mergedShifts([entry({ wall: true })], [], [link("mono", 50n)], [])).toEqual([]);
    expect(mergedShifts([entry({ clock: "perf" })], [], [link("mono", 50n)], [])).toEqual([]);
    expect(mergedShifts([entry({})], [], [link("mono", 50n), link("mono", 51n)], [])).toEqual([]);
  });

  it("that were measured are kept, and one that is only on another clock follows it to the wall clock", () => {
    const onto = { capture: 2, ns: "-7", wall: false, onto: "mono" };
    const catalogue = [entry({}), entry({ id: 2, clock: "local" })];
    const first = mergedShifts(catalogue, [], [], [onto]);
    expect(first).toEqual([onto]);
    // 50 from mono to the wall clock, 7 back from the CPU's clock to mono.
    expect(mergedShifts(catalogue, first, [link("mono", 50n)], [])).toEqual([
      { capture: 2, ns: "43", wall: true },
      { capture: 1, ns: "50", wall: true },
    ]);
  });

  it("that the user gave are replaced by nothing", () => {
    const given = { capture: 1, ns: "5", wall: false, given: true };
    const measured = { capture: 1, ns: "9", wall: true };
    expect(mergedShifts([entry({})], [given], [link("mono", 50n)], [measured])).toEqual([given]);
  });
});
