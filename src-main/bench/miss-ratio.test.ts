// Our curve beside libCacheSim's miss ratios of such a trace (reference/peers.md section 3, trace d).
import { expect, test } from "vitest";
import { shardsCurve } from "../../src-shared/profile/reuse/shards.ts";
import { zipfReferences } from "./miss-ratio.ts";

/** LRU miss ratios of libCacheSim aa0fc40 with Zipf 0.8, 20 M requests over 2 M objects, drawn by another generator. */
const LIBCACHESIM = [
  [2000, 0.8931],
  [10_000, 0.8108],
  [20_000, 0.7624],
  [100_000, 0.605],
  [200_000, 0.5107],
  [500_000, 0.3534],
  [1_000_000, 0.2098],
  [2_000_000, 0.0961],
] as const;

test("20 M references by Zipf's law: our curve of 1 % beside libCacheSim's LRU", {
  timeout: 120_000,
}, () => {
  const trace = zipfReferences(20_000_000);
  const builder = shardsCurve({ rate: 0.01, maxSampled: null, correction: "pages" });
  for (let i = 0; i < trace.length; i++) builder.use(trace[i]!, 0);
  const sampled = builder.finish();
  const errors = LIBCACHESIM.map(([size, ratio]) => Math.abs(sampled.at(size).best - ratio));
  expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThanOrEqual(0.015);
  const inside = LIBCACHESIM.filter(([size, ratio]) => sampled.at(size).low <= ratio && ratio <= sampled.at(size).high);
  expect(inside.length).toBeGreaterThanOrEqual(7);
});
