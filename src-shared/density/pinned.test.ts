import { expect, test } from "vitest";
import { simulate } from "../model/engine/simulate.ts";
import { engineInput } from "./engine-input.ts";
import { parseScenario } from "./scenario.ts";
import { ask } from "./testing/ask.ts";

const PAGE = 4096;
const scenario = (guests: readonly object[], mechanisms: readonly object[], frames = 1000) => ({
  host: { memory_bytes: frames * PAGE },
  guests,
  mechanisms,
  horizon_s: 5,
});
const alike = { kind: "synthetic", content: { zero_pages: 10, common_pages: 50, unique_pages: 40 } };

/** Last row of a run. */
function last(guests: readonly object[], mechanisms: readonly object[], frames?: number): Record<string, number> {
  const read = parseScenario(scenario(guests, mechanisms, frames), null);
  const { rows, invariants } = simulate(engineInput(read, null, {}), { rows: true });
  expect(Object.values(invariants)).toEqual(Array(12).fill(0));
  return Object.fromEntries(rows!.columns.map((name, i) => [name, rows!.data.at(-1)![i]!]));
}

test("pages of a guest that must not share are equal to none, and other guests go on sharing", () => {
  const dedup = { id: "dedup", smart_scan: 0, pages_per_epoch: "pass" };
  // Two guests share 10 zero pages and 50 others: 40 + 40 + 51 frames. The third one keeps its 100.
  expect(
    last(
      [
        { ...alike, count: 2 },
        { ...alike, pinned: "no-share" },
      ],
      [dedup],
    ).priv_fast,
  ).toBe(80 + 100);
  expect(
    last(
      [
        { ...alike, count: 2 },
        { ...alike, pinned: "vfio" },
      ],
      [{ id: "images" }],
    ).fileshare,
  ).toBe(100);
});

test("a pinned guest has all its memory from the start, and swap, balloon and tiers leave it alone", () => {
  const bursts = { kind: "onoff", base_bytes: 10 * PAGE, burst_bytes: 90 * PAGE, p: 0 };
  expect(last([{ ...bursts, pinned: "hugepages" }], []).priv_fast).toBe(100);
  const held = { kind: "static", ram_bytes: 100 * PAGE, pinned: "locked" };
  const other = { kind: "static", ram_bytes: 100 * PAGE, references_per_s: 0 };
  const swapped = last([held, other], [{ id: "overcommit", swap_bytes: 500 * PAGE }], 150);
  // 200 pages on 150 frames: 50 of the other guest's pages have no place in memory.
  expect(swapped.swap).toBe(50);
  expect(last([held, { ...other, name: "b" }], [{ id: "balloon", target_bytes: 30 * PAGE }]).balloon).toBe(70);
});

test("a mechanism that must leave every guest alone is refused, with why and what next", () => {
  const held = { kind: "static", ram_bytes: 100 * PAGE, pinned: "vfio" };
  for (const mechanism of [{ id: "dedup" }, { id: "balloon" }, { id: "overcommit" }, { id: "reporting" }])
    expect(() => last([held, { ...held, pinned: "locked" }], [mechanism])).toThrow(
      expect.objectContaining({
        report: expect.objectContaining({ code: "scenario.pinned", next: expect.stringContaining("out of") }),
      }),
    );
  expect(() => last([{ ...held, pinned: "no-share" }], [{ id: "balloon" }])).not.toThrow();
});

test("a density counts all memory of pinned guests and says who leaves them alone", async () => {
  const bursts = { kind: "onoff", base_bytes: 10 * PAGE, burst_bytes: 90 * PAGE, p: 0.1 };
  const reply = await ask(scenario([{ ...bursts, pinned: "vfio" }], []));
  expect(reply.n.p50).toBe(10);
  // 1000 frames: pairs of 100 + 40 own frames and 51 shared ones.
  const mixed = await ask(scenario([alike, { ...alike, pinned: "no-share" }], [{ id: "dedup" }]));
  expect(mixed.n.p50).toBe(13);
  expect(mixed.assumptions.find(({ id }) => id === "guests.1.pinned")?.text).toMatch(/left alone by dedup/);
});
