// Recordings drawn anew, held against what many recordings of the same process really show.
import { expect, it } from "vitest";
import { createStream } from "../base/rng.ts";
import { blockLength } from "../profile/blocks.ts";
import type { GuestType } from "./guest-type.ts";
import { recordedAnew } from "./resample.ts";

const typeOf = (pages: Float64Array): GuestType => ({
  name: "guest",
  domain: "",
  ramPages: 0,
  overheadPages: 0,
  overheadBand: null,
  allocatorSaves: 0,
  meanResident: 0,
  meanDemand: 0,
  demand: { kind: "series", pages },
  contents: null,
  stall: null,
});
const pagesOf = ({ demand }: GuestType): Float64Array =>
  demand.kind === "series" ? demand.pages : Float64Array.of(demand.kind === "constant" ? demand.pages : 0);
const meanOf = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;

/** Share of recordings whose drawn means hold the true mean between their 5th and 95th percentile. */
function held(memory: number, recordings: number): number {
  const p = 0.3;
  let inside = 0;
  for (let r = 0; r < recordings; r++) {
    const stream = createStream(r, { mechanism: 248 });
    let high = stream.next() < p;
    const course = Float64Array.from({ length: 400 }, () => {
      if (stream.next() >= memory) high = stream.next() < p;
      return high ? 1 : 0;
    });
    const block = blockLength(course);
    const drawn = Array.from({ length: 100 }, (_, outer) =>
      meanOf(pagesOf(recordedAnew(typeOf(course), block, r, outer))),
    );
    drawn.sort((a, b) => a - b);
    if (drawn[4]! <= p && p <= drawn[94]!) inside++;
  }
  return inside / recordings;
}

it("the mean of a course without memory is held nine times in ten", () => {
  // Three standard errors of 200 recordings are 6.4 points.
  expect(held(0, 200)).toBeGreaterThan(0.836);
  expect(held(0, 200)).toBeLessThan(0.964);
});

it("blocks of five memories miss a little of the variance: the mean is held in 80 % or more", () => {
  expect(held(0.8, 200)).toBeGreaterThan(0.8);
  expect(held(0.8, 200)).toBeLessThan(0.964);
});

it("guests recorded together are drawn from the same moments, so that what they share stays shared", () => {
  const course = Float64Array.from({ length: 200 }, (_, epoch) => (epoch * 37) % 101);
  const opposite = course.map((pages) => 100 - pages);
  for (let outer = 0; outer < 20; outer++) {
    const [a, b] = [course, opposite].map((pages) => pagesOf(recordedAnew(typeOf(pages), 5, 1, outer)));
    expect(a!.every((pages, epoch) => pages + b![epoch]! === 100)).toBe(true);
  }
});

it("a course that is one block is left as it is", () => {
  const type = typeOf(Float64Array.from({ length: 12 }, (_, epoch) => epoch));
  expect(recordedAnew(type, 12, 1, 3)).toBe(type);
});
