import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ksmEnd, multiplicitiesOf } from "./closed-form.ts";
import { createKsm } from "./ksm.ts";
import type { Ksm } from "./scanner.ts";
import { type KsmSettings, ksmSettings } from "./settings.ts";

const contentsOf = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 40 })), { minLength: 1, maxLength: 120 })
  .map((list) => Int32Array.from(list));
const cap = fc.constantFrom(2, 3, 5, 256);

const converged = (contents: Int32Array, given: Partial<KsmSettings>): Ksm => {
  const ksm = createKsm({ contents, settings: ksmSettings({ smartScan: false, ...given }) });
  for (let pass = 0; pass < 5; pass++) ksm.pass();
  return ksm;
};

const framesOf = (contents: Int32Array, ksm: Ksm): number => {
  const { nodes, merged, zero } = ksm.truth();
  return contents.length - merged - zero + nodes;
};

/** Writes, losses and returns of pages between wake-ups of any length. */
const history = fc.array(
  fc.record({
    visits: fc.integer({ min: 0, max: 90 }),
    page: fc.nat(119),
    content: fc.option(fc.integer({ min: 0, max: 5 })),
    kind: fc.constantFrom("write", "drop"),
  }),
  { maxLength: 60 },
);
type Step = { visits: number; page: number; content: number | null; kind: string };

function play(ksm: Ksm, pages: number, step: Step): void {
  const page = step.page % pages;
  if (!ksm.isPresent(page)) ksm.appear(page, step.content);
  else if (step.kind === "drop") ksm.drop(page);
  else ksm.write(page, step.content);
  ksm.scan(step.visits);
}

