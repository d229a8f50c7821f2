import { describe, expect, it } from "vitest";
import type { CatalogueEntry, Manifest, Shift } from "../../store/contract.ts";
import { emptyManifest } from "../../store/manifest.ts";
import { withClock } from "./set-clock.ts";

const entry: CatalogueEntry = {
  id: 3,
  name: "trace.txt",
  file: "0001.duckdb",
  content_sha256: "0",
  clock: "local",
  wall: false,
  step_ns: 1000,
  first_ns: "2000",
  last_ns: "9000",
  events: {},
  tables: {},
  offset_ns: "0",
};
const manifest = (shifts: readonly Shift[] = []): Manifest => ({ ...emptyManifest(), catalogue: [entry], shifts });
const wish = (more: { clock?: string; start_ns?: string; add_ns?: string }) => ({
  capture: 3,
  clock: null,
  start_ns: null,
  add_ns: null,
  ...more,
});
const mono = { from: "mono", to: "wall", offset_ns: "1000000", residual_ns: "1", method: "read together" };
const shiftsOf = (before: Manifest, more: Parameters<typeof wish>[0], links = [mono]) =>
  withClock(before, wish(more), links).shifts;

describe("a capture that is put on the time line by hand", () => {
  it("follows the link of the clock that it is said to be of", () => {
    expect(shiftsOf(manifest(), { clock: "mono" })).toMatchObject([{ capture: 3, ns: "1000000", wall: true }]);
    expect(shiftsOf(manifest(), { clock: "wall" })).toMatchObject([{ ns: "0", wall: true }]);
  });
  it("starts when it is said to start", () => {
    // Its first record is 2000 ns after zero.
    expect(shiftsOf(manifest(), { start_ns: "1795793518000002000" })).toMatchObject([
      { ns: "1795793518000000000", wall: true },
    ]);
  });
  it("is moved by what is added, once however often it is said, and is as it was found again afterwards", () => {
    const found: Shift = { capture: 3, ns: "70", wall: true };
    const moved = withClock(manifest([found]), wish({ add_ns: "-5" }), []);
    expect(moved.shifts).toMatchObject([{ ns: "65", wall: true, given: true }]);
    const again = withClock(moved, wish({ add_ns: "-5" }), []);
    expect(again.shifts).toMatchObject([{ ns: "65" }]);
    expect(withClock(again, wish({}), []).shifts).toEqual([found]);
    expect(withClock(withClock(manifest(), wish({ add_ns: "9" }), []), wish({}), []).shifts).toEqual([]);
  });
  it("is refused where its times would not fit in 64 bits, though what is added does", () => {
    const late = {
      ...manifest(),
      catalogue: [{ ...entry, first_ns: "1795793518000000000", last_ns: "1795793519000000000" }],
    };
    const most = 2n ** 63n - 1n;
    expect(() => withClock(late, wish({ add_ns: String(most) }), [])).toThrow(/64 bits/);
    expect(() => withClock(late, wish({ add_ns: String(most - 1795793518500000000n) }), [])).toThrow(/64 bits/);
    expect(withClock(late, wish({ add_ns: String(most - 1795793519000000000n) }), []).shifts).toHaveLength(1);
    expect(withClock(late, wish({ add_ns: String(-most) }), []).shifts).toHaveLength(1);
  });
  it("is refused where a clock is joined to nothing, or to the wall clock in two ways", () => {
    const asked = (links: (typeof mono)[]) => () => withClock(manifest(), wish({ clock: "mono" }), links);
    expect(asked([])).toThrow(/nothing joins the clock mono/);
    expect(asked([mono, { ...mono, offset_ns: "5" }])).toThrow(/several links join/);
  });
});
