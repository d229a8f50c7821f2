import { expect, it } from "vitest";
import { isOverQuota, makeRoom, persistentPutAllowed, relinquished } from "./xen-pool.ts";

it("a client with its weight's share exactly is over its quota in neither reading", () => {
  const fair = { clientPages: 25, globalPages: 100, weight: 1, weights: 4 };
  expect([isOverQuota(fair, "literal"), isOverQuota(fair, "intended")]).toEqual([false, false]);
  expect(isOverQuota({ ...fair, clientPages: 26 }, "intended")).toBe(true);
  expect(isOverQuota({ ...fair, clientPages: 0 }, "literal")).toBe(false);
});

it("evicts up to the 256 pages of 1 MiB, however many that takes, and gives up after ten vain tries", () => {
  expect(makeRoom(250, 100)).toEqual({ evictions: 6, failedTries: 0, done: true });
  expect(makeRoom(250, 2)).toEqual({ evictions: 2, failedTries: 10, done: false });
  expect(makeRoom(256, 0)).toEqual({ evictions: 0, failedTries: 0, done: true });
});

it("gives single pages back, ten at most; a full domain or host takes no persistent page", () => {
  expect([relinquished(0, 3), relinquished(0, 30), relinquished(2, 30)]).toEqual([3, 10, null]);
  expect([persistentPutAllowed(9, 10, 1), persistentPutAllowed(10, 10, 1), persistentPutAllowed(9, 10, 0)]).toEqual([
    true,
    false,
    false,
  ]);
});
