// Sections about a whole system: /proc/meminfo, vmstat, pressure and stat.
import { emptyKeyValue, scanKeyValue } from "../../../text/key-value.ts";
import { counter, gauge, type Meaning } from "../../../text/statistics.ts";
import { accepted, rejected, skipped } from "../../../text/verdict.ts";
import { type Block, type Section, type Sink, systemGroup } from "../section.ts";

const KIB = 1024;
const IN_KIB = gauge("bytes", KIB);
const IN_PAGES = gauge("pages");

const OF_NODE = /^Node (\d+) (?=\S)/;

/** `Name: N kB`, ahead of it `Node N` in the file of a node; HugePages_* have no unit and count huge pages. */
export function meminfo(sink: Sink): Section {
  const field = emptyKeyValue();
  const ofSystem = systemGroup(sink, "meminfo");
  const wrong = rejected("meminfo.line", "Name: NUMBER kB");
  return {
    opens: (text) => /^(?:Node \d+ )?MemTotal:\s+\d+ kB$/.test(text),
    line(text, block) {
      const node = OF_NODE.exec(text);
      const rest = node ? text.slice(node[0].length) : text;
      if (!scanKeyValue(rest, field) || field.separator !== ":") return null;
      if (Number.isNaN(field.number) || (field.unit !== "kB" && field.unit !== "")) return wrong;
      const group = node ? sink.output.statistics.group("meminfo", "node", node[1]) : ofSystem(block);
      group.put(field.key, field.unit === "kB" ? IN_KIB : IN_PAGES, block.t, field.number);
      return accepted;
    },
  };
}

/** Levels whose names do not begin with nr_, and counts since boot whose names do (Linux mm/vmstat.c). */
const LEVELS: readonly string[] = ["workingset_nodes"];
const COUNTS: readonly string[] = [
  "nr_dirtied",
  "nr_written",
  "nr_vmscan_write",
  "nr_vmscan_immediate_reclaim",
  "nr_throttled_written",
  "nr_foll_pin_acquired",
  "nr_foll_pin_released",
];

/** Meaning of a key of vmstat and zoneinfo. Sizes in KiB become bytes; page counts stay. */
export function vmstatKey(key: string): Meaning {
  const level = (key.startsWith("nr_") && !COUNTS.includes(key) && !key.startsWith("nr_tlb_")) || LEVELS.includes(key);
  const kind = level ? "gauge" : "counter";
  if (key === "nr_kernel_stack" || key === "nr_shadow_call_stack" || key === "pgpgin" || key === "pgpgout")
    return { kind, unit: "bytes", scale: KIB };
  return { kind, unit: key.startsWith("nr_") && !key.startsWith("nr_tlb_") ? "pages" : "count" };
}

/** `name N`: levels are called nr_..., the rest counts since boot. */
export function vmstat(sink: Sink): Section {
  const field = emptyKeyValue();
  const group = systemGroup(sink, "vmstat");
  const wrong = rejected("vmstat.line", "name NUMBER");
  return {
    opens: (text) => /^nr_free_pages \d+$/.test(text),
    line(text, block) {
      if (!/^[a-z]/.test(text) || !scanKeyValue(text, field) || field.separator !== " ") return null;
      if (Number.isNaN(field.number) || field.unit !== "") return wrong;
      group(block).put(field.key, vmstatKey, block.t, field.number);
      return accepted;
    },
  };
}

const PERCENT = gauge("percent");
/** Recorded in us. */
const STALLED = counter("ns", 1000);
const PSI = /^(some|full) avg10=(\d+\.\d+) avg60=(\d+\.\d+) avg300=(\d+\.\d+) total=(\d+)$/;

/** What presses: `psi` is memory's; of others only the path or the name of the file tells. */
function pressureSource(block: Block): string {
  const other = /(?:pressure[-_./]|psi[-_.]|\b)(cpu|io|irq)(?:\.pressure)?(?:\.|$)/.exec(
    block.file?.path ?? block.fileName,
  );
  return other ? `psi_${other[1]}` : "psi";
}

/** `some avg10=0.00 avg60=0.00 avg300=0.00 total=N` and `full ...`: percent, and us as ns. */
export function pressure(sink: Sink): Section {
  return {
    opens: (text) => PSI.test(text),
    line(text, block) {
      const [, key, avg10, avg60, avg300, total] = PSI.exec(text) ?? [];
      if (!key) return null;
      const cgroup = block.file?.cgroup ?? null;
      const scope = cgroup !== null ? "cgroup" : block.guest === null ? "host" : "guest";
      const group = sink.output.statistics.group(pressureSource(block), scope, cgroup ?? block.guest);
      group.put(`${key}.avg10`, PERCENT, block.t, Number(avg10));
      group.put(`${key}.avg60`, PERCENT, block.t, Number(avg60));
      group.put(`${key}.avg300`, PERCENT, block.t, Number(avg300));
      group.put(`${key}.total`, STALLED, block.t, Number(total));
      return accepted;
    },
  };
}

const CPU_TIMES = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal", "guest", "guest_nice"];
const TICKS = counter("ticks");

/** Meaning of a line of /proc/stat that has one number. */
function statKey(key: string): Meaning {
  if (key === "btime") return gauge("s");
  return key === "procs_running" || key === "procs_blocked" ? gauge("count") : counter("count");
}

/** /proc/stat: CPU times of all processors in clock ticks, and counts since boot. */
export function systemStat(sink: Sink): Section {
  const field = emptyKeyValue();
  const group = systemGroup(sink, "stat");
  const details = skipped("statistics per processor and interrupt");
  const wrong = rejected("stat.line", "a name and numbers");
  return {
    opens: (text) => /^cpu {1,2}\d+ \d+ \d+ \d+/.test(text),
    line(text, block) {
      if (/^(cpu\d+|intr|softirq) /.test(text)) return details;
      if (!/^[a-z]/.test(text) || !scanKeyValue(text, field) || field.separator !== " ") return null;
      if (field.key === "cpu") {
        const times = field.text.split(" ").map(Number);
        if (times.length < 4 || times.some(Number.isNaN)) return wrong;
        CPU_TIMES.slice(0, times.length).forEach((name, i) => {
          group(block).put(`cpu.${name}`, TICKS, block.t, times[i] as number);
        });
        return accepted;
      }
      if (Number.isNaN(field.number) || field.unit !== "") return wrong;
      group(block).put(field.key, statKey, block.t, field.number);
      return accepted;
    },
  };
}
