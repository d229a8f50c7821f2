// Expected values come from a guest that is played page by page beside the estimator, and from hand-made columns.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GivenUp, type PhaseFaults, type ResidencyInput, residency } from "./residency.ts";

type Row = readonly [epoch: number, before: number, phase: number, frames: number];

const faultsOf = (rows: readonly Row[]): PhaseFaults => ({
  epoch: rows.map((r) => r[0]),
  before: rows.map((r) => r[1]),
  phase: rows.map((r) => r[2]),
  frames: rows.map((r) => r[3]),
});
const columns = (...values: number[]): Float64Array => Float64Array.from(values);
/** What is given up in each epoch, 0 where nothing is. */
const leaving = (...values: number[]): GivenUp => {
  const epoch = values.flatMap((pages, e) => (pages > 0 ? [e] : []));
  return { epoch, pages: epoch.map((e) => values[e]!) };
};

const input = (epochs: number, rows: readonly Row[], o: Partial<ResidencyInput> = {}): ResidencyInput => ({
  epochs,
  ramPages: 1000,
  faults: faultsOf(rows),
  givenUp: [],
  givenBack: new Float64Array(epochs),
  merging: true,
  ...o,
});
const lastOf = (o: ResidencyInput): number[] => {
  const r = residency(o);
  return [r.low, r.best, r.high].map((column) => column[o.epochs - 1]!);
};

describe("resident pages from faults and moves of a guest's size", () => {
  it("are the distinct frames that faulted while nothing was given up", () => {
    const r = residency(
      input(4, [
        [0, -1, 0, 100],
        [1, -1, 0, 20],
        [3, -1, 0, 5],
      ]),
    );
    for (const column of [r.low, r.best, r.high]) expect([...column]).toEqual([100, 120, 120, 125]);
  });

  it("fall by what the balloon takes and rise when its pages are touched again", () => {
    const rows: Row[] = [
      [0, -1, 0, 500],
      [1, 0, 1, 200],
      [3, 1, 2, 70],
      [3, 0, 2, 90],
    ];
    const r = residency(input(4, rows, { givenUp: [leaving(0, 200, 0, 0)], givenBack: columns(0, 0, 200, 0) }));
    for (const column of [r.low, r.best, r.high]) expect([...column]).toEqual([500, 300, 300, 370]);
  });

  it("share out refaults when more frames faulted during the move than were given up", () => {
    // 120 of 200 candidates came back: at least 20 of the 100 given up, half of them expected, all 100 at most.
    const rows: Row[] = [
      [0, -1, 0, 300],
      [0, -1, 1, 200],
      [2, 1, 2, 120],
    ];
    const o = input(3, rows, { givenUp: [leaving(100, 0, 0)], givenBack: columns(0, 100, 0) });
    expect(lastOf(o)).toEqual([420, 460, 500]);
    expect(lastOf({ ...o, merging: false })).toEqual([500, 500, 500]);
    expect(lastOf({ ...o, givenBack: columns(0, 10, 0) })).toEqual([410, 410, 410]);
  });

  it("are bounded by the untouched part of RAM when the hand-over left no faults", () => {
    // At most 200 of the 300 pages can have been untouched; in proportion 80 % of them were touched.
    expect(lastOf(input(2, [[0, -1, 0, 800]], { givenUp: [leaving(0, 300)] }))).toEqual([500, 560, 700]);
  });

  it("equal a guest that is played page by page when it clears pages on allocation, or lie around it", () => {
    const n = fc.integer({ min: 1, max: 60 });
    const action = fc.oneof(
      { weight: 3, arbitrary: fc.record({ kind: fc.constant("touch" as const), n }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("inflate" as const), n }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("deflate" as const), n }) },
    );
    const seed = fc.integer({ min: 1, max: 1e6 });
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 30 }), seed, fc.boolean(), (actions, start, merging) => {
        const played = play(actions, start, merging);
        const r = residency(played.input);
        played.resident.forEach((truth, e) => {
          expect(r.low[e]).toBeLessThanOrEqual(truth);
          expect(r.high[e]).toBeGreaterThanOrEqual(truth);
          if (!merging && played.mostHandOversFault) expect(r.best[e]).toBe(truth);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("stay between 0 and RAM and in order for any columns", () => {
    const n = 6;
    const column = fc
      .array(fc.integer({ min: 0, max: 900 }), { minLength: n, maxLength: n })
      .map((a) => Float64Array.from(a));
    const given = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: n, maxLength: n }).map((a) => leaving(...a));
    const row = fc.tuple(fc.nat(n - 1), fc.integer({ min: -1, max: 6 }), fc.nat(6), fc.nat(900));
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 20 }),
        fc.tuple(given, given, given),
        column,
        fc.boolean(),
        (rows, givenUp, givenBack, merging) => {
          const faults = faultsOf(rows.sort((a, b) => a[0] - b[0]));
          const r = residency({ epochs: n, ramPages: 2000, faults, givenUp, givenBack, merging });
          for (let e = 0; e < n; e++) {
            expect(r.low[e]).toBeGreaterThanOrEqual(0);
            expect(r.low[e]).toBeLessThanOrEqual(r.best[e]!);
            expect(r.best[e]).toBeLessThanOrEqual(r.high[e]!);
            expect(r.high[e]).toBeLessThanOrEqual(2000);
          }
        },
      ),
    );
  });
});

