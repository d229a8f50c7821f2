// Regions of DAMON's scans, kept until their scan is whole, then written as rows of the table `region`.
import { fillBatch, ints, longs, octets, put64, putSeq, setUnknown, ulongs } from "../bytes/columns.ts";
import type { TraceMoment } from "./contract.ts";
import { highOf } from "./moments.ts";
import type { TraceRows } from "./rows.ts";

/** Words of `region.space` by their place in the declaration of the tables. */
const HVA = 0;
const HPA = 3;

const REGION_ROWS = 16_384;

/** Processes have stacks and libraries above, machines their memory below: 2^46 bytes, as a high word. */
const PHYSICAL_BELOW_HIGH = 1 << 14;

const WORD = 0x1_0000_0000;
const MOST_INT = 0x7fff_ffff;

const regionBatch = () =>
  fillBatch("region", {
    seq: longs(REGION_ROWS),
    t: longs(REGION_ROWS),
    scan: ints(REGION_ROWS),
    task_id: ints(REGION_ROWS),
    space: octets(REGION_ROWS),
    addr: ulongs(REGION_ROWS),
    bytes: ulongs(REGION_ROWS),
    hits: ints(REGION_ROWS),
    samples: ints(REGION_ROWS),
    age: ints(REGION_ROWS),
    span_ns: longs(REGION_ROWS),
  });

/** Places of the words of a region. */
const TIME = 0;
const START = 2;
const END = 4;
const HITS = 6;
const AGE = 7;
const KNOWN = 8;
const REGION_WORDS = 9;

const TIME_KNOWN = 1;
const AGE_KNOWN = 2;

/** Regions of one scan as they come: no object for each. */
export interface Scan {
  /** Adds a region; `age` is -1 where it is not recorded. */
  add(moment: TraceMoment, start: ArrayLike<number>, startAt: number, hits: number, age: number): void;
  readonly size: () => number;
  /** Whether a region that starts there lies behind the last one. */
  goesOn(startLow: number, startHigh: number): boolean;
  readonly seqs: () => Float64Array;
  readonly words: () => Uint32Array;
  clear(): void;
}

export function emptyScan(): Scan {
  let seqs = new Float64Array(16);
  let words = new Uint32Array(16 * REGION_WORDS);
  let size = 0;

  function grow(): void {
    const [oldSeqs, oldWords] = [seqs, words];
    seqs = new Float64Array(2 * oldSeqs.length);
    words = new Uint32Array(2 * oldWords.length);
    seqs.set(oldSeqs);
    words.set(oldWords);
  }

  return {
    size: () => size,
    seqs: () => seqs,
    words: () => words,
    clear() {
      size = 0;
    },
    goesOn(startLow, startHigh) {
      if (size === 0) return true;
      const last = (size - 1) * REGION_WORDS + END;
      const high = words[last + 1] as number;
      return startHigh > high || (startHigh === high && startLow >= (words[last] as number));
    },
    add(moment, range, at, hits, age) {
      if (size === seqs.length) grow();
      const place = size * REGION_WORDS;
      seqs[size++] = moment.seq;
      words[place + TIME] = moment.low;
      words[place + TIME + 1] = moment.high;
      for (let i = 0; i < 4; i++) words[place + START + i] = range[at + i] as number;
      words[place + HITS] = Math.min(hits, MOST_INT);
      words[place + AGE] = Math.min(age, MOST_INT);
      words[place + KNOWN] = (moment.timed ? TIME_KNOWN : 0) | (age >= 0 ? AGE_KNOWN : 0);
    },
  };
}

/** What is known of a whole scan; NaN where it is not. */
export interface ScanFacts {
  readonly number: number;
  readonly task: number;
  readonly spanNs: number;
  readonly sampleNs: number;
}

/** Returns what writes the rows of a scan. */
export function scanRows(rows: TraceRows): (scan: Scan, facts: ScanFacts) => void {
  const queue = rows.queue(regionBatch);
  type Columns = ReturnType<typeof regionBatch>["columns"];

  function putRange(columns: Columns, row: number, words: Uint32Array, place: number): void {
    const startLow = words[place + START] as number;
    const startHigh = words[place + START + 1] as number;
    const bytes = ((words[place + END + 1] as number) - startHigh) * WORD + ((words[place + END] as number) - startLow);
    put64(columns.addr, row, startLow, startHigh);
    put64(columns.bytes, row, bytes % WORD, highOf(bytes));
  }

  function putFacts(columns: Columns, row: number, { number, task, spanNs, sampleNs }: ScanFacts): void {
    columns.scan.data[row] = number;
    if (task > 0) columns.task_id.data[row] = task;
    else setUnknown(columns.task_id, row);
    if (Number.isNaN(spanNs)) setUnknown(columns.span_ns, row);
    else put64(columns.span_ns, row, spanNs % WORD, highOf(spanNs));
    const samples = Math.round(spanNs / sampleNs);
    if (samples >= 1 && samples <= MOST_INT) columns.samples.data[row] = samples;
    else setUnknown(columns.samples, row);
  }

  return (scan, facts) => {
    const size = scan.size();
    const words = scan.words();
    const lastHigh = words[(size - 1) * REGION_WORDS + END + 1] as number;
    const space = lastHigh >= PHYSICAL_BELOW_HIGH ? HVA : HPA;
    for (let i = 0; i < size; i++) {
      const batch = queue.open();
      const { columns } = batch;
      const row = batch.rows++;
      const place = i * REGION_WORDS;
      const known = words[place + KNOWN] as number;
      putSeq(columns.seq, row, scan.seqs()[i] as number);
      if (known & TIME_KNOWN)
        rows.times.put(columns.t, row, words[place + TIME] as number, words[place + TIME + 1] as number);
      else setUnknown(columns.t, row);
      columns.space.data[row] = space;
      putRange(columns, row, words, place);
      columns.hits.data[row] = words[place + HITS] as number;
      if (known & AGE_KNOWN) columns.age.data[row] = words[place + AGE] as number;
      else setUnknown(columns.age, row);
      putFacts(columns, row, facts);
    }
  };
}
