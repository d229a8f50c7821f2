import { expect, it } from "vitest";
import { timePerOperation, tlbReach, walkReferences, walkShareNeeded } from "./walks.ts";

it("walks four levels natively with 4 references, and with one host level with 9", () => {
  expect(walkReferences(4, 0)).toBe(4);
  // Each of the 4 guest levels and the final address costs 1 host reference, and 4 guest references: 5 + 4.
  expect(walkReferences(4, 1)).toBe(9);
});

it("reaches as many bytes as its entries cover", () => expect(tlbReach(64, 4096)).toBe(262_144));

it("doubled throughput halves the time; removing half the misses for it needs all of the time", () => {
  expect(timePerOperation(1)).toBe(0.5);
  expect(walkShareNeeded(0.5, 0.5)).toBe(1);
});
