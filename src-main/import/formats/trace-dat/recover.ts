// Finds the trace data of a file of version 7 that was cut before it says where they lie.
import type { RandomAccess } from "../../importer.ts";
import { type Taker, taker } from "./content.ts";
import { OPTION, type Options } from "./options.ts";
import { type CpuData, MOST_CPUS, type PageLayout, type RingBuffer } from "./recording.ts";
import type { Start } from "./start.ts";

const SECTION_HEADER_BYTES = 16;
/** More sections than any recorder writes. */
const MOST_SECTIONS = 4096;

/** Where the data of a buffer begin and end, and whether they are compressed. */
interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly compressed: boolean;
}

const aligned = (offset: number, unit: number): number => Math.ceil(offset / unit) * unit;

/** Sections follow one another from the start of the file; the first with trace data is looked for. */
async function findStretch(access: RandomAccess, start: Start): Promise<Stretch | null> {
  const from = taker(access, start.end, start.little);
  for (let n = 0; n < MOST_SECTIONS; n++) {
    const at = from.at;
    const id = await from.number(2);
    const flags = await from.number(2);
    const name = await from.number(4);
    const size = await from.number(8);
    if (id === null || flags === null || name === null || size === null) return null;
    const end = from.at + size;
    if (id === OPTION.BUFFER) {
      const until = size === 0 || end > access.size ? access.size : end;
      return { from: aligned(at + SECTION_HEADER_BYTES, start.pageBytes), until, compressed: (flags & 1) === 1 };
    }
    if (size === 0 || end > access.size) return null;
    from.at = end;
  }
  return null;
}

/** End of the chunks that begin here, which may lie behind the end of the content. */
async function endOfChunks(from: Taker, until: number): Promise<number> {
  const count = (await from.number(4)) ?? 0;
  for (let chunk = 0; chunk < count && from.at < until; chunk++) {
    const packedBytes = await from.number(4);
    const bytes = await from.number(4);
    if (packedBytes === null || bytes === null || packedBytes === 0) return until;
    from.at += packedBytes;
  }
  return from.at;
}

async function compressedCpus(access: RandomAccess, stretch: Stretch, start: Start): Promise<[number, number][]> {
  const found: [number, number][] = [];
  for (let at = stretch.from; at < stretch.until && found.length < MOST_CPUS; ) {
    const end = await endOfChunks(taker(access, at, start.little), stretch.until);
    found.push([at, Math.min(end, stretch.until) - at]);
    at = aligned(end, start.pageBytes);
  }
  return found;
}

/** Pages of one CPU follow each other in time: where time goes back, the next CPU begins. */
async function plainCpus(
  access: RandomAccess,
  stretch: Stretch,
  start: Start,
  layout: PageLayout,
): Promise<[number, number][]> {
  const found: [number, number][] = [];
  const times = taker(access, stretch.from, start.little);
  let first = stretch.from;
  let last = 0;
  for (let at = stretch.from; at < stretch.until && found.length < MOST_CPUS; at += start.pageBytes) {
    times.at = at + layout.time;
    const time = await times.number(8);
    if (time === null) break;
    if (time < last) {
      found.push([first, at - first]);
      first = at;
    }
    last = time;
  }
  found.push([first, stretch.until - first]);
  return found;
}

/** The trace data that are there; which CPU they are of is told by what the kernel counted. Null where there are none. */
export async function recoverBuffer(
  access: RandomAccess,
  start: Start,
  options: Options,
  layout: PageLayout,
): Promise<RingBuffer | null> {
  const stretch = await findStretch(access, start);
  if (!stretch || stretch.from >= stretch.until) return null;
  const found = stretch.compressed
    ? await compressedCpus(access, stretch, start)
    : await plainCpus(access, stretch, start, layout);
  const counted = options.stats.filter((stat) => stat.buffer === "" && stat.entries + stat.read > 0);
  const cpus = found.map(([offset, size], i): CpuData => ({ cpu: counted[i]?.cpu ?? i, offset, size }));
  const compression = stretch.compressed ? start.compression : "none";
  return { name: "", clock: null, pageBytes: start.pageBytes, compression, cpus };
}
