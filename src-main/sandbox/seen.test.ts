import { expect, it } from "vitest";
import type { Observation } from "../../src-shared/policy/api.ts";
import { createSeen } from "./seen.ts";

/** A view with guests of these numbers, each using ten pages an epoch. */
const view = (epoch: number, ids: readonly number[]): Observation =>
  ({
    epoch,
    dt: 2,
    host: { total: 1000, free: 1000 - epoch },
    guests: ids.map((id) => ({ id, name: `guest ${id}`, size: 64, used: epoch * 10, balloon: id, slowdown: 1 })),
  }) as unknown as Observation;

it("keeps a place for each epoch, also where a guest did not run", () => {
  const seen = createSeen();
  for (const [epoch, ids] of [
    [1, [0]],
    [2, [0, 1]],
    [3, [1]],
  ] as const)
    seen.note(view(epoch, ids));
  const { epochs, dt, host, guests, unlisted } = seen.take();
  expect([epochs, dt, host, unlisted]).toEqual([[1, 2, 3], 2, { total: 1000, free: [999, 998, 997] }, 0]);
  expect(guests.map(({ name, used, balloon }) => [name, used, balloon])).toEqual([
    ["guest 0", [10, 20, null], [0, 0, null]],
    ["guest 1", [null, 20, 30], [null, 1, 1]],
  ]);
});

it("counts the guests beyond those that are listed", () => {
  const seen = createSeen();
  const ids = Array.from({ length: 203 }, (_, id) => id);
  seen.note(view(1, ids));
  seen.note(view(2, ids));
  const { guests, unlisted } = seen.take();
  expect([guests.length, unlisted]).toEqual([200, 3]);
});
