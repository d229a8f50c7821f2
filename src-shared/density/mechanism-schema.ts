// What a scenario may say of mechanisms and of the published systems that are made of them.
import { z } from "zod";
import { PAGE_BYTES } from "../base/units.ts";
import { bytes, count, seconds, share, someBytes } from "./schema-values.ts";

const flag = z.literal([0, 1]);
/** Size of a mapping. */
const leaf = z.enum(["4k", "2m"]);

const tieringPolicy = z.enum(["static", "hot-first", "hint-fault", "tpp-like", "memtis-like", "damon-like", "oracle"]);

/** Parameters of each mechanism besides its id, as they may also stand beside a system. */
const parameters = {
  dedup: {
    scanner: z.enum(["ksm", "esx"]).default("ksm"),
    run: flag.default(1),
    kernel: z.enum(["6.1", "6.12"]).default("6.12"),
    smart_scan: flag.default(1),
    use_zero_pages: flag.default(0),
    max_page_sharing: z.int().min(2).default(256),
    pages_to_scan: z.int().min(1).default(100),
    sleep_millisecs: count.default(20),
    pages_per_epoch: z.union([z.int().min(1), z.literal("pass")]).optional(),
    /** 0: only pages of one NUMA node are merged. */
    merge_across_nodes: flag.optional(),
    /** esx: samples a second; absent: every page once in scan_time_s on average. */
    pages_per_s: z.number().min(0).optional(),
    scan_time_s: z.number().min(1).optional(),
  },
  balloon: {
    /** Null: to what the guest uses. */
    target_bytes: bytes.nullable().default(null),
    /** Null: no limit. */
    rate_bytes_per_s: z.number().gt(0).nullable().default(null),
    /** Inside the guest's allocator, by marks of free pages instead of a target. */
    mode: z.enum(["target", "allocator", "mini-os"]).optional(),
    /** Sets the targets as the run goes on; guests keep what they freed until the balloon takes it. */
    control: z.enum(["none", "idle-tax", "mom", "selfballoon"]).optional(),
    driver: z.enum(["none", "virtio", "xen"]).optional(),
    interval_s: seconds.optional(),
    tax: z.number().min(0).max(0.99).optional(),
    sample_pages: z.int().min(0).max(1000000).optional(),
    floor: z.enum(["as-meant", "as-written"]).optional(),
    least_bytes: bytes.optional(),
    reserved_bytes: bytes.optional(),
    disk_us: z.number().min(0).optional(),
    low_pages: count.optional(),
    high_pages: count.optional(),
    chunk_pages: z.int().min(1).optional(),
    emergency_pages: count.optional(),
    call_us: z.number().min(0).optional(),
    page_us: z.number().min(0).optional(),
  },
  overcommit: {
    kind: z.enum(["plain", "swap", "zswap", "zram"]).optional(),
    zram_bytes: bytes.optional(),
    device_channels: z.int().min(1).max(1024).optional(),
    device_service: z.enum(["fixed", "exponential"]).optional(),
    swap_bytes: bytes.optional(),
    zswap_bytes: bytes.optional(),
    compression_ratio: z.number().min(1).optional(),
    load_us: z.number().min(0).optional(),
    disk_us: z.number().min(0).optional(),
    compress_us: z.number().min(0).optional(),
    write_us: z.number().min(0).optional(),
  },
  tiering: {
    policy: tieringPolicy.optional(),
    bandwidth_bytes_per_s: z.number().min(0).optional(),
    migrate_us: z.number().min(0).optional(),
  },
  tmem: {
    kind: z.enum(["persistent", "ephemeral"]).optional(),
    quota: z.enum(["literal", "intended"]).optional(),
    policy: z.enum(["greedy", "static", "reconf-static", "proportional", "smart"]).optional(),
    pool_pages: count.optional(),
    step: share.optional(),
    theta_pages: count.optional(),
    floor: z.boolean().optional(),
    interval_epochs: z.int().min(1).optional(),
    initial: z.literal("equal").optional(),
    put_us: z.number().min(0).optional(),
    get_us: z.number().min(0).optional(),
    disk_us: z.number().min(0).optional(),
  },
  hotplug: {
    variant: z.enum(["static", "virtio-mem", "dimm", "hotmem", "harvest", "balloon", "one-to-one"]).optional(),
    block_bytes: z.int().min(PAGE_BYTES).multipleOf(PAGE_BYTES).optional(),
    part_bytes: someBytes.optional(),
    keep_alive: z.enum(["fixed", "histogram", "greedy-dual"]).optional(),
    keep_alive_s: z.number().min(0).optional(),
    buffer_bytes: bytes.optional(),
    reclaim_ahead: z.number().min(1).optional(),
    plug_ms: z.number().min(0).optional(),
    exit_ms_per_block: z.number().min(0).optional(),
    rest_ms_per_block: z.number().min(0).optional(),
    fixed_ms_per_block: z.number().min(0).optional(),
    migrate_us_per_page: z.number().min(0).optional(),
    zero_us_per_page: z.number().min(0).optional(),
    balloon_us_per_page: z.number().min(0).optional(),
    unmovable_share: share.optional(),
    interleaved: z.boolean().optional(),
    cold_penalty: z.number().min(0).optional(),
  },
  layout: {
    layout: z.enum(["default", "dce", "aligned", "spacer", "aligned-aslr"]).optional(),
    /** Addresses at random: 1 each library by a table of jumps, 2 in a random order, too. */
    aslr: z.literal([0, 1, 2]).optional(),
  },
  pool: { target_bytes: bytes.optional() },
  populate: { initial_bytes: bytes.optional(), metadata_bytes_per_page: z.number().min(0).optional() },
  allocator: {
    kind: z.enum(["osv", "slab"]).optional(),
    growth: z.number().gt(1).optional(),
    slab_bytes: z.int().min(4096).optional(),
  },
  overhead: {
    monitor: z.enum(["none", "qemu", "firecracker", "xen"]).optional(),
    vcpus: z.int().min(1).max(512).optional(),
    vmm_bytes: bytes.optional(),
    /** Size of second-level mappings; `none`: page tables are not counted. */
    ept_leaf: z.enum(["none", "4k", "2m"]).optional(),
  },
  hugepages: {
    guest_leaf: leaf.optional(),
    host_leaf: leaf.optional(),
    whole_regions: z.boolean().optional(),
    fill_share: z.number().gt(0).max(1).optional(),
    unusable_share: share.optional(),
    tlb_entries: z.int().min(1).optional(),
    reference_ns: z.number().min(0).optional(),
    walk_cache_share: share.optional(),
  },
  images: {},
  clone: {
    dirty_bytes: bytes.optional(),
    copied_bytes: bytes.optional(),
    anonymous_us: z.number().min(0).optional(),
    cache_us: z.number().min(0).optional(),
    user_us: z.number().min(0).optional(),
  },
  reporting: {
    chunk_pages: z.int().min(1).optional(),
    min_free_pages: count.optional(),
    /** Seconds between passes; 0: every whole chunk at once, as a host does that shares the guest's allocator. */
    delay_s: z.number().min(0).optional(),
    minor_fault_us: z.number().min(0).optional(),
  },
} as const;

