// damo's records as JSON: walks to their regions, whatever other keys stand around them and in which order.
import { byteDictionary } from "../../bytes/dictionary.ts";
import { JSON_VALUE, type JsonEvents, type JsonValue } from "../../bytes/json-walk.ts";
import type { ImportContext } from "../../importer.ts";
import { type RegionRows, regionRows, type Target } from "./regions.ts";
import { readNumber, readSize, readTime, whole } from "./units.ts";

/** Where a container stands. */
const PLACE = {
  top: 0,
  records: 1,
  record: 2,
  intervals: 3,
  snapshots: 4,
  snapshot: 5,
  regions: 6,
  region: 7,
  accesses: 8,
  age: 9,
  other: 10,
} as const;
/** Keys that are looked at; others are stepped over with all that is in them. */
const KEY = {
  none: 0,
  kdamond_idx: 1,
  context_idx: 2,
  target_id: 3,
  intervals: 4,
  snapshots: 5,
  sample_us: 6,
  aggr_us: 7,
  start_time: 8,
  end_time: 9,
  regions: 10,
  sample_interval_us: 11,
  start: 12,
  end: 13,
  nr_accesses: 14,
  age: 15,
  samples: 16,
  percent: 17,
  usec: 18,
  aggr_intervals: 19,
} as const;
const KEYS: ReadonlyMap<string, number> = new Map(Object.entries(KEY));

/** One number for a key in a place. */
const PER_PLACE = 32;
const IN = {
  kdamond: PLACE.record * PER_PLACE + KEY.kdamond_idx,
  context: PLACE.record * PER_PLACE + KEY.context_idx,
  target: PLACE.record * PER_PLACE + KEY.target_id,
  sample: PLACE.intervals * PER_PLACE + KEY.sample_us,
  aggregation: PLACE.intervals * PER_PLACE + KEY.aggr_us,
  ownSample: PLACE.snapshot * PER_PLACE + KEY.sample_interval_us,
  startTime: PLACE.snapshot * PER_PLACE + KEY.start_time,
  endTime: PLACE.snapshot * PER_PLACE + KEY.end_time,
  start: PLACE.region * PER_PLACE + KEY.start,
  end: PLACE.region * PER_PLACE + KEY.end,
  hits: PLACE.accesses * PER_PLACE + KEY.samples,
  percent: PLACE.accesses * PER_PLACE + KEY.percent,
  scans: PLACE.age * PER_PLACE + KEY.aggr_intervals,
  ageTime: PLACE.age * PER_PLACE + KEY.usec,
} as const;

/** Which place a list or an object begins, by the place and the key it stands under. */
const LISTS: ReadonlyMap<number, number> = new Map([
  [PLACE.top * PER_PLACE, PLACE.records],
  [PLACE.record * PER_PLACE + KEY.snapshots, PLACE.snapshots],
  [PLACE.snapshot * PER_PLACE + KEY.regions, PLACE.regions],
]);
const OBJECTS: ReadonlyMap<number, number> = new Map([
  [PLACE.records * PER_PLACE, PLACE.record],
  [PLACE.record * PER_PLACE + KEY.intervals, PLACE.intervals],
  [PLACE.snapshots * PER_PLACE, PLACE.snapshot],
  [PLACE.regions * PER_PLACE, PLACE.region],
  [PLACE.region * PER_PLACE + KEY.nr_accesses, PLACE.accesses],
  [PLACE.region * PER_PLACE + KEY.age, PLACE.age],
]);

const MICROSECOND = 1000n;

/** Times from here on are of the wall clock, ns since 1970: 2001 and later. Before, they count from some start. */
const WALL_FROM = 10n ** 18n;

export interface RecordReader extends JsonEvents {
  /** Rows of the regions read so far. */
  readonly rows: RegionRows;
}

const shortText = (bytes: Uint8Array, from: number, until: number): string =>
  String.fromCharCode(...bytes.subarray(from, Math.min(until, from + 40)));