type Action = { readonly kind: "touch" | "inflate" | "deflate"; readonly n: number };

/**
 * Plays a guest of 200 pages, one action an epoch: what it touches faults when it is not resident and, with merging, now
 * and then when it is. It clears pages on allocation, so it touches those it gives up, and it gives free pages only.
 */
function play(actions: readonly Action[], seed: number, merging: boolean) {
  const RAM = 200;
  let state = seed;
  const random = (n: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % n;
  };
  const resident = new Set<number>();
  const ballooned = new Set<number>();
  const lastPhase = new Map<number, number>();
  const rows: Row[] = [];
  const givenUp: GivenUp[] = [];
  const givenBack = new Float64Array(actions.length);
  const truth: number[] = [];
  let mostHandOversFault = true;
  actions.forEach(({ kind, n }, e) => {
    const inflating = kind === "inflate";
    const phase = 2 * givenUp.length + (inflating ? 1 : 0);
    const fault = (page: number): void => {
      resident.add(page);
      const before = lastPhase.get(page) ?? -1;
      if (before !== phase) rows.push([e, before, phase, 1]);
      lastPhase.set(page, phase);
    };
    if (kind === "touch")
      for (let i = 0; i < n; i++) {
        const page = random(RAM);
        if (!ballooned.has(page) && (!resident.has(page) || (merging && random(3) === 0))) fault(page);
      }
    else if (inflating) {
      const first = random(RAM);
      const taken = Array.from({ length: RAM }, (_, i) => (first + i) % RAM)
        .filter((p) => !ballooned.has(p))
        .slice(0, n);
      // Without merging a resident page that is given up faults only if it is not there.
      const faulting = taken.filter((page) => merging || !resident.has(page));
      for (const page of faulting) fault(page);
      if (faulting.length * 2 < taken.length) mostHandOversFault = false;
      for (const page of taken) {
        ballooned.add(page);
        resident.delete(page);
      }
      givenUp.push({ epoch: [e], pages: [taken.length] });
    } else {
      const back = [...ballooned].slice(0, n);
      for (const page of back) ballooned.delete(page);
      givenBack[e] = back.length;
    }
    truth.push(resident.size);
  });
  const faults = faultsOf(rows);
  return {
    resident: truth,
    mostHandOversFault,
    input: { epochs: actions.length, ramPages: RAM, faults, givenUp, givenBack, merging },
  };
}
