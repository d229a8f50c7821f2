// Small hosts whose guests' true ways are known: what a capture shows of them, and what the engine says page by page of those to come.
import { createStream, type Stream } from "../../base/rng.ts";
import type { PageRun } from "../../model/engine/scenario.ts";
import { simulate } from "../../model/engine/simulate.ts";
import type { CapturedHost } from "../../profile/host.ts";
import type { SeriesTables } from "../series-table.ts";
import { PAGE } from "./ask.ts";
import { makeHost } from "./host.ts";

export interface World {
  readonly scenario: object;
  readonly host: CapturedHost | null;
  readonly tables: SeriesTables;
  /** Guests that really fit: the most that at least the wanted share of runs passes, with all fewer ones. */
  truth(): number;
}

const PURPOSE = 249;
const CAPTURED = 8;
const CONFIDENCE = 0.9;

const whole = (stream: Stream, from: number, to: number): number => from + Math.floor(stream.next() * (to - from + 1));

/** A guest that goes between two sizes and remembers, from one epoch to the next, with correlation `memory`. */
interface Switching {
  readonly base: number;
  readonly burst: number;
  readonly p: number;
  readonly memory: number;
}

function courseOf({ base, burst, p, memory }: Switching, stream: Stream, epochs: number): number[] {
  let high = stream.next() < p;
  return Array.from({ length: epochs }, () => {
    if (stream.next() >= memory) high = stream.next() < p;
    return base + (high ? burst : 0);
  });
}

/**
 * A world of switching guests, recorded over 400 epochs: either eight kinds, each recorded once and in equal shares on the host,
 * or a population, eight of which were recorded and of which others come.
 */
export function switchingWorld(seed: number, population: boolean): World {
  const stream = createStream(seed, { mechanism: PURPOSE });
  const centre = { base: whole(stream, 30, 60), burst: whole(stream, 20, 80), p: 0.05 + 0.3 * stream.next() };
  const memory = [0, 0.5, 0.8][whole(stream, 0, 2)]!;
  const spread = population ? 0.15 : 0.4;
  const draw = (): Switching => ({
    base: Math.round(centre.base * (1 + spread * (2 * stream.next() - 1))),
    burst: Math.round(centre.burst * (1 + spread * (2 * stream.next() - 1))),
    p: centre.p * (1 + spread * (2 * stream.next() - 1)),
    memory,
  });
  const horizon = whole(stream, 1, 3);
  const capacity = whole(stream, 1000, 3000);
  const recorded = Array.from({ length: CAPTURED }, draw);
  const columns = recorded.map((_, i) => `vm${i}`);
  const values = recorded.map((guest) => Float64Array.from(courseOf(guest, stream, 400)));
  const entry = (column: string) => ({ kind: "series", file: "demand.csv", column, unit: "pages", epoch_s: 1 });
  return {
    scenario: {
      host: { memory_bytes: capacity * PAGE },
      guests: population ? [entry("*")] : columns.map(entry),
      objective: { confidence: CONFIDENCE },
      horizon_s: horizon,
      seed,
      replications: { outer: 40, inner: 100 },
    },
    host: null,
    tables: { "demand.csv": { columns, values } },
    truth: () => {
      const coming: Switching[] = [];
      for (let mean = 0; mean < 1.3 * capacity; mean += coming.at(-1)!.base + coming.at(-1)!.p * coming.at(-1)!.burst)
        coming.push(population ? draw() : recorded[coming.length % CAPTURED]!);
      const runs = 40;
      const fits = Array.from({ length: runs }, () =>
        guestsThatFit(
          coming.map((guest) => ({
            pages: [{ unique: guest.base + guest.burst }],
            course: courseOf(guest, stream, horizon),
          })),
          { capacity, epochs: horizon, scanner: 1 },
        ),
      ).sort((a, b) => b - a);
      return fits[Math.ceil(CONFIDENCE * runs - 1e-9) - 1]!;
    },
  };
}

const LIBRARY = 400;
const OVERHEAD = 20;

