// Names of events as perf prints them.
import { BREAKPOINT, CACHE, HARDWARE, RAW_EVENT, SOFTWARE, TRACEPOINT } from "./attr.ts";

const hardware = [
  "cycles",
  "instructions",
  "cache-references",
  "cache-misses",
  "branches",
  "branch-misses",
  "bus-cycles",
  "stalled-cycles-frontend",
  "stalled-cycles-backend",
  "ref-cycles",
] as const;

const software = [
  "cpu-clock",
  "task-clock",
  "page-faults",
  "context-switches",
  "cpu-migrations",
  "minor-faults",
  "major-faults",
  "alignment-faults",
  "emulation-faults",
  "dummy",
  "bpf-output",
  "cgroup-switches",
] as const;

const caches = ["L1-dcache", "L1-icache", "LLC", "dTLB", "iTLB", "branch", "node"] as const;
const operations = [
  ["load", "loads"],
  ["store", "stores"],
  ["prefetch", "prefetches"],
] as const;

const PAGE_FAULTS = 2n;
const MINOR_FAULTS = 5n;
const MAJOR_FAULTS = 6n;

/** Whether a software event counts page faults of host processes. */
export const isPageFault = (type: number, config: bigint): boolean =>
  type === SOFTWARE && (config === PAGE_FAULTS || config === MINOR_FAULTS || config === MAJOR_FAULTS);

/** Whether a name is that of the tracepoints for page faults of host processes. */
export const isFaultTracepoint = (name: string): boolean =>
  name === "exceptions:page_fault_user" || name === "exceptions:page_fault_kernel";

const faultNames: ReadonlySet<string> = new Set(["page-faults", "faults", "minor-faults", "major-faults"]);

/** Whether a printed name, without modifiers, is that of page faults of host processes. */
export const isFaultName = (name: string): boolean =>
  faultNames.has(name.replace(/\/.*\/$/, "")) || isFaultTracepoint(name);

/** perf's name for a kernel cache event: cache, operation and result are one byte each. */
function cacheName(config: bigint): string | null {
  const cache = caches[Number(config & 0xffn)];
  const operation = operations[Number((config >> 8n) & 0xffn)];
  const result = Number((config >> 16n) & 0xffn);
  if (!cache || !operation || result > 1) return null;
  return result === 1 ? `${cache}-${operation[0]}-misses` : `${cache}-${operation[1]}`;
}

/** The name of an event that the file does not name. */
export function nameByConfig(type: number, config: bigint): string {
  const hex = config.toString(16);
  if (type === HARDWARE) return hardware[Number(config & 0xffffffffn)] ?? `hardware:0x${hex}`;
  if (type === SOFTWARE) return software[Number(config)] ?? `software:0x${hex}`;
  if (type === TRACEPOINT) return `tracepoint:${config}`;
  if (type === CACHE) return cacheName(config) ?? `cache:0x${hex}`;
  if (type === RAW_EVENT) return `raw:0x${hex}`;
  if (type === BREAKPOINT) return "mem:breakpoint";
  return `pmu-${type}:0x${hex}`;
}

/** Letters of perf's event modifiers. */
const MODIFIERS = /^[ukhHGISDpPWebR]+$/;
const MODIFIERS_AFTER_TERMS = /(\/)[ukhHGISDpPWebR]+$/;

/** `page-faults:u` is `page-faults`, `kmem:mm_page_alloc:k` is `kmem:mm_page_alloc`, `cpu/cycles/pp` is `cpu/cycles/`. */
export function withoutModifiers(name: string): string {
  if (name.includes("/")) return name.replace(MODIFIERS_AFTER_TERMS, "$1").replace(/(\/):[a-zA-Z]+$/, "$1");
  const last = name.lastIndexOf(":");
  return last > 0 && MODIFIERS.test(name.slice(last + 1)) ? name.slice(0, last) : name;
}

const kernelNames: ReadonlySet<string> = new Set([...hardware, ...software, ...faultNames]);

/** Whether a printed name is that of an event of the kernel itself, or has the form of a tracepoint's. */
export const isKnownEvent = (name: string): boolean => {
  const plain = withoutModifiers(name).replace(/\/.*\/$/, "");
  return kernelNames.has(plain) || /^\w+:\w+$/.test(plain);
};
