import { expect, test } from "vitest";
import { ramLimit, ramOf, shiftOf } from "./heat-lanes.ts";
import { guest } from "./testing/project.ts";

const GIB = 2n ** 30n;
const block = (gpa: bigint, bytes: bigint) => ({ gpa: String(gpa), bytes: String(bytes), hva: null });

test("blocks that meet are one span of RAM, holes stay, and RAM ends behind the last one", () => {
  const own = guest(1, "a", {
    ram: [block(4n * GIB, GIB), block(0n, GIB), block(GIB, 2n * GIB), block(5n * GIB, 0n)],
  });
  expect(ramOf(own)).toEqual([
    { from: 0n, until: 3n * GIB },
    { from: 4n * GIB, until: 5n * GIB },
  ]);
  expect(ramLimit(own)).toBe(5n * GIB);
});

test("without known blocks room is left for the holes of its machine; without a size nothing is known", () => {
  expect(ramLimit(guest(1, "a", { ram_bytes: 2 ** 30 }))).toBe(2n * GIB);
  expect(ramLimit(guest(1, "a", { ram_bytes: 8 * 2 ** 30 }))).toBe(10n * GIB);
  expect(ramLimit(guest(1, "a", { ram_bytes: null }))).toBeNull();
});

test("256 rows hold all of RAM, and a row is a page at the least", () => {
  // 96 MiB in 256 rows: 512 KiB a row, 2^19.
  expect(shiftOf(96n * 2n ** 20n)).toBe(19);
  expect(shiftOf(2n ** 27n)).toBe(19);
  expect(shiftOf(2n ** 27n + 1n)).toBe(20);
  expect([shiftOf(0n), shiftOf(2n ** 20n)]).toEqual([12, 12]);
});
