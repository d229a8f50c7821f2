// damo's records as text, in the shape of perf's: `kdamond.x xxxx xxxx SECONDS: damon:damon_aggregated: ...`.
import type { ImportContext } from "../../importer.ts";
import type { LineReader } from "../../text/import-lines.ts";
import { blank, comment, pending, rejected, skipped, type Verdict } from "../../text/verdict.ts";
import { type RegionRows, regionRows, type Target } from "./regions.ts";
import { whole } from "./units.ts";

export const TEXT_LINE =
  /^kdamond\.x xxxx xxxx (\d{1,10})\.(\d{6}): damon:damon_aggregated: target_id=(\w+) nr_regions=(\d{1,9}) (\d{1,20})-(\d{1,20}): (-?\d{1,10}) (-?\d{1,10}|None)\s*$/;

const STEP_NS = 1000;
const BAD_LINE = rejected("damo.line", "kdamond.x xxxx xxxx SECONDS: damon:damon_aggregated: ... START-END: N AGE");
const NO_MEMORY = skipped("region that stands for no memory");

interface TextReader extends LineReader {
  readonly rows: RegionRows;
}

interface OfTarget {
  readonly target: Target;
  lastNs: bigint | null;
}

/** A snapshot is as many lines in a row as it says; one with fewer lost some and is not taken. */
export function textReader(context: ImportContext): TextReader {
  const targets = new Map<string, OfTarget>();
  const start = whole();
  const end = whole();
  let offset: bigint | null = null;
  let current: { of: OfTarget; ns: bigint; expected: number; seen: number } | null = null;
  const rows = regionRows(context, () => ({
    t: current && current.ns + (offset ?? 0n),
    spanNs: current?.of.lastNs != null && current.ns > current.of.lastNs ? current.ns - current.of.lastNs : null,
    samples: null,
  }));

  const split = (text: string, into: typeof start): boolean => {
    const value = BigInt(text);
    if (value >= 1n << 64n) return false;
    into.low = Number(value & 0xffff_ffffn);
    into.high = Number(value >> 32n);
    return true;
  };
  const close = (): void => {
    if (!current) return;
    if (current.seen === current.expected) {
      rows.endScan();
      current.of.lastNs = current.ns;
    } else {
      const lost = rows.dropScan();
      const what = { code: "damo.cut_snapshot", excerpt: `${current.seen} of ${current.expected} regions` };
      if (lost > 0) context.reject({ ...what, expected: "all regions of a snapshot in a row" }, lost);
    }
    current = null;
  };
  const ofTarget = (id: string): OfTarget => {
    const known = targets.get(id);
    if (known) return known;
    const made = { target: { name: `damon target ${id}`, space: null, taskId: 0 }, lastNs: null };
    targets.set(id, made);
    return made;
  };

  return {
    rows,
    line(text): Verdict {
      if (text.trim() === "") return blank;
      if (text.startsWith("#")) return comment;
      const [, seconds, micros, id, regions, from, until, hits, age] = TEXT_LINE.exec(text) ?? [];
      if (seconds === undefined || id === undefined || from === undefined || until === undefined) return BAD_LINE;
      if (from === "0" && until === "0" && hits === "-1") return NO_MEMORY;
      const ns = BigInt(seconds) * 1_000_000_000n + BigInt(micros as string) * 1000n;
      const of = ofTarget(id);
      const expected = Number(regions);
      if (!current || current.of !== of || current.ns !== ns || current.expected !== expected) close();
      current ??= { of, ns, expected, seen: 0 };
      const fits = split(from, start) && split(until, end) && BigInt(until) > BigInt(from) && Number(hits) >= 0;
      current.seen++;
      if (fits) {
        offset ??= context.clock({ name: ns >= 10n ** 18n ? "wall" : "perf", stepNs: STEP_NS });
        rows.add(of.target, start, end, Number(hits), age === "None" ? null : Number(age));
      }
      if (current.seen === expected) close();
      return fits ? pending : BAD_LINE;
    },
    end: close,
  };
}