describe("the page-exact scanner", () => {
  it("ends where the closed form says, whatever the order of the pages", () => {
    fc.assert(
      fc.property(contentsOf, cap, fc.boolean(), fc.constantFrom("6.1", "6.12"), (contents, cap, zeroPages, kernel) => {
        const ksm = converged(contents, { kernel, maxPageSharing: cap, useZeroPages: zeroPages });
        const zero = contents.filter((content) => content === 0).length;
        const end = ksmEnd(
          multiplicitiesOf(contents, (content) => content === 0),
          zero,
          { cap, zeroPages },
        );
        const { frames, ...counters } = end;
        expect(ksm.counters()).toMatchObject(counters);
        expect(framesOf(contents, ksm)).toBe(frames);
      }),
    );
  });

  it("keeps its counters and the true mappings consistent through any history (I3, mappings per node)", () => {
    fc.assert(
      fc.property(
        contentsOf,
        cap,
        fc.boolean(),
        fc.boolean(),
        history,
        (contents, cap, zeroPages, smartScan, steps) => {
          const ksm = createKsm({
            contents,
            settings: ksmSettings({ maxPageSharing: cap, useZeroPages: zeroPages, smartScan }),
          });
          for (const step of steps) {
            play(ksm, contents.length, step);
            const k = ksm.counters();
            const truth = ksm.truth();
            expect(truth.merged).toBeLessThanOrEqual(k.pages_shared + k.pages_sharing);
            expect(truth.nodes).toBeLessThanOrEqual(k.pages_shared);
            expect(truth.merged).toBeLessThanOrEqual(truth.nodes * cap);
            expect(k.pages_shared + k.pages_sharing + k.pages_unshared).toBeLessThanOrEqual(k.rmap_items);
            expect(ksm.violations()).toBe(0);
          }
          // Left alone it catches up: counters equal the true state again.
          for (let pass = 0; pass < 12; pass++) ksm.pass();
          const k = ksm.counters();
          expect(k.pages_shared).toBe(ksm.truth().nodes);
          expect(k.pages_shared + k.pages_sharing).toBe(ksm.truth().merged);
        },
      ),
    );
  });

  it("goes on from a checkpoint as if it had not been split", () => {
    fc.assert(
      fc.property(contentsOf, cap, fc.boolean(), history, fc.nat(60), (contents, cap, zeroPages, steps, split) => {
        const input = { contents, settings: ksmSettings({ maxPageSharing: cap, useZeroPages: zeroPages }) };
        const whole = createKsm(input);
        let parts = createKsm(input);
        steps.forEach((step, i) => {
          play(whole, contents.length, step);
          play(parts, contents.length, step);
          if (i === split) parts = createKsm(input, parts.save());
        });
        expect(parts.counters()).toEqual(whole.counters());
        expect(parts.save()).toEqual(whole.save());
      }),
    );
  });

  it("saves nothing where no content stands twice", () => {
    const ksm = converged(
      Int32Array.from({ length: 500 }, (_, i) => i + 1),
      {},
    );
    expect(ksm.truth()).toEqual({ nodes: 0, merged: 0, zero: 0 });
  });

  it("never needs more frames with a higher cap, nor with use_zero_pages", () => {
    fc.assert(
      fc.property(
        contentsOf,
        fc.integer({ min: 2, max: 20 }),
        fc.integer({ min: 0, max: 20 }),
        (contents, low, more) => {
          const tight = framesOf(contents, converged(contents, { maxPageSharing: low }));
          const loose = framesOf(contents, converged(contents, { maxPageSharing: low + more }));
          const zero = framesOf(contents, converged(contents, { maxPageSharing: low, useZeroPages: true }));
          expect(loose).toBeLessThanOrEqual(tight);
          expect(zero).toBeLessThanOrEqual(tight);
        },
      ),
    );
  });

  it("ends the same for relabelled contents", () => {
    fc.assert(
      fc.property(contentsOf, cap, (contents, cap) => {
        const other = contents.map((content) => (content === 0 ? 0 : 1000 - content));
        expect(converged(other, { maxPageSharing: cap }).counters()).toEqual(
          converged(contents, { maxPageSharing: cap }).counters(),
        );
      }),
    );
  });

  it("lets zero-page items vanish one pass later, and a write take the page off the zero page at once", () => {
    const ksm = createKsm({ contents: new Int32Array(5), settings: ksmSettings({ useZeroPages: true }) });
    ksm.pass();
    ksm.pass();
    expect(ksm.counters()).toMatchObject({ ksm_zero_pages: 5, pages_volatile: 5, rmap_items: 5 });
    ksm.pass();
    expect(ksm.counters()).toMatchObject({ ksm_zero_pages: 5, pages_volatile: 0, rmap_items: 0, full_scans: 3 });
    ksm.write(2, null);
    expect(ksm.counters().ksm_zero_pages).toBe(4);
  });

  it("shows a broken page in pages_sharing until the scanner comes by", () => {
    const ksm = converged(Int32Array.of(7, 7, 7), {});
    ksm.write(1, null);
    expect(ksm.counters()).toMatchObject({ pages_shared: 1, pages_sharing: 2 });
    expect(ksm.truth()).toEqual({ nodes: 1, merged: 2, zero: 0 });
    ksm.pass();
    expect(ksm.counters()).toMatchObject({ pages_shared: 1, pages_sharing: 1, pages_volatile: 1 });
  });

  it("gives up a node whose every page was rewritten instead of mapping its freed frame", () => {
    const ksm = createKsm({ contents: Int32Array.of(7, 7, 7), settings: ksmSettings({ smartScan: false }) });
    ksm.drop(2);
    for (let pass = 0; pass < 3; pass++) ksm.pass();
    expect(ksm.truth()).toEqual({ nodes: 1, merged: 2, zero: 0 });
    ksm.write(0, 7);
    ksm.write(1, 7);
    expect(ksm.truth()).toEqual({ nodes: 0, merged: 0, zero: 0 });
    ksm.pass();
    expect(ksm.truth()).toEqual({ nodes: 1, merged: 2, zero: 0 });
    expect(ksm.counters()).toMatchObject({ pages_shared: 1, pages_sharing: 1 });
  });

  it("lets a page join a full node that lost one", () => {
    const ksm = converged(Int32Array.of(7, 7, 7), { maxPageSharing: 2 });
    expect(ksm.counters()).toMatchObject({ pages_shared: 1, pages_sharing: 1, pages_unshared: 1 });
    ksm.write(0, null);
    ksm.pass();
    expect(ksm.nodeOf(2)).toBe(ksm.nodeOf(1));
    expect(ksm.counters()).toMatchObject({ pages_shared: 1, pages_sharing: 1, pages_unshared: 0, pages_volatile: 1 });
  });

  it("fills the oldest node with room first, whichever of them had room first", () => {
    for (const [older, newer] of [
      [0, 2],
      [2, 0],
    ] as const) {
      const contents = Int32Array.of(-1, -2, -3, -4, -5);
      contents.fill(7, older, older + 2);
      const ksm = converged(contents, { maxPageSharing: 2 });
      const oldest = ksm.nodeOf(older);
      for (const page of [newer, newer + 1]) ksm.write(page, 7);
      for (let pass = 0; pass < 2; pass++) ksm.pass();
      expect(ksm.nodeOf(newer)).not.toBe(oldest);
      for (const page of [0, 2]) ksm.drop(page);
      ksm.write(4, 7);
      for (let pass = 0; pass < 2; pass++) ksm.pass();
      expect(ksm.nodeOf(4)).toBe(oldest);
    }
  });
});
