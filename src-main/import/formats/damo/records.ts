// damo's records as JSON: walks to their regions, whatever other keys stand around them and in which order.
import { byteDictionary } from "../../bytes/dictionary.ts";
import { JSON_VALUE, type JsonEvents, type JsonValue } from "../../bytes/json-walk.ts";
import type { ImportContext } from "../../importer.ts";
import { IN, KEY, KEYS, LISTS, OBJECTS, PER_PLACE, PLACE } from "./places.ts";
import { regionFields } from "./region-fields.ts";
import { type RegionRows, regionRows, type Target } from "./regions.ts";
import { MICROSECOND, readTime } from "./units.ts";

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
  const region = regionFields();
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
    const words = ["damon", kdamond && `kdamond ${kdamond}`, inside && `context ${inside}`, `target ${id || "0"}`];
    return { name: words.filter((word) => word !== "").join(" "), space: null, taskId: 0 };
  };
  const reject = (code: string, expected: string): void =>
    context.reject({ code, excerpt: `region ${regions}`, expected });

  const endRegion = (): void => {
    regions++;
    const hits = region.hitsOf(samplesOf());
    if (region.isNoMemory()) context.skip("region that stands for no memory");
    else if (!region.hasPlace()) reject("damo.region", "a start, and an end behind it");
    else if (!(hits >= 0 && hits <= 0x7fff_ffff)) reject("damo.accesses", "how many samples were seen accessed");
    else {
      target ??= targetOf();
      rows.add(target, region.start, region.end, hits, region.ageOf(aggrNs));
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
    if (place === PLACE.region) region.clear();
    else if (place === PLACE.snapshot) startNs = endNs = ownSampleNs = null;
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
      default:
        region.take((places.at(-1) as number) * PER_PLACE + key, bytes, from, until);
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
