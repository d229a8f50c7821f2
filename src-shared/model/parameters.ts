// The one table of numbers that the engine uses: unit, default, range, where it comes from and how sure it is.

/** published: in a paper or kernel source; measured: in the captures; derived: computed from those; assumed: ours. */
export type Evidence = "published" | "measured" | "derived" | "assumed";

export interface Parameter {
  /** mechanism.name as in a scenario file. */
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly value: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly evidence: Evidence;
  readonly source: string;
}

const row = (
  id: string,
  title: string,
  unit: string,
  value: number | null,
  range: readonly [number | null, number | null],
  evidence: Evidence,
  source: string,
): Parameter => ({ id, title, unit, value, min: range[0], max: range[1], evidence, source });

const KERNEL = "Linux 6.12 mm/ksm.c";
const SQUEEZY = "Squeezy, EuroSys 2026, section";

export const PARAMETERS: readonly Parameter[] = [
  row("dedup.run", "KSM scans", "0 or 1", 1, [0, 1], "assumed", "a mechanism that is named is on"),
  row("dedup.smart_scan", "skip pages that did not merge", "0 or 1", 1, [0, 1], "published", `${KERNEL}; none in 6.1`),
  row("dedup.use_zero_pages", "map zero pages to the kernel's own", "0 or 1", 0, [0, 1], "published", KERNEL),
  row("dedup.max_page_sharing", "most pages on one frame", "pages", 256, [2, null], "published", KERNEL),
  row("dedup.pages_to_scan", "pages of one wake-up", "pages", 100, [1, null], "published", KERNEL),
  row("dedup.sleep_millisecs", "sleep between wake-ups", "ms", 20, [0, null], "published", KERNEL),
  row(
    "dedup.sleep_overrun_ms",
    "how much longer than asked ksmd sleeps",
    "ms",
    5.9,
    [0, 10],
    "measured",
    "recorded KSM session: batches of 100 pages every 26.1 ms, of 1000 every 28.1 ms",
  ),
  row("dedup.page_us", "CPU time of one page visit", "µs", 2.2, [0.25, 8], "measured", "recorded KSM session"),
  row("dedup.cow_break_us", "write to a merged page", "µs", 3, [1.5, 8], "assumed", "model section 4"),
  row("dedup.rmap_item_bytes", "memory of one item of the scanner", "bytes", 64, [64, 64], "published", KERNEL),
  row("dedup.smart_scan_period", "passes between visits of a page alone", "passes", 9, [9, 9], "published", KERNEL),
  row(
    "dedup.advisor_target_scan_time",
    "length of a pass the advisor aims at",
    "s",
    200,
    [1, null],
    "published",
    KERNEL,
  ),
  row("dedup.advisor_min_cpu", "least CPU of ksmd under the advisor", "%", 10, [10, 10], "published", KERNEL),
  row("dedup.advisor_max_cpu", "most CPU of ksmd under the advisor", "%", 70, [0, 100], "published", KERNEL),
  row("dedup.advisor_max_pages_to_scan", "most pages of a wake-up", "pages", 30000, [1, null], "published", KERNEL),
  row(
    "balloon.target_bytes",
    "size every guest is brought to",
    "bytes",
    null,
    [0, null],
    "assumed",
    "absent: what the guest uses",
  ),
  row("balloon.rate_bytes_per_s", "speed of the balloon", "bytes/s", null, [0, null], "assumed", "absent: no limit"),
  row(
    "balloon.pages_per_request",
    "pages of one virtio-balloon request",
    "pages",
    256,
    [256, 256],
    "published",
    "Linux 6.12 drivers/virtio/virtio_balloon.c",
  ),
  row(
    "balloon.minor_fault_us",
    "first touch of a page that the balloon took",
    "µs",
    1.5,
    [0.7, 4],
    "assumed",
    "model section 4",
  ),
  row(
    "hotplug.block_bytes",
    "memory block, plugged and unplugged whole",
    "bytes",
    134217728,
    [2097152, null],
    "published",
    "Linux memory block on x86-64",
  ),
  row("hotplug.keep_alive_s", "how long an idle instance is kept", "s", 120, [1, 1800], "published", `${SQUEEZY} 6.2`),
  row("hotplug.plug_ms", "plugging memory, whatever its size", "ms", 40, [35, 45], "published", `${SQUEEZY} 6.2.1`),
  row("hotplug.exit_ms_per_block", "exits of unplugging a partition", "ms", 3, [0, null], "published", `${SQUEEZY} 8`),
  row(
    "hotplug.rest_ms_per_block",
    "the rest of unplugging a partition",
    "ms",
    4.9375,
    [0, null],
    "derived",
    `${SQUEEZY} 6.1.1: 127 ms for 16 blocks, less the exits`,
  ),
  row(
    "hotplug.fixed_ms_per_block",
    "offlining and removing a block",
    "ms",
    22.4,
    [0, null],
    "derived",
    `${SQUEEZY} figure 5: 154 ms less migration and zeroing`,
  ),
  row(
    "hotplug.migrate_us_per_page",
    "moving a page out of a block",
    "µs",
    3.3,
    [2.5, 6],
    "derived",
    `${SQUEEZY} figure 5`,
  ),
  row("hotplug.zero_us_per_page", "zeroing a page", "µs", 1.13, [0.25, 1.13], "derived", `${SQUEEZY} figure 5`),
  row(
    "hotplug.balloon_us_per_page",
    "taking a page by a balloon",
    "µs",
    11,
    [1, 20],
    "derived",
    `${SQUEEZY} figure 5: 2.34 times virtio-mem's 617 ms over 131072 pages`,
  ),
  row(
    "hotplug.buffer_share",
    "host memory kept free for plugs",
    "share",
    0.1,
    [0, 1],
    "assumed",
    "HarvestVM-opts names none",
  ),
  row(
    "hotplug.reclaim_ahead",
    "reclaimed ahead over what is short",
    "factor",
    1.5,
    [1, null],
    "assumed",
    "HarvestVM-opts says above 1",
  ),
  row(
    "hotplug.cold_penalty",
    "what fresh memory adds to a cold start",
    "share",
    0,
    [0, 0.35],
    "published",
    `${SQUEEZY} 6.2.1`,
  ),
  row(
    "hotplug.unmovable_share",
    "pages that cannot be moved (DIMM)",
    "share",
    0.00001,
    [0, 1],
    "assumed",
    "model section 3.2",
  ),
  row(
    "tmem.pool_pages",
    "pages of the pool",
    "pages",
    null,
    [0, null],
    "assumed",
    "absent: free when guests use all RAM",
  ),
  row(
    "tmem.step",
    "share by which smart moves targets",
    "",
    0.02,
    [0, 1],
    "assumed",
    "systems section 4, range 0.0025-0.1",
  ),
  row(
    "tmem.theta_share",
    "unused share of the pool a target may have",
    "",
    0.01,
    [0, 0.1],
    "assumed",
    "systems section 4",
  ),
  row(
    "tmem.theta_pages",
    "unused pages a target may have",
    "pages",
    null,
    [0, null],
    "assumed",
    "absent: tmem.theta_share",
  ),
  row("tmem.interval_epochs", "epochs between turns of the policy", "epochs", 1, [1, null], "assumed", "one second"),
  row("tmem.put_us", "a put, done or refused", "µs", 2, [0.5, 10], "assumed", "one hypercall and a copy of 4 KiB"),
  row("tmem.get_us", "a get that finds its page", "µs", 2, [0.5, 10], "assumed", "one hypercall and a copy of 4 KiB"),
  row(
    "tmem.disk_us",
    "a page from the guest's own disk",
    "µs",
    150,
    [50, 10000],
    "assumed",
    "SSD; measure with iostat",
  ),
  row(
    "tmem.min_free_pages",
    "free pages below which Xen takes no put",
    "pages",
    256,
    [256, 256],
    "published",
    "Xen 4.11 xen/common/tmem.c",
  ),
  row(
    "overhead.vmm_bytes",
    "host memory of a virtual machine monitor",
    "bytes",
    0,
    [0, null],
    "assumed",
    "counted with each guest's overhead_bytes where that is given",
  ),
  row(
    "overhead.firecracker_bytes",
    "Firecracker, 1 vCPU, 128 MiB guest, at most",
    "bytes",
    5242880,
    [0, 5242880],
    "published",
    "Firecracker SPECIFICATION",
  ),
  row(
    "overhead.qemu_pages",
    "QEMU besides guest RAM",
    "pages",
    25000,
    [15000, 40000],
    "assumed",
    "model section 3.9; measure Pss less guest RAM",
  ),
  row(
    "overhead.ept_leaf_bytes",
    "size of second-level mappings",
    "bytes",
    0,
    [0, 2097152],
    "assumed",
    "0: not counted",
  ),
  row(
    "overhead.ept_fanout",
    "entries of a page-table page",
    "entries",
    512,
    [512, 512],
    "published",
    "x86-64 architecture: ceil(n/512) + ceil(n/512²) + …",
  ),
  row(
    "guests.references_per_page_s",
    "references to a page in use, as a page-replacement list sees them",
    "1/s",
    0.0095,
    [0, null],
    "derived",
    "32 % of pages idle for 120 s (Lagar-Cavilla 2019, model V55): -ln 0.32 / 120 s",
  ),
  row(
    "guests.accesses_per_page_s",
    "accesses to memory for each page in use, cache misses that is",
    "1/s",
    10,
    [0, null],
    "assumed",
    "2.6 million a second and GiB; measure with perf mem or the cache-miss counter",
  ),
  row("host.struct_page_bytes", "kernel bytes per host frame", "bytes", 64, [64, 64], "derived", "part of the reserve"),
];

/** The parameters of a mechanism. */
export const parametersOf = (mechanism: string): readonly Parameter[] =>
  PARAMETERS.filter((parameter) => parameter.id.startsWith(`${mechanism}.`));

/** The default of a parameter that has one. */
export function defaultOf(id: string): number {
  const value = PARAMETERS.find((parameter) => parameter.id === id)?.value;
  if (value === undefined || value === null) throw new RangeError(`${id} has no default`);
  return value;
}
