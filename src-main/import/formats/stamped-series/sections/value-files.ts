// Sections of small files in /sys: memory.stat and memory.events of a cgroup, zram, and files of one number.
import { emptyKeyValue, scanKeyValue } from "../../../text/key-value.ts";
import { ksmMeaning } from "../../../text/ksm.ts";
import { counter, gauge, type Meaning } from "../../../text/statistics.ts";
import { accepted, rejected, skipped } from "../../../text/verdict.ts";
import { type Block, processGroup, type Section, type Sink } from "../section.ts";

const NOT_KEPT = skipped("file that is not kept");

/** Counts since the group was made among the keys of memory.stat (kernel's cgroup-v2 document); the rest is bytes. */
const STAT_COUNT = /^(?:workingset_(?!nodes)|pg|thp_(?:fault|collapse|swpout|split)|zswp|numa_|swp(?:in|out)_zero)/;

/** Group of a file called GROUP.memory.stat or /sys/fs/cgroup/GROUP/memory.stat. */
const cgroupOf = (block: Block, file: string): string | null => {
  const name = block.path ?? block.fileName;
  const at = name.lastIndexOf(file);
  return at > 0 ? name.slice(0, at - 1).replace(/^\/sys\/fs\/cgroup\/?/, "") || null : null;
};

function cgroupFile(sink: Sink, file: string, first: RegExp, meaning: (key: string) => Meaning): Section {
  const field = emptyKeyValue();
  return {
    opens: (text) => first.test(text),
    line(text, block) {
      if (!/^[a-z]/.test(text) || !scanKeyValue(text, field) || field.separator !== " ") return null;
      if (Number.isNaN(field.number) || field.unit !== "") return rejected(`${file}.line`, "name NUMBER");
      const group = sink.output.statistics.group(file, "cgroup", cgroupOf(block, file));
      group.put(field.key, meaning, block.t, field.number);
      return accepted;
    },
  };
}

export const memoryStat = (sink: Sink): Section =>
  cgroupFile(sink, "memory.stat", /^anon \d+$/, (key) => (STAT_COUNT.test(key) ? counter("count") : gauge("bytes")));

export const memoryEvents = (sink: Sink): Section =>
  cgroupFile(sink, "memory.events", /^low \d+$/, () => counter("count"));

const ZRAM_FIELDS = [
  ["orig_data_size", gauge("bytes")],
  ["compr_data_size", gauge("bytes")],
  ["mem_used_total", gauge("bytes")],
  ["mem_limit", gauge("bytes")],
  ["mem_used_max", gauge("bytes")],
  ["same_pages", gauge("pages")],
  ["pages_compacted", counter("pages")],
  ["huge_pages", gauge("pages")],
  ["huge_pages_since", counter("pages")],
] as const;

/** mm_stat of a zram device: 7 to 9 numbers (older kernels have fewer); told by the file's name only. */
export function zram(sink: Sink): Section {
  const shape = /^\s*\d+(?:\s+\d+){6,8}\s*$/;
  const named = (block: Block): boolean => (block.path ?? block.fileName).includes("mm_stat");
  return {
    opens: (text, block) => named(block) && shape.test(text),
    line(text, block) {
      if (!shape.test(text)) return null;
      const device = /\b(zram\d+)\b/.exec(block.path ?? "")?.[1] ?? null;
      const group = sink.output.statistics.group("zram", "device", device);
      const values = text.trim().split(/\s+/).map(Number);
      values.forEach((value, i) => {
        const [name, meaning] = ZRAM_FIELDS[i] as (typeof ZRAM_FIELDS)[number];
        group.put(name, meaning, block.t, value);
      });
      return accepted;
    },
  };
}

/** A file of one number whose path the stamp names. */
export function singleValue(sink: Sink): Section {
  const number = /^-?\d+$/;
  const process = processGroup(sink, "ksm_stat");
  const put = (block: Block, path: string, value: number): boolean => {
    const key = path.slice(path.lastIndexOf("/") + 1);
    const statistics = sink.output.statistics;
    if (/\/mm\/ksm\/\w+$/.test(path)) {
      statistics.group("ksm", "host").put(key, ksmMeaning, block.t, value);
    } else if (/\/ksm_merging_pages$/.test(path)) process(block).put(key, gauge("pages"), block.t, value);
    else {
      const size = /\/(hugepages-\d+kB)\/\w+$/.exec(path)?.[1];
      if (!size) return false;
      statistics.group(size, "host").put(key, gauge("pages"), block.t, value);
    }
    return true;
  };
  return {
    opens: (text, block) => block.path !== null && number.test(text),
    line(text, block) {
      if (block.path === null || !number.test(text)) return null;
      return put(block, block.path, Number(text)) ? accepted : NOT_KEPT;
    },
  };
}
