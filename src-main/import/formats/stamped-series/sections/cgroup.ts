// Sections of a control group's files of several lines: memory.stat, memory.events, memory.numa_stat and their like.
import { emptyKeyValue, scanKeyValue } from "../../../text/key-value.ts";
import { counter, type Group, gauge, type Meaning } from "../../../text/statistics.ts";
import { accepted, rejected, type Verdict } from "../../../text/verdict.ts";
import type { Block, Section, Sink } from "../section.ts";

/** Counts since the group was made among the keys of memory.stat (the kernel's documents of both versions). */
const STAT_COUNT =
  /^(?:total_)?(?:workingset_(?!nodes)|pg|thp_(?:fault|collapse|swpout|split)|zswp|swp(?:in|out)|numa_|recent_)/;
const COUNTED = counter("count");
const IN_BYTES = gauge("bytes");
const IN_PAGES = gauge("pages");

const statKey = (key: string): Meaning => (STAT_COUNT.test(key) ? COUNTED : IN_BYTES);

/** Name of the group's file, where the path tells it. */
const fileOf = (block: Block): string | null => {
  const path = block.file?.path ?? "";
  return path.startsWith("/sys/fs/cgroup/") ? path.slice(path.lastIndexOf("/") + 1) : null;
};

export const cgroupGroup = (sink: Sink, block: Block, source: string): Group =>
  sink.output.statistics.group(source, "cgroup", block.file?.cgroup ?? null);

interface Keyed {
  /** Names of the files, the first where the path tells none. */
  readonly files: readonly string[];
  /** First line by which the content is known without a path. */
  readonly first: RegExp;
  readonly meaning: (key: string) => Meaning;
}

/** Lines `KEY NUMBER`. */
function keyed(sink: Sink, { files, first, meaning }: Keyed): Section {
  const field = emptyKeyValue();
  const named = (block: Block): string | undefined => files.find((file) => file === fileOf(block));
  return {
    opens: (text, block) => first.test(text) || (named(block) !== undefined && /^[a-z_]+ \d+$/.test(text)),
    line(text, block) {
      if (!/^[a-z]/.test(text) || !scanKeyValue(text, field) || field.separator !== " ") return null;
      const file = named(block) ?? (files[0] as string);
      if (Number.isNaN(field.number) || field.unit !== "") return rejected(`${file}.line`, "name NUMBER");
      cgroupGroup(sink, block, file).put(field.key, meaning, block.t, field.number);
      return accepted;
    },
  };
}

export const memoryStat = (sink: Sink): Section =>
  keyed(sink, { files: ["memory.stat"], first: /^(?:anon|cache) \d+$/, meaning: statKey });

const STATES: readonly string[] = ["oom_kill_disable", "under_oom"];

export const memoryEvents = (sink: Sink): Section =>
  keyed(sink, {
    files: [
      "memory.events",
      "memory.events.local",
      "memory.swap.events",
      "memory.oom_control",
      "hugetlb.2MB.events",
      "hugetlb.1GB.events",
    ],
    first: /^low \d+$/,
    meaning: (key) => (STATES.includes(key) ? gauge("count") : COUNTED),
  });

const NUMA_LINE = /^([a-z_]+)(?:=(\d{1,18}))?((?: N\d+=\d{1,18})+)$/;

/** `anon N0=BYTES N1=BYTES` in version 2; `total=PAGES N0=PAGES` in version 1. */
export function memoryNumaStat(sink: Sink): Section {
  const source = "memory.numa_stat";
  const take = (text: string, block: Block): Verdict | null => {
    const [, key, total, nodes] = NUMA_LINE.exec(text) ?? [];
    if (key === undefined || nodes === undefined) return null;
    const group = cgroupGroup(sink, block, source);
    const meaning = STAT_COUNT.test(key) ? COUNTED : total === undefined ? IN_BYTES : IN_PAGES;
    if (total !== undefined) group.put(key, meaning, block.t, Number(total));
    for (const [, node, value] of nodes.matchAll(/ (N\d+)=(\d+)/g))
      group.put(`${key}.${node}`, meaning, block.t, Number(value));
    return accepted;
  };
  return { opens: (text) => NUMA_LINE.test(text), line: take };
}
