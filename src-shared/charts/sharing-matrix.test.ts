import { expect, it } from "vitest";
import { heatSteps, sharingMatrix } from "./sharing-matrix.ts";

it("a square of 500 guests is shaded, from the least pair to the most", () => {
  const guests = Array.from({ length: 500 }, (_, i) => `vm-${i}`);
  const inside = new Map(guests.map((guest, i) => [guest, i + 1]));
  const common = guests.flatMap((a, i) => guests.slice(0, i).map((b, j) => ({ guests: [a, b], contents: i + j })));
  const cells = sharingMatrix(guests, inside, common);
  expect(cells.map((row) => row.length)).toEqual(guests.map(() => 500));
  expect([cells[0]?.[0]?.step, cells[499]?.[498]?.step]).toEqual([1, 8]);
  expect(cells[3]?.[7]?.contents).toBe(10);
});

it("shades are linear from nothing where values are alike, logarithmic where they are not", () => {
  const linear = heatSteps([0, 50, 100]);
  expect([0, 1, 50, 51, 100].map(linear)).toEqual([0, 1, 4, 5, 8]);
  const logarithmic = heatSteps([1, 256]);
  expect([1, 2.1, 4.1, 256].map(logarithmic)).toEqual([1, 2, 3, 8]);
  expect(heatSteps([])(0)).toBe(0);
});
