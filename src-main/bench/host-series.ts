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

interface Kind {
  readonly kind: "gauge" | "counter";
  readonly unit: string;
  /** The greatest value of a gauge, and about what a counter grows by in two readings. */
  readonly most: number;
  readonly names: readonly string[];
}

const HOST: readonly Kind[] = [
  {
    ...{ kind: "gauge", unit: "bytes", most: 64 * GIB },
    names: [
      ...named("meminfo", "MemTotal MemFree MemAvailable Buffers Cached AnonPages Slab PageTables Shmem Mapped Active"),
      ...named("meminfo", "Inactive Dirty Unevictable SwapTotal SwapFree SwapCached KernelStack"),
    ],
  },
  {
    ...{ kind: "gauge", unit: "pages", most: 2 ** 20 },
    names: named("ksm", "pages_shared pages_sharing pages_unshared pages_volatile ksm_zero_pages"),
  },
  {
    ...{ kind: "gauge", unit: "percent", most: 100 },
    names: named("psi", "some.avg10 full.avg10 some.avg60 full.avg60"),
  },
  {
    ...{ kind: "counter", unit: "count", most: 1000 },
    names: named("vmstat", "pswpin pswpout pgfault pgmajfault pgscan_kswapd pgsteal_kswapd oom_kill"),
  },
];

const GUEST: readonly Kind[] = [
  {
    ...{ kind: "gauge", unit: "bytes", most: 4 * GIB },
    names: [
      ...named("smaps_rollup", "Rss Pss KSM Swap"),
      ...named("domstats.balloon", "current unused available usable rss"),
    ],
  },
  { kind: "counter", unit: "ns", most: 1e9, names: named("domstats", "cpu.time vcpu.0.wait vcpu.0.delay") },
];

export interface HostSeries extends Omit<Kind, "names"> {
  readonly name: string;
  readonly scope: "host" | "guest";
  readonly subject: string | null;
  /** Always the greatest value. */
  readonly fixed: boolean;
}

/** What is read of the host and each guest, in the order of the readings. */
export function hostSeries(): HostSeries[] {
  const of = (kinds: readonly Kind[], scope: HostSeries["scope"], subject: string | null) =>
    kinds.flatMap(({ names, ...kind }) =>
      names.map((name) => ({ ...kind, name, scope, subject, fixed: name.endsWith("Total") })),
    );
  return [...of(HOST, "host", null), ...hostGuests().flatMap(({ name }) => of(GUEST, "guest", name))];
}

/** The same as rows of `series` of capture 2. */
export const seriesRows = () =>
  hostSeries().map(({ name, unit, kind, scope, subject }, id) => ({
    ...{ id, capture_id: 2, name, unit, kind, scope, subject },
  }));