/** Mechanisms by id. */
export const mechanismKinds = {
  dedup: z.strictObject({ id: z.literal("dedup"), ...parameters.dedup }),
  balloon: z.strictObject({ id: z.literal("balloon"), ...parameters.balloon }),
  overcommit: z.strictObject({ id: z.literal("overcommit"), ...parameters.overcommit }),
  tiering: z.strictObject({ id: z.literal("tiering"), ...parameters.tiering }),
  tmem: z.strictObject({ id: z.literal("tmem"), ...parameters.tmem }),
  hotplug: z.strictObject({ id: z.literal("hotplug"), ...parameters.hotplug }),
  layout: z.strictObject({ id: z.literal("layout"), ...parameters.layout }),
  pool: z.strictObject({ id: z.literal("pool"), ...parameters.pool }),
  populate: z.strictObject({ id: z.literal("populate"), ...parameters.populate }),
  allocator: z.strictObject({ id: z.literal("allocator"), ...parameters.allocator }),
  overhead: z.strictObject({ id: z.literal("overhead"), ...parameters.overhead }),
  hugepages: z.strictObject({ id: z.literal("hugepages"), ...parameters.hugepages }),
  images: z.strictObject({ id: z.literal("images"), ...parameters.images }),
  clone: z.strictObject({ id: z.literal("clone"), ...parameters.clone }),
  reporting: z.strictObject({ id: z.literal("reporting"), ...parameters.reporting }),
} as const;

/** Published systems by name: lists of mechanisms whose parameters may stand beside the name. */
export const systemKinds = {
  hotmem: z.strictObject({
    system: z.literal("hotmem"),
    partitions: z.boolean().optional(),
    ...parameters.hotplug,
  }),
  smartmem: z.strictObject({ system: z.literal("smartmem"), ...parameters.tmem }),
  spacer: z.strictObject({ system: z.literal("spacer"), ...parameters.dedup, ...parameters.layout }),
  ucat: z.strictObject({
    system: z.literal("ucat"),
    allocator: z.enum(["osv", "slab"]).optional(),
    placement: z.union([z.literal("none"), tieringPolicy]).optional(),
    large_pages: z.boolean().optional(),
    tlb_entries: z.int().min(1).optional(),
    growth: z.number().gt(1).optional(),
    slab_bytes: z.int().min(4096).optional(),
    bandwidth_bytes_per_s: z.number().min(0).optional(),
  }),
  "meunik-like": z.strictObject({
    system: z.literal("meunik-like"),
    r1: z.boolean().optional(),
    r2: z.boolean().optional(),
    r3: z.boolean().optional(),
    r4: z.boolean().optional(),
  }),
} as const;
