import { describe, expect, it } from "vitest";
import { capture, project } from "./import.fixture.ts";
import { joinedClocks, totalsOf } from "./totals.ts";

const records = (read: number, accepted: number, rejected: number, lost: number | null, skipped: number) => ({
  records: { read, accepted, rejected, lost, skipped },
});

describe("totals", () => {
  it("add up the captures that the views show; duplicates and excluded ones are counted, not added", () => {
    const totals = totalsOf(
      project(
        [
          capture(1, { ...records(100, 90, 3, 0, 7), bytes: 10 }),
          capture(2, { ...records(50, 50, 0, null, 0), bytes: 20 }),
          capture(3, { ...records(100, 90, 3, 0, 7), bytes: 10, duplicate_of: 1 }),
          capture(4, { ...records(1000, 1000, 0, 5, 0), bytes: 40 }),
        ],
        { excluded: [4] },
      ),
    );
    expect(totals).toMatchObject({
      shown: 2,
      duplicates: 1,
      excluded: 1,
      read: 150,
      accepted: 140,
      rejected: 3,
      skipped: 7,
    });
    expect(totals.accepted + totals.rejected + totals.skipped).toBe(totals.read);
    expect(totals).toMatchObject({ lost: 0, tellLost: 1, withLosses: 0, bytes: 80 });
  });
  it("do not say that nothing was lost where no source can tell", () => {
    expect(totalsOf(project([capture(1)])).lost).toBeNull();
    expect(totalsOf(project([])).lost).toBeNull();
  });
  it("count a capture once that is a duplicate and excluded", () => {
    const both = totalsOf(project([capture(1), capture(2, { duplicate_of: 1 })], { excluded: [2] }));
    expect(both).toMatchObject({ shown: 1, duplicates: 1, excluded: 0 });
  });
});

it("clocks that links join are counted once", () => {
  const link = { offset_ns: "0", residual_ns: null, method: "" };
  const clocks = [
    { from: "mono", to: "wall", ...link },
    { from: "boot", to: "wall", ...link },
  ];
  expect(joinedClocks({ clocks })).toBe(3);
  expect(joinedClocks({ clocks: [] })).toBe(0);
});
