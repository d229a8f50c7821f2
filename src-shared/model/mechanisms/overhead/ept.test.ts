import { describe, expect, it } from "vitest";
import { eptPages } from "./ept.ts";

const GIB = 262144;

describe("second-level page tables", () => {
  // Worked by hand: ceil(n/512) + ceil(n/512²) + … to four levels.
  it.each([
    [GIB / 8, 67, 3],
    [GIB, 515, 3],
    [4 * GIB, 2054, 6],
    [16 * GIB, 8210, 18],
    [1, 4, 3],
    [0, 0, 0],
  ])("of %d pages take %d pages with 4 KiB leaves, %d with 2 MiB leaves", (pages, small, large) => {
    expect([eptPages(pages, false), eptPages(pages, true)]).toEqual([small, large]);
  });
});
