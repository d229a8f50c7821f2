// Section of /proc/PID/smaps: a mapping line, then its sizes; becomes rows of table `mapping` and pinning facts.

import { ALWAYS_FROM, ALWAYS_UNTIL } from "../../../text/always.ts";
import { emptyKeyValue, scanKeyValue } from "../../../text/key-value.ts";
import { lookup } from "../../../text/lookup.ts";
import { type Mapping, parseMapping } from "../../../text/mapping-line.ts";
import { accepted, rejected, skipped } from "../../../text/verdict.ts";
import { type Block, pinned, type Section, type Sink } from "../section.ts";

const KIB = 1024;

/** Sizes that are columns of a mapping. */
const COLUMNS: Readonly<Record<string, string>> = {
  Rss: "rss_bytes",
  Pss: "pss_bytes",
  Swap: "swap_bytes",
  KSM: "ksm_bytes",
};
/** Flags whose mappings are told apart as facts: huge pages, locked, mergeable by KSM. */
const FLAGS = ["ht", "lo", "mg"] as const;

interface Sums {
  locked: number;
  hugetlb: number;
  readonly flags: Map<string, number>;
}

const noSums = (): Sums => ({ locked: 0, hugetlb: 0, flags: new Map() });

export function smaps(sink: Sink): Section {
  const field = emptyKeyValue();
  const other = skipped("size of a mapping that has no column");
  const tasks = new Map<number, number>();
  let mapping: Mapping | null = null;
  let sizes: Record<string, number> = {};
  let sums = noSums();

  const taskOf = (pid: number): number => {
    const known = tasks.get(pid);
    if (known !== undefined) return known;
    const id = sink.nextTaskId();
    tasks.set(pid, id);
    sink.output.add("task", { id, from_t: ALWAYS_FROM, until_t: ALWAYS_UNTIL, pid, tid: pid });
    return id;
  };
  const close = (block: Block): void => {
    if (!mapping) return;
    const { addr, bytes, fileOffset, perms, path } = mapping;
    sink.output.add("mapping", {
      t: block.t,
      task_id: block.pid === null ? null : taskOf(block.pid),
      addr,
      bytes,
      file_offset: path.startsWith("/") ? fileOffset : null,
      perms,
      path_id: path === "" ? null : sink.name(path),
      ...sizes,
    });
    mapping = null;
    sizes = {};
  };
  const addFlags = (words: readonly string[], bytes: number): void => {
    for (const flag of FLAGS) {
      if (words.includes(flag)) sums.flags.set(flag, (sums.flags.get(flag) ?? 0) + bytes);
    }
  };

  return {
    opens: (text) => parseMapping(text) !== null && !text.trimEnd().endsWith("[rollup]"),
    line(text, block) {
      const next = parseMapping(text);
      if (next) {
        if (next.path === "[rollup]") return null;
        close(block);
        mapping = next;
        return accepted;
      }
      if (!scanKeyValue(text, field) || field.separator !== ":") return null;
      if (!mapping) return rejected("smaps.no_mapping", "a mapping line ahead of its sizes");
      if (field.key === "VmFlags") {
        addFlags(field.text.split(" "), Number(mapping.bytes));
        return accepted;
      }
      if (field.unit !== "kB") return Number.isNaN(field.number) ? rejected("smaps.line", "Key: NUMBER kB") : other;
      const bytes = field.number * KIB;
      if (!Number.isSafeInteger(bytes)) return rejected("smaps.line", "a size below 2^53 bytes");
      const column = lookup(COLUMNS, field.key);
      if (column) sizes[column] = bytes;
      else if (field.key === "Locked") sums.locked += bytes;
      else if (field.key.endsWith("_Hugetlb")) sums.hugetlb += bytes;
      else return other;
      return accepted;
    },
    end(block) {
      close(block);
      pinned(sink, block, "smaps.locked_bytes", sums.locked);
      pinned(sink, block, "smaps.hugetlb_bytes", Math.max(sums.hugetlb, sums.flags.get("ht") ?? 0));
      for (const [flag, bytes] of sums.flags) pinned(sink, block, `smaps.vm_flags.${flag}`, bytes);
      sums = noSums();
    },
  };
}
