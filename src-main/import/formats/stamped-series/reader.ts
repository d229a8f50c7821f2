// The lines of a series: stamps begin blocks, the first line of a block tells which section reads the rest.
import { isStamp, parseStamp, type Stamp, type StampClock } from "../../text/stamp.ts";
import { accepted, blank, comment, rejected, skipped, type Verdict } from "../../text/verdict.ts";
import type { Block, Section, Sink } from "./section.ts";
import { ksmFiles } from "./sections/ksm.ts";
import { dommemstat, domstats } from "./sections/libvirt.ts";
import { numaMaps, zoneinfo } from "./sections/nodes.ts";
import { ksmStat, processStat, smapsRollup, statm, status } from "./sections/process.ts";
import { smaps } from "./sections/smaps.ts";
import { meminfo, pressure, systemStat, vmstat } from "./sections/system.ts";
import { memoryEvents, memoryStat, singleValue, zram } from "./sections/value-files.ts";

/** All sections, in the order in which a first line is tried. */
const SECTIONS: readonly ((sink: Sink) => Section)[] = [
  meminfo,
  vmstat,
  pressure,
  smapsRollup,
  smaps,
  status,
  ksmStat,
  domstats,
  dommemstat,
  systemStat,
  zoneinfo,
  numaMaps,
  ksmFiles,
  memoryStat,
  memoryEvents,
  zram,
  processStat,
  statm,
  singleValue,
];

const BAD_STAMP = rejected("stamp.form", "# stamp wall_ns=N mono_ns=N, or @@@ SECONDS SECONDS PATH");
const NO_SECTION = rejected("series.line", "a line of a known statistic");
const OTHER_FILE = skipped("file that is not kept");

export interface SeriesReader {
  line(text: string): Verdict;
  end(): void;
  /** Lines that gave values, stamps and mapping lines not among them. */
  readonly values: number;
}

export function createSeriesReader(sink: Sink, clock: StampClock, fileName: string): SeriesReader {
  const sections = SECTIONS.map((create) => create(sink));
  let block: Block = { t: null, guest: null, pid: null, stampPid: null, comm: null, path: null, fileName };
  let current: Section | null = null;
  let values = 0;

  const begin = (stamp: Stamp | null): void => {
    current?.end?.(block);
    current = null;
    const { guest = null, pid = null, path = null } = stamp ?? {};
    block = { t: stamp && clock.time(stamp), guest, pid, stampPid: pid, comm: null, path, fileName };
    if (guest !== null && pid !== null) sink.output.seen({ t: block.t, name: guest, pid, how: "stamp" });
  };
  const readBy = (section: Section, text: string): Verdict | null => {
    const verdict = section.line(text, block);
    if (verdict === accepted && !/^[0-9a-f]+-[0-9a-f]+ /.test(text)) values++;
    return verdict;
  };

  return {
    get values() {
      return values;
    },
    line(text) {
      if (isStamp(text)) {
        const stamp = parseStamp(text);
        begin(stamp);
        return stamp ? accepted : BAD_STAMP;
      }
      if (text.trim() === "") return blank;
      if (text.startsWith("#")) return comment;
      const verdict = current && readBy(current, text);
      if (verdict) return verdict;
      const next = sections.find((section) => section.opens(text, block));
      if (!next) return block.path === null ? NO_SECTION : OTHER_FILE;
      current?.end?.(block);
      current = next;
      return readBy(next, text) ?? NO_SECTION;
    },
    end() {
      current?.end?.(block);
      current = null;
    },
  };
}