export function recordReader(context: ImportContext): RecordReader {
  const keyOf = byteDictionary((text) => KEYS.get(text) ?? KEY.none);
  const places: number[] = [PLACE.top];
  let key: number = KEY.none;
  let offset: bigint | null = null;
  // Of the record.
  let names = { kdamond: "", context: "", target: "" };
  let target: Target | null = null;
  let sampleNs: bigint | null = null;
  let aggrNs: bigint | null = null;
  // Of the scan.
  let ownSampleNs: bigint | null = null;
  let startNs: bigint | null = null;
  let endNs: bigint | null = null;
  // Of the region.
  const start = whole();
  const end = whole();
  const region = { start: false, end: false, hits: Number.NaN, percent: Number.NaN, age: Number.NaN };
  let ageNs: bigint | null = null;
  let regions = 0;

  const timeOf = (ns: bigint): bigint => {
    offset ??= context.clock({ name: ns >= WALL_FROM ? "wall" : "perf", stepNs: 1 });
    return ns + offset;
  };
  const samplesOf = (): number | null => {
    const each = ownSampleNs ?? sampleNs;
    if (each === null || aggrNs === null || each <= 0n) return null;
    const samples = Math.round(Number(aggrNs) / Number(each));
    return samples <= 0x7fff_ffff ? samples : null;
  };
  const rows = regionRows(context, () => ({
    t: endNs === null ? null : timeOf(endNs),
    spanNs: startNs !== null && endNs !== null && endNs >= startNs ? endNs - startNs : aggrNs,
    samples: samplesOf(),
  }));
  const targetOf = (): Target => {
    const { kdamond, context: inside, target: id } = names;
    const words = [kdamond && `kdamond ${kdamond}`, inside && `context ${inside}`, `target ${id || "0"}`];
    return { name: words.filter((word) => word !== "").join(" "), space: null, taskId: 0 };
  };
  const reject = (code: string, expected: string): void =>
    context.reject({ code, excerpt: `region ${regions}`, expected });

  /** Samples seen accessed, NaN where the region does not tell. */
  const hitsOf = (): number => {
    if (!Number.isNaN(region.hits)) return region.hits;
    const samples = samplesOf();
    return samples === null ? Number.NaN : Math.round((region.percent * samples) / 100);
  };
  const ageOf = (): number | null => {
    if (!Number.isNaN(region.age)) return Math.round(region.age);
    return ageNs === null || aggrNs === null || aggrNs <= 0n ? null : Number(ageNs / aggrNs);
  };
  const endRegion = (): void => {
    regions++;
    const empty = start.low === end.low && start.high === end.high;
    const above = end.high > start.high || (end.high === start.high && end.low > start.low);
    const placed = region.start && region.end;
    const hits = hitsOf();
    if (placed && empty && region.hits === -1) context.skip("region that stands for no memory");
    else if (!placed || !above) reject("damo.region", "a start, and an end behind it");
    else if (!(hits >= 0 && hits <= 0x7fff_ffff)) reject("damo.accesses", "how many samples were seen accessed");
    else {
      target ??= targetOf();
      rows.add(target, start, end, Math.round(hits), ageOf());
    }
  };
  const endScan = (): void => {
    if (endNs !== null) {
      timeOf(endNs);
      context.span(startNs !== null && startNs < endNs ? startNs : endNs, endNs);
    }
    rows.endScan();
  };

  const begin = (place: number): void => {
    if (place === PLACE.region) {
      region.start = region.end = false;
      region.hits = region.percent = region.age = Number.NaN;
      ageNs = null;
    } else if (place === PLACE.snapshot) startNs = endNs = ownSampleNs = null;
    else if (place === PLACE.record) {
      names = { kdamond: "", context: "", target: "" };
      target = null;
      sampleNs = aggrNs = null;
    }
  };
  const take = (bytes: Uint8Array, from: number, until: number): void => {
    switch ((places.at(-1) as number) * PER_PLACE + key) {
      case IN.kdamond:
        names.kdamond = shortText(bytes, from, until);
        break;
      case IN.context:
        names.context = shortText(bytes, from, until);
        break;
      case IN.target:
        names.target = shortText(bytes, from, until);
        break;
      case IN.sample:
        sampleNs = readTime(bytes, from, until, MICROSECOND);
        break;
      case IN.aggregation:
        aggrNs = readTime(bytes, from, until, MICROSECOND);
        break;
      case IN.ownSample:
        ownSampleNs = readTime(bytes, from, until, MICROSECOND);
        break;
      case IN.startTime:
        startNs = readTime(bytes, from, until, 1n);
        break;
      case IN.endTime:
        endNs = readTime(bytes, from, until, 1n);
        break;
      case IN.start:
        region.start = readSize(bytes, from, until, start);
        break;
      case IN.end:
        region.end = readSize(bytes, from, until, end);
        break;
      case IN.hits:
        region.hits = readNumber(bytes, from, until);
        break;
      case IN.percent:
        region.percent = readNumber(bytes, from, until);
        break;
      case IN.scans:
        region.age = readNumber(bytes, from, until);
        break;
      case IN.ageTime:
        ageNs = readTime(bytes, from, until, MICROSECOND);
        break;
    }
  };

  return {
    rows,
    open(isObject) {
      const under = (places.at(-1) as number) * PER_PLACE + key;
      const place = (isObject ? OBJECTS : LISTS).get(under) ?? PLACE.other;
      places.push(place);
      key = KEY.none;
      begin(place);
    },
    close() {
      const place = places.pop();
      key = KEY.none;
      if (place === PLACE.region) endRegion();
      else if (place === PLACE.snapshot) endScan();
    },
    key(bytes, from, until) {
      key = keyOf.find(bytes, from, until);
    },
    value(kind: JsonValue, bytes, from, until) {
      if (kind !== JSON_VALUE.word && until > from) take(bytes, from, until);
    },
  };
}
