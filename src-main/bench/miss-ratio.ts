// Rates of miss-ratio code on references by Zipf's law, beside what libCacheSim needed for such a trace.

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { pow } from "../../src-shared/base/math.ts";
import { createStream } from "../../src-shared/base/rng.ts";
import { wordTable } from "../../src-shared/base/word-table.ts";
import { aetCurve } from "../../src-shared/profile/reuse/aet.ts";
import type { CurveBuilder } from "../../src-shared/profile/reuse/curve.ts";
import { exactCurve } from "../../src-shared/profile/reuse/exact.ts";
import { lruMemory } from "../../src-shared/profile/reuse/lru.ts";
import { shardsCurve } from "../../src-shared/profile/reuse/shards.ts";
import type { Result } from "./measure.ts";

/** Ten references a page; Zipf 0.8: as the trace that libCacheSim's figures are of (20 M references to 2 M pages). */
const [REFERENCES_A_PAGE, EXPONENT] = [10, 0.8] as const;

/** References per CPU second of libCacheSim aa0fc40, measured once on two shared cores; it is not run here. */
const LIBCACHESIM = { exact: 0.51e6, sampled: 91e6, largeLru: 4.2e6, smallLru: 5.3e6 } as const;

/** References to scattered page numbers by Zipf's law. */
export function zipfReferences(references: number): Int32Array {
  const pages = Math.max(1, Math.floor(references / REFERENCES_A_PAGE));
  const sums = new Float64Array(pages);
  let sum = 0;
  for (let i = 0; i < pages; i++) {
    sum += pow(i + 1, -EXPONENT);
    sums[i] = sum;
  }
  const stream = createStream(1, { mechanism: 0 });
  return new Int32Array(references).map(() => {
    const wanted = stream.next() * sum;
    let [low, high] = [0, pages - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < wanted) low = middle + 1;
      else high = middle;
    }
    return Math.imul(low, 0x9e3779b1);
  });
}

/** Writes the references as text, one a line; returns the bytes. */
export async function writePageList(path: string, trace: Int32Array): Promise<number> {
  const out = createWriteStream(path);
  for (let at = 0; at < trace.length; at += 65_536) {
    const lines = Array.from(trace.subarray(at, at + 65_536), (page) => page >>> 0);
    if (!out.write(`${lines.join("\n")}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
  return out.bytesWritten;
}

/** CPU seconds of this process alone, the better of two runs: the first also compiles. */
function timed(run: () => void): { readonly cpu: number; readonly wall: number } {
  const times = [0, 1].map(() => {
    const [cpu, wall] = [process.cpuUsage(), performance.now()];
    run();
    const used = process.cpuUsage(cpu);
    return { cpu: (used.user + used.system) / 1e6, wall: (performance.now() - wall) / 1000 };
  });
  return times[0]!.cpu < times[1]!.cpu ? times[0]! : times[1]!;
}

function stage(id: string, what: string, trace: Int32Array, peer: [string, number] | null, run: () => void): Result {
  const { cpu, wall } = timed(run);
  const rate = trace.length / Math.max(0.001, cpu);
  return {
    id,
    what,
    records: trace.length,
    bytes: trace.byteLength,
    cpu_seconds: cpu,
    wall_seconds: wall,
    rate_per_cpu_second: rate,
    peak_pss_bytes: null,
    peer: peer && { id: `${peer[0]}, as measured elsewhere`, rate_per_cpu_second: peer[1], ratio: rate / peer[1] },
  };
}

const feed = (builder: CurveBuilder, trace: Int32Array): void => {
  for (let i = 0; i < trace.length; i++) builder.use(trace[i]!, 0);
  builder.finish();
};

function replay(trace: Int32Array, size: number): void {
  const pages = wordTable();
  for (let i = 0; i < trace.length; i++) pages.orderOf(trace[i]!, 0);
  const memory = lruMemory(size, pages.size());
  for (let i = 0; i < trace.length; i++) memory.use(pages.find(trace[i]!, 0));
}

/** Stages in this process; sizes and rates are those of the published trace when 20 M references are made. */
export function curveRates(trace: Int32Array): Result[] {
  const pages = trace.length / REFERENCES_A_PAGE;
  const sampled = { rate: 0.01, maxSampled: null, correction: "pages" } as const;
  return [
    stage(
      "mrc.exact",
      "references of an exact miss-ratio curve, all sizes",
      trace,
      ["libCacheSim distUtil", LIBCACHESIM.exact],
      () => feed(exactCurve(), trace),
    ),
    stage(
      "mrc.shards",
      "references of a curve from 1 % of the pages",
      trace,
      ["libCacheSim -s 0.01", LIBCACHESIM.sampled],
      () => feed(shardsCurve(sampled), trace),
    ),
    stage("mrc.aet", "references of a curve from reuse times", trace, null, () => feed(aetCurve(), trace)),
    stage(
      "lru.large",
      "references to an LRU memory of a tenth of the pages",
      trace,
      ["libCacheSim LRU 200 000", LIBCACHESIM.largeLru],
      () => replay(trace, Math.ceil(pages / 10)),
    ),
    stage(
      "lru.small",
      "references to an LRU memory of a hundredth of the pages",
      trace,
      ["libCacheSim LRU 20 000", LIBCACHESIM.smallLru],
      () => replay(trace, Math.ceil(pages / 100)),
    ),
  ];
}