/** A world of equal pages: a library whose contents stand in a guest with a chance each, and pages that no other guest has; KSM merges. */
export function sharingWorld(seed: number): World {
  const stream = createStream(seed, { mechanism: PURPOSE });
  const chance = Float64Array.from({ length: LIBRARY }, () => stream.next() ** 2);
  const [least, range] = [whole(stream, 60, 100), whole(stream, 5, 40)];
  const draw = () => ({
    holds: chance.map((p) => (stream.next() < p ? 1 : 0)),
    own: least + Math.round(range * stream.next()),
    zero: 10,
  });
  const capacity = whole(stream, 2500, 4096);
  const recorded = Array.from({ length: CAPTURED }, draw);
  const alone = recorded.map(({ own }, g) => ({ copies: recorded.map((_, i) => (i === g ? 1 : 0)), contents: own }));
  const shared = Array.from({ length: LIBRARY }, (_, c) => ({
    copies: recorded.map(({ holds }) => holds[c]!),
    contents: 1,
  }));
  const pagesOf = ({ holds, own, zero }: ReturnType<typeof draw>): number =>
    own + zero + holds.reduce((sum, n) => sum + n, 0);
  return {
    scenario: {
      host: { memory_bytes: capacity * PAGE },
      guests: [{ kind: "profile", profile: "*" }],
      mechanisms: [{ id: "dedup", smart_scan: 0 }],
      objective: { confidence: CONFIDENCE },
      seed,
      replications: { outer: 40, inner: 1 },
    },
    host: {
      ...makeHost({
        guests: CAPTURED,
        pages: 1000,
        seed,
        change: (guest, g) => ({
          ...guest,
          overheadPages: OVERHEAD,
          residentPages: null,
          faults: null,
          zeroPages: recorded[g]!.zero,
          contentPages: pagesOf(recorded[g]!),
        }),
      }),
      patterns: [...shared, ...alone].filter(({ copies }) => copies.some((n) => n > 0)),
    },
    tables: {},
    truth: () => {
      const most = Math.ceil(capacity / (least + OVERHEAD));
      const coming = Array.from({ length: most }, draw);
      const labels = (holds: Float64Array): PageRun[] =>
        [...holds].flatMap((n, c): PageRun[] => (n > 0 ? [[`lib ${c}`, 1]] : []));
      return guestsThatFit(
        coming.map(({ holds, own, zero }) => ({
          pages: [["0", zero], ...labels(holds), { unique: own }],
          course: null,
        })),
        { capacity, epochs: 4, scanner: "pass" },
      );
    },
  };
}

interface Coming {
  readonly pages: readonly PageRun[];
  /** Pages in use at each epoch of the horizon; null: all. */
  readonly course: readonly number[] | null;
}

/**
 * One run of the page-exact engine tries every number of guests: they come one by one, each number stays for the whole horizon, and
 * the frames in use are read there: the most of a course, or what is left once the scanner has been twice over all.
 */
function guestsThatFit(
  coming: readonly Coming[],
  { capacity, epochs, scanner }: { capacity: number; epochs: number; scanner: number | "pass" },
): number {
  const { rows, invariants } = simulate(
    {
      host: { memory_bytes: 4 * capacity * PAGE },
      guests: coming.map(({ pages, course }, i) => ({
        kind: "pages",
        pages,
        arrives_epoch: 1 + i * epochs,
        overhead_bytes: course ? 0 : OVERHEAD * PAGE,
        ...(course ? { demand_pages: course } : {}),
      })),
      mechanisms: [{ id: "dedup", smart_scan: 0, pages_per_epoch: scanner }],
      epoch_s: 1,
      horizon_s: coming.length * epochs,
      seed: 1,
    },
    { rows: true },
  );
  const broken = Object.entries(invariants).filter(([, times]) => times > 0);
  if (broken.length > 0) throw new Error(`invariants broken: ${broken.join(" ")}`);
  const [total, free] = ["fast.total", "fast.free"].map((name) => rows!.columns.indexOf(name)) as [number, number];
  const used = rows!.data.map((row) => row[total]! - row[free]!);
  for (let n = 1; n <= coming.length; n++) {
    const settled = coming[n - 1]!.course ? used.slice((n - 1) * epochs, n * epochs) : [used[n * epochs - 1]!];
    if (Math.max(...settled) > capacity) return n - 1;
  }
  throw new Error("all that come fit: the world has too few guests to try");
}
