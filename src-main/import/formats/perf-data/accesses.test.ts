// Data sources of memory samples, bit by bit as the kernel declares them (perf_event.h, perf_mem_data_src).
import { expect, test } from "vitest";
import { levelIds, levelOf, operationOf } from "./accesses.ts";

const source = (value: bigint): [number, number] => [Number(value & 0xffff_ffffn), Number(value >> 32n)];
/** Bits 0-4 what was done, 5-18 the level of old recorders, 33-36 the level's number, 37 another node. */
const made = (operation: bigint, old: bigint, number = 0n, remote = 0n): [number, number] =>
  source(operation | (old << 5n) | (number << 33n) | (remote << 37n));

test.each([
  [made(2n, 0x02n | 0x08n), "L1"],
  [made(2n, 0x04n | 0x40n), "L3 miss"],
  [made(2n, 0x02n | 0x80n), "RAM"],
  [made(2n, 0x02n | 0x100n), "remote RAM"],
  [made(2n, 0x02n | 0x2000n), "uncached"],
  [made(2n, 0x02n, 1n), "L1"],
  [made(2n, 0x02n, 3n), "L3"],
  [made(2n, 0x02n, 9n), "CXL"],
  [made(2n, 0x02n, 13n, 1n), "remote RAM"],
  [made(2n, 0x02n, 14n), "PMEM"],
  [made(2n, 0x01n), null],
  [made(0n, 0n, 15n), null],
])("the data source %o was served by %s", ([low, high], level) => {
  expect(levelOf(low, high)).toBe(level);
  const names: string[] = [];
  const ids = levelIds((text) => names.push(text));
  for (let i = 0; i < 2; i++) expect(ids.of(low, high)).toBe(level === null ? null : 1);
  expect(names).toEqual(level === null ? [] : [level]);
});

test("loads and prefetches read, stores write, fetches of instructions execute", () => {
  expect([1, 2, 4, 8, 16, 6].map(operationOf)).toEqual([null, 0, 1, 0, 2, 1]);
});
