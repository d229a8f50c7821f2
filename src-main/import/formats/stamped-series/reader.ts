// The lines of a series: stamps begin blocks, the first line of a block tells which section reads the rest.
import type { CopyTime } from "../../importer.ts";
import { guestOfFile } from "../../text/file-name.ts";
import { kernelFile } from "../../text/kernel-file.ts";
import { isStamp, parseStamp, type Stamp, type StampClock, stampOfCopy } from "../../text/stamp.ts";
import { accepted, blank, comment, rejected, skipped, type Verdict } from "../../text/verdict.ts";
import type { Block, Section, Sink } from "./section.ts";
import { buddyinfo, pagetypeinfo, slabinfo, swaps } from "./sections/allocator.ts";
import { memoryEvents, memoryNumaStat, memoryStat } from "./sections/cgroup.ts";
import { ksmFiles } from "./sections/ksm.ts";
import { dommemstat, domstats, hmpBalloon } from "./sections/libvirt.ts";
import { numaMaps, numastat, zoneinfo } from "./sections/nodes.ts";
import { ksmStat, processStat, smapsRollup, statm, status } from "./sections/process.ts";
import { smaps } from "./sections/smaps.ts";
import { meminfo, pressure, systemStat, vmstat } from "./sections/system.ts";
import { valueFile } from "./sections/value-files.ts";

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
  hmpBalloon,
  systemStat,
  zoneinfo,
  numastat,
  buddyinfo,
  pagetypeinfo,
  slabinfo,
  swaps,
  numaMaps,
  ksmFiles,
  memoryStat,
  memoryEvents,
  memoryNumaStat,
  valueFile,
  processStat,
  statm,
];

const BAD_STAMP = rejected("stamp.form", "# stamp wall_ns=N mono_ns=N, or @@@ SECONDS SECONDS PATH");
const NO_SECTION = rejected("series.line", "a line of a known statistic");
const OTHER_FILE = skipped("file that is not kept");

/** What `tail -n +1 FILES` and `head FILES` print ahead of each file. */
const PRINTED_HEAD = /^==> (\/\S+) <==$/;
/** What `grep . FILES` prints: each line behind the path of its file. */
const PRINTED_LINE = /^(\/(?:proc|sys)\/[^:\s]+):(.*)$/;

/** A file of the whole system says itself what it is; that of a process, group or device, or one number, does not. */
const isToldByPath = ({ listed, file }: Block): boolean =>
  !listed && file !== null && !/^\/proc\/[a-z]+$/.test(file.path);

/** Where a source lies, and what it is called. */
export interface Place {
  readonly path: string;
  readonly name: string;
  /** When its folder was copied. */
  readonly copiedAt?: CopyTime | undefined;
}

export interface SeriesReader {
  line(text: string): Verdict;
  end(): void;
  /** Lines that gave values, stamps and mapping lines not among them. */
  readonly values: number;
  /** Whether what was read is told by the file's path, and not by stamps. */
  readonly byPath: boolean;
}

export function createSeriesReader(sink: Sink, clock: StampClock, place: Place): SeriesReader {
  const sections = SECTIONS.map((create) => create(sink));
  const own = kernelFile(place.path);
  const named = guestOfFile(place.name, ["smaps"]);
  let block: Block = {
    t: null,
    guest: named,
    pid: own?.pid ?? null,
    stampPid: own?.pid ?? null,
    comm: null,
    file: own,
    listed: false,
    fileName: place.name,
  };
  let listing: string | null = null;
  let current: Section | null = null;
  let values = 0;
  let byPath = false;
  let stamped = false;
  let begun = false;

  const begin = (stamp: Stamp | null): void => {
    current?.end?.(block);
    current = null;
    listing = null;
    stamped = true;
    const { guest = null, path = null } = stamp ?? {};
    const file = path === null ? own : kernelFile(path);
    const pid = stamp?.pid ?? file?.pid ?? null;
    const t = stamp && clock.time(stamp);
    block = { t, guest, pid, stampPid: pid, comm: null, file, listed: path !== null, fileName: place.name };
    if (guest !== null && pid !== null) sink.output.seen({ t: block.t, name: guest, pid, how: "stamp" });
  };
  /** Goes on with another file of the same stamp, which the text names by its path. */
  const turnTo = (path: string): void => {
    if (listing === path) return;
    current?.end?.(block);
    current = null;
    listing = path;
    const file = kernelFile(path);
    const pid = file?.pid ?? null;
    block = { ...block, pid, stampPid: pid, comm: null, file, listed: true };
  };
  const readBy = (section: Section, text: string): Verdict | null => {
    const verdict = section.line(text, block);
    if (verdict === accepted && !/^[0-9a-f]+-[0-9a-f]+ /.test(text)) values++;
    if (verdict === accepted && !stamped && (place.copiedAt || isToldByPath(block))) byPath = true;
    return verdict;
  };
  const content = (text: string): Verdict => {
    if (!begun && !stamped && place.copiedAt) block.t = clock.time(stampOfCopy(place.copiedAt));
    begun = true;
    const verdict = current && readBy(current, text);
    if (verdict) return verdict;
    const next = sections.find((section) => section.opens(text, block));
    if (!next) return block.listed ? OTHER_FILE : NO_SECTION;
    current?.end?.(block);
    current = next;
    return readBy(next, text) ?? NO_SECTION;
  };

  return {
    get values() {
      return values;
    },
    get byPath() {
      return byPath;
    },
    line(text) {
      if (isStamp(text)) {
        const stamp = parseStamp(text);
        begin(stamp);
        return stamp ? accepted : BAD_STAMP;
      }
      if (text.trim() === "") return blank;
      if (text.startsWith("#")) return comment;
      const head = PRINTED_HEAD.exec(text)?.[1];
      if (head !== undefined) {
        turnTo(head);
        return accepted;
      }
      const [, path, rest] = PRINTED_LINE.exec(text) ?? [];
      if (path === undefined || rest === undefined) return content(text);
      turnTo(path);
      return content(rest);
    },
    end() {
      current?.end?.(block);
      current = null;
    },
  };
}
