// Sections about one process: /proc/PID/status, stat, statm, smaps_rollup and ksm_stat.

import { emptyKeyValue, scanKeyValue } from "../../../text/key-value.ts";
import { ksmStatMeaning } from "../../../text/ksm.ts";
import { lookup } from "../../../text/lookup.ts";
import { int32Of } from "../../../text/numbers.ts";
import { counter, gauge, type Meaning } from "../../../text/statistics.ts";
import { accepted, rejected, skipped } from "../../../text/verdict.ts";
import { type Block, factSubjectOf, pinned, processGroup, type Section, type Sink } from "../section.ts";

const KIB = 1024;
const IN_KIB = gauge("bytes", KIB);
const IN_PAGES = gauge("pages");

/** Fields of status that pin memory, and the fact they become. */
const PINNED: Readonly<Record<string, string>> = {
  VmLck: "status.locked_bytes",
  VmPin: "status.pinned_bytes",
  HugetlbPages: "status.hugetlb_bytes",
};
const STATUS_COUNTS: Readonly<Record<string, Meaning>> = {
  Threads: gauge("count"),
  voluntary_ctxt_switches: counter("count"),
  nonvoluntary_ctxt_switches: counter("count"),
};

/** `Key:\tvalue`; memory in kB becomes bytes, words and masks are left out. */
export function status(sink: Sink): Section {
  const field = emptyKeyValue();
  const group = processGroup(sink, "status");
  const words = skipped("process status that is no statistic");
  return {
    opens: (text) => /^Name:\t\S/.test(text) || /^Vm[A-Z][A-Za-z]+:\s+\d+ kB$/.test(text),
    line(text, block) {
      if (!scanKeyValue(text, field)) return text.endsWith(":") || /^\w+:\s*$/.test(text) ? words : null;
      if (field.separator !== ":") return null;
      if (field.key === "Name") {
        block.comm = field.text;
        block.pid = block.stampPid;
        return words;
      }
      if (field.key === "Pid") {
        block.pid ??= int32Of(field.text);
        return words;
      }
      const count = lookup(STATUS_COUNTS, field.key);
      if (count) {
        if (Number.isNaN(field.number)) return rejected("status.line", "Key: NUMBER");
        group(block).put(field.key, count, block.t, field.number);
        return accepted;
      }
      if (field.unit !== "kB") return words;
      group(block).put(field.key, IN_KIB, block.t, field.number);
      const fact = lookup(PINNED, field.key);
      if (fact) pinned(sink, block, fact, field.number * KIB);
      return accepted;
    },
  };
}

/** Fields of /proc/PID/stat that are kept, with their place from 1 as in proc_pid_stat(5). */
const STAT_FIELDS: readonly (readonly [name: string, place: number, meaning: Meaning])[] = [
  ["minflt", 10, counter("count")],
  ["majflt", 12, counter("count")],
  ["utime", 14, counter("ticks")],
  ["stime", 15, counter("ticks")],
  ["num_threads", 20, gauge("count")],
  ["vsize", 23, gauge("bytes")],
  ["rss", 24, IN_PAGES],
  ["delayacct_blkio_ticks", 42, counter("ticks")],
  ["guest_time", 43, counter("ticks")],
];

/** One line: pid, name in brackets (which may hold anything), state, numbers. */
export function processStat(sink: Sink): Section {
  const group = processGroup(sink, "stat");
  const shape = /^(\d+) \((.*)\) ([A-Za-z]) (-?\d+(?: -?\d+){20,})\s*$/;
  return {
    opens: (text) => shape.test(text),
    line(text, block) {
      const [, pid, comm, , numbers] = shape.exec(text) ?? [];
      if (numbers === undefined) return null;
      block.pid = block.stampPid ?? int32Of(pid);
      block.comm = comm ?? null;
      const fields = numbers.split(" ");
      for (const [name, place, meaning] of STAT_FIELDS) {
        const value = fields[place - 4];
        if (value !== undefined) group(block).put(name, meaning, block.t, Number(value));
      }
      return accepted;
    },
  };
}

const STATM_FIELDS = ["size", "resident", "shared", "text", "lib", "data", "dt"];

/** One line of seven numbers of pages; a second such line in a block is something else. */
export function statm(sink: Sink): Section {
  const shape = /^\d+(?: \d+){6}$/;
  const group = processGroup(sink, "statm");
  let last: Block | null = null;
  return {
    opens: (text, block) => block !== last && shape.test(text),
    line(text, block) {
      if (block === last || !shape.test(text)) return null;
      last = block;
      text.split(" ").forEach((value, i) => {
        group(block).put(STATM_FIELDS[i] as string, IN_PAGES, block.t, Number(value));
      });
      return accepted;
    },
  };
}

/** One mapping line that ends in [rollup], then sums in kB. */
export function smapsRollup(sink: Sink): Section {
  const field = emptyKeyValue();
  const group = processGroup(sink, "smaps_rollup");
  let hugetlb = 0;
  return {
    opens: (text) => /^[0-9a-f]+-[0-9a-f]+ .*\[rollup\]\s*$/.test(text),
    line(text, block) {
      if (text.trimEnd().endsWith("[rollup]")) return accepted;
      if (!scanKeyValue(text, field) || field.separator !== ":" || field.key.startsWith("Vm")) return null;
      if (field.unit !== "kB") return rejected("smaps_rollup.line", "Key: NUMBER kB");
      group(block).put(field.key, IN_KIB, block.t, field.number);
      const bytes = field.number * KIB;
      if (field.key === "Locked") pinned(sink, block, "smaps_rollup.locked_bytes", bytes);
      if (field.key.endsWith("_Hugetlb")) hugetlb += bytes;
      return accepted;
    },
    end(block) {
      pinned(sink, block, "smaps_rollup.hugetlb_bytes", hugetlb);
      hugetlb = 0;
    },
  };
}

/** `ksm_rmap_items N`; newer kernels add `ksm_mergeable: yes` and the like. */
export function ksmStat(sink: Sink): Section {
  const field = emptyKeyValue();
  const group = processGroup(sink, "ksm_stat");
  return {
    opens: (text) => /^ksm_\w+ -?\d+$/.test(text),
    line(text, block) {
      if (!text.startsWith("ksm_") || !scanKeyValue(text, field)) return null;
      if (field.separator === ":") {
        const name = `ksm_stat.${field.key}`;
        sink.output.fact({ t: block.t, scope: "process", subject: factSubjectOf(block), name, value: field.text });
        return accepted;
      }
      if (Number.isNaN(field.number)) return rejected("ksm_stat.line", "name NUMBER");
      group(block).put(field.key, ksmStatMeaning, block.t, field.number);
      return accepted;
    },
  };
}
