// The guests and statistics of the host that the benches make.
import type { ManifestGuest } from "../store/contract.ts";

const GIB = 2 ** 30;
export const GUESTS = 16;
export const VCPUS = 4;

const pidOf = (guest: number): number => 1000 + 10 * guest;

/** 4 GiB each, as QEMU lays them out: 3 GiB from address 0, the rest behind the hole for devices. */
export const hostGuests = (): ManifestGuest[] =>
  Array.from({ length: GUESTS }, (_, at) => ({
    ...{ id: at + 1, name: `guest-${String(at + 1).padStart(2, "0")}`, host: null, uuid: null },
    ...{ ram_bytes: 4 * GIB, source: "bench", mapped: "auto", pid: pidOf(at), pinned: null },
    tasks: [{ capture: 1, pid: pidOf(at), domid: null }],
    ram: [
      { gpa: "0", bytes: String(3 * GIB), hva: null },
      { gpa: String(4 * GIB), bytes: String(GIB), hva: null },
    ],
  }));

/** The vCPU threads of all guests, as rows of `task`. */
export const hostTasks = () =>
  Array.from({ length: GUESTS * VCPUS }, (_, id) => {
    const pid = pidOf(Math.floor(id / VCPUS));
    const always = { from_t: -(2n ** 63n), until_t: 2n ** 63n - 1n };
    return { id, capture_id: 1, ...always, pid, tid: pid + 1 + (id % VCPUS), comm: `CPU ${id % VCPUS}/KVM` };
  });

const named = (source: string, keys: string): string[] => keys.split(" ").map((key) => `${source}.${key}`);

const HOST = [
  {
    kind: "gauge",
    unit: "bytes",
    names: [
      ...named("meminfo", "MemTotal MemFree MemAvailable Buffers Cached AnonPages Slab PageTables Shmem Mapped Active"),
      ...named("meminfo", "Inactive Dirty Unevictable SwapTotal SwapFree SwapCached KernelStack"),
    ],
  },
  {
    kind: "gauge",
    unit: "pages",
    names: named("ksm", "pages_shared pages_sharing pages_unshared pages_volatile ksm_zero_pages"),
  },
  { kind: "gauge", unit: "percent", names: named("psi", "some.avg10 full.avg10 some.avg60 full.avg60") },
  {
    kind: "counter",
    unit: "count",
    names: named("vmstat", "pswpin pswpout pgfault pgmajfault pgscan_kswapd pgsteal_kswapd oom_kill"),
  },
] as const;

const GUEST = [
  {
    kind: "gauge",
    unit: "bytes",
    names: [
      ...named("smaps_rollup", "Rss Pss KSM Swap"),
      ...named("domstats.balloon", "current unused available usable rss"),
    ],
  },
  { kind: "counter", unit: "ns", names: named("domstats", "cpu.time vcpu.0.wait vcpu.0.delay") },
] as const;

/** Rows of `series` of capture 2. */
export function hostSeries() {
  const of = (kinds: typeof HOST | typeof GUEST, scope: string, subject: string | null) =>
    kinds.flatMap(({ kind, unit, names }) => names.map((name) => ({ name, unit, kind, scope, subject })));
  const all = [...of(HOST, "host", null), ...hostGuests().flatMap(({ name }) => of(GUEST, "guest", name))];
  return all.map((one, id) => ({ id, capture_id: 2, ...one }));
}
