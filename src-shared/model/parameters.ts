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
    "balloon.xen_pages_per_call",
    "pages of one hypercall of Linux's balloon on Xen",
    "pages",
    512,
    [512, 512],
    "published",
    "Linux 6.1 drivers/xen/balloon.c: a page of 8-byte frame numbers",
  ),
  row(
    "balloon.mini_os_chunk",
    "pages of one hypercall of Mini-OS",
    "pages",
    64,
    [1, 512],
    "published",
    "Mini-OS balloon.c",
  ),
  row(
    "balloon.xen_most_tries",
    "tries before a target is given up",
    "tries",
    4,
    [1, null],
    "published",
    "Linux 6.1 drivers/xen/balloon.c",
  ),
  row(
    "balloon.xen_longest_wait_s",
    "longest wait after a failed try",
    "s",
    32,
    [1, null],
    "published",
    "Linux 6.1 drivers/xen/balloon.c",
  ),
  row(
    "balloon.report_delay_s",
    "time between passes of free page reporting",
    "s",
    2,
    [2, 2],
    "published",
    "Linux 6.1 mm/page_reporting.c",
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
