// Which snapshots are compared: worked out by hand from the rule.
import { describe, expect, it } from "vitest";
import { chooseSnapshots, type SnapshotRow } from "./snapshots.ts";

const row = (snapshot: number, name: string, o: Partial<SnapshotRow> = {}): SnapshotRow => ({
  snapshot,
  name,
  capture: snapshot,
  moment: 1,
  algorithm: "xxh128",
  isGuest: true,
  ms: null,
  pages: 100,
  hashed: 100,
  resident: null,
  ...o,
});
const chosen = (...rows: SnapshotRow[]): number[] => chooseSnapshots(rows).map((r) => r.snapshot);

describe("the snapshots that are compared", () => {
  it("are of one digest and one moment, the one with the most guests", () => {
    const other = { moment: 2, algorithm: "blake2b-128" };
    expect(chosen(row(1, "a"), row(2, "b", other), row(3, "c", other), row(4, "a", { moment: 2 }))).toEqual([2, 3]);
  });

  it("have the most pages where as many guests were seen at two moments, else the first", () => {
    expect(chosen(row(1, "a"), row(2, "a", { moment: 2, hashed: 120 }))).toEqual([2]);
    expect(chosen(row(1, "a"), row(2, "a", { moment: 2 }))).toEqual([1]);
  });

  it("show each guest once: more hashed pages win, then known residency, then the later import", () => {
    expect(chosen(row(1, "a"), row(2, "a", { hashed: 90 }))).toEqual([1]);
    expect(chosen(row(1, "a", { resident: 5 }), row(2, "a"))).toEqual([1]);
    expect(chosen(row(1, "a"), row(2, "a"))).toEqual([2]);
  });

  it("need contents", () => {
    expect(chosen(row(1, "a", { algorithm: null }), row(2, "b", { hashed: 0 }))).toEqual([]);
  });
});
