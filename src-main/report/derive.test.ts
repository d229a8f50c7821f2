import { expect, test } from "vitest";
import { derive, ksmRows } from "./derive.ts";
import { exampleInput } from "./example.fixture.ts";

const MIB = 1024 * 1024;
const derived = () => {
  const { density, profile, captures, guests } = exampleInput();
  return derive(density, profile, captures, guests.length);
};

test("saved frames are pages_sharing + ksm_zero_pages, and the difference is predicted − observed", () => {
  const counters = { pages_shared: 1, pages_sharing: 100, pages_unshared: 0, pages_volatile: 0, ksm_zero_pages: 20 };
  const [saved] = ksmRows(counters, { ...counters, ksm_zero_pages: 8 });
  expect(saved).toMatchObject({ observed: 120, predicted: 108, difference: -12, difference_share: -0.1 });
  expect(ksmRows(counters, null)[0]).toMatchObject({ observed: 120, predicted: null, difference: null });
  expect(ksmRows(null, null)).toEqual([]);
});

test("sums over captures leave out duplicates and say how many files cannot tell what was lost", () => {
  expect(derived().quality).toMatchObject({
    captures: 6,
    duplicates: 1,
    read: 81_004 + 70_657 + 131 + 96 + 912_411 + 192,
    rejected: 414,
    lost: 1_204,
    lost_unknown: 4,
    not_whole: 1,
    unbalanced: 0,
  });
});

test("usable memory, room and overrun come out in bytes and guests", () => {
  const { host, room, overrun, spans } = derived();
  expect(host).toEqual({
    memory_bytes: 4096 * MIB,
    reserve_bytes: 256 * MIB,
    usable_bytes: 3840 * MIB,
    p99_slowdown_limit: 1.05,
  });
  expect(room).toEqual({ p5: 41, p50: 49 });
  expect(overrun.depth_bytes.p95).toBe(9984 * 4096);
  expect(spans[0]!.seconds).toBeCloseTo(128.043, 3);
  expect(spans[1]!.seconds).toBeNull();
});

test("a scenario that says nothing leaves the host unknown instead of 0", () => {
  const { density, profile } = exampleInput();
  const { host, room } = derive({ ...density, scenario: null }, profile, [], 3);
  expect(host.usable_bytes).toBeNull();
  expect(room).toBeNull();
});
