// Expected values: frames counted by hand.
import { expect, test } from "vitest";
import type { CapturedHost, ObservedHost } from "../profile/host.ts";
import { checksOf } from "./checks.ts";
import { makeHost } from "./testing/host.ts";

const observed: ObservedHost = {
  resident: [{ guest: "guest0", byFaults: 98, counted: { pages: 100, by: "page table" } }],
  ksmRan: true,
  framesSaved: { pages: 61, by: "page table" },
  memory: { pages: 150, by: "smaps" },
};

/** Two guests of 100 pages: 20 zero pages each, 10 contents in both, 5 contents 4 times in the first, the rest alone. */
const host = (more: Partial<CapturedHost> = {}): CapturedHost => ({
  ...makeHost({ guests: 2, pages: 100, seed: 1, change: (g) => ({ ...g, overheadPages: 7 }) }),
  patterns: [
    { copies: [1, 1], contents: 10 },
    { copies: [4, 0], contents: 5 },
    { copies: [1, 0], contents: 50 },
    { copies: [0, 1], contents: 70 },
  ],
  ksmSettings: {},
  observed,
  ...more,
});
const predicted = (captured: CapturedHost): Record<string, number> =>
  Object.fromEntries(checksOf(captured).map((check) => [check.id, check.predicted]));

test("frames saved and memory of the recorded guests, each once", () => {
  // 40 zero pages in one frame, 20 pages in 10, 20 in 5: 39 + 10 + 15.
  expect(predicted(host())).toEqual({ "resident.guest0": 98, frames_saved: 64, memory: 200 - 64 + 14 });
  expect(checksOf(host())[1]).toMatchObject({ observed: 61, observed_by: "page table", unit: "pages" });
});

test("the recorded settings are taken: a cap of 2 copies, zero pages on the host's own", () => {
  // 20 frames for 40 zero pages, 10 for 20, 2 for each of the 5.
  expect(predicted(host({ ksmSettings: { max_page_sharing: 2 } }))).toMatchObject({ frames_saved: 20 + 10 + 10 });
  expect(predicted(host({ ksmSettings: { use_zero_pages: 1 } }))).toMatchObject({ frames_saved: 65 });
});

test("nothing is saved where KSM did not run, and pinned guests are left out", () => {
  expect(predicted(host({ observed: { ...observed, ksmRan: false } }))).toMatchObject({ frames_saved: 0, memory: 214 });
  const pinned = host();
  const guests = pinned.guests.map((g, i) => (i === 0 ? { ...g, pinned: "VFIO" } : g));
  // The second guest alone: 19 of its zero pages.
  expect(predicted({ ...pinned, guests })).toMatchObject({ frames_saved: 19 });
});

test("counters of all guests are not held against the contents of some", () => {
  const one = host();
  const guests = one.guests.map((g, i) => (i === 0 ? { ...g, contentPages: 0 } : g));
  expect(predicted({ ...one, guests })).toEqual({ "resident.guest0": 98 });
});

test("what was not recorded is not compared", () => {
  expect(checksOf(null)).toEqual([]);
  expect(checksOf(host({ observed: null }))).toEqual([]);
  expect(checksOf(host({ patterns: null })).map(({ id }) => id)).toEqual(["resident.guest0"]);
});
