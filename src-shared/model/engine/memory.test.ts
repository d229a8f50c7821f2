import { describe, expect, it } from "vitest";
import { openGroups } from "./groups.ts";
import { openLedger, pagesIn, totalFor } from "./ledger.ts";
import { deflate, inflate, setDemand, startGuest } from "./memory.ts";
import { BALLOON, FREE, PRIV_FAST, REPORTED, UNTOUCHED, VMM } from "./states.ts";
import { emptyColumns, type World } from "./world.ts";

const latencies = { minorFaultNs: 1500, cowBreakNs: 3000 };

function worldOf(pages: number, frames: number): World {
  const spec = { kind: "static", ram_bytes: pages * 4096 } as const;
  const guest = { entry: 0, spec, pages, overheadPages: 2, domain: "", arrivesEpoch: 1, managed: false, held: false };
  return {
    guests: [guest],
    ledger: openLedger(Float64Array.of(pages), Float64Array.of(frames, 0), 0),
    columns: emptyColumns(1, 1e9),
    groups: openGroups([guest]),
    swap: null,
    events: { cowBreaks: 0, oomKills: 0, refusedStarts: 0, writesOutside: 0 },
    epochNs: 1e9,
    randomness: { seed: 1, replication: 0 },
    steered: false,
    overheadOf: ({ overheadPages }) => ({ vmm: overheadPages, ept: 0 }),
    atWork: [],
    work: null,
    images: null,
    pool: null,
    exact: null,
  };
}

const states = (world: World): number[] =>
  [BALLOON, REPORTED, UNTOUCHED, PRIV_FAST].map((state) => pagesIn(world.ledger, 0, state));

describe("a guest's memory", () => {
  it("goes from untouched to private to given back, with its overhead beside it", () => {
    const world = worldOf(10, 30);
    startGuest(world, 0);
    expect([...states(world), totalFor(world.ledger, VMM)]).toEqual([0, 0, 10, 0, 2]);
    setDemand(world, 0, 7, latencies);
    expect(states(world)).toEqual([0, 0, 3, 7]);
    setDemand(world, 0, 4, latencies);
    expect(states(world)).toEqual([0, 3, 3, 4]);
    setDemand(world, 0, 9, latencies);
    expect(states(world)).toEqual([0, 0, 1, 9]);
    expect(totalFor(world.ledger, FREE)).toBe(30 - 2 - 9);
    expect(world.columns.stallNs[0]).toBe(0);
  });

  it("pays a fault for each page that the balloon took and returned, once", () => {
    const world = worldOf(10, 30);
    startGuest(world, 0);
    setDemand(world, 0, 8, latencies);
    inflate(world, 0, 6);
    expect(states(world)).toEqual([6, 0, 0, 4]);
    setDemand(world, 0, 8, latencies);
    expect(states(world)).toEqual([6, 0, 0, 4]);
    deflate(world, 0, 6);
    expect(states(world)).toEqual([0, 0, 6, 4]);
    setDemand(world, 0, 10, latencies);
    expect(states(world)).toEqual([0, 0, 0, 10]);
    expect(world.columns.stallNs[0]).toBe(4 * 1500);
    setDemand(world, 0, 3, latencies);
    setDemand(world, 0, 10, latencies);
    expect(world.columns.stallNs[0]).toBe(4 * 1500);
  });

  it("gives the balloon pages given back before resident ones", () => {
    const world = worldOf(10, 30);
    startGuest(world, 0);
    setDemand(world, 0, 10, latencies);
    setDemand(world, 0, 5, latencies);
    inflate(world, 0, 3);
    expect(states(world)).toEqual([3, 2, 0, 5]);
    inflate(world, 0, 3);
    expect(states(world)).toEqual([6, 0, 0, 4]);
  });
});
