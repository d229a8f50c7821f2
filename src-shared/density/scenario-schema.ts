// The scenario file as schemas: what a user writes, the defaults, and the published JSON schema.
import { z } from "zod";
import { curveFault, type MissCurve } from "../model/miss-curve.ts";

const count = z.int().min(0);
const bytes = z.int().min(0);
const someBytes = z.int().min(1);
const share = z.number().min(0).max(1);
const seconds = z.number().gt(0);
const flag = z.literal([0, 1]);
/** Size of a mapping. */
const leaf = z.enum(["4k", "2m"]);

/** Largest weight of a guest entry: keeps n · weight exact in a double (model section 0). */
const MAX_WEIGHT = 1048576;

export const Host = z.strictObject({
  memory_bytes: bytes,
  reserve_bytes: bytes.default(0),
  tiers: z
    .array(z.strictObject({ name: z.enum(["fast", "slow"]), bytes, latency_ns: z.number().min(0).optional() }))
    .optional(),
  numa: z.array(z.strictObject({ bytes })).optional(),
  swap_bytes: bytes.optional(),
});

const heat = z.array(z.strictObject({ pages: count, access_share: share }));

const anyGuest = {
  name: z.string().min(1).optional(),
  weight: z.number().gt(0).max(MAX_WEIGHT).default(1),
  count: count.default(1),
  sharing_domain: z.string().nullable().default(null),
  heat: heat.optional(),
  /** References to pages a second, as a page-replacement list sees them. */
  references_per_s: z.number().min(0).optional(),
  /** Miss ratio by pages of memory. */
  curve: z
    .array(z.tuple([count, share]))
    .min(1)
    .refine((curve) => curveFault(curve) === null, { error: ({ input }) => curveFault(input as MissCurve) ?? "" })
    .optional(),
  /** Why mechanisms must not touch its memory; all but no-share hold all of it from the start. */
  pinned: z.enum(["vfio", "hugepages", "locked", "no-share"]).optional(),
  /** Weight where memory is shared by shares; absent: the guest's pages. */
  shares: z.number().gt(0).optional(),
  /** Accesses that reach memory a second, while all pages of the guest are in use. */
  accesses_per_s: z.number().min(0).optional(),
  /** TLB misses a second with mappings of 4 KiB, while all pages of the guest are in use. */
  tlb_misses_per_s: z.number().min(0).optional(),
  objects: z.array(z.strictObject({ bytes: someBytes, count })).optional(),
  tmem_weight: z.number().gt(0).optional(),
  /** On a host of several nodes: on one node (absent), evenly on all, or on one with what does not fit on others. */
  numa: z.enum(["bind", "interleave", "prefer"]).optional(),
  tmem_demand: z.array(z.tuple([count, count])).optional(),
};
const madeUp = { ...anyGuest, overhead_bytes: bytes.default(0) };

const PageRun = z.union([
  z.tuple([z.string(), count]),
  z.strictObject({ same: z.string(), count }),
  z.strictObject({ unique: count }),
]);

/** What demand follows: the work that gets done, or the wall clock; without it the wall clock, and nothing is counted. */
const clocked = {
  clock: z.enum(["work", "wall"]).optional(),
  /** By the wall: share of the time that the load keeps the guest busy while nothing slows it down. */
  busy_share: z.number().gt(0).max(1).optional(),
};

/** Shortest phase: a millisecond of work. */
const MIN_PHASE_S = 0.001;

/** A stretch of work; rates are per second of work. */
const Phase = z.strictObject({
  work_s: z.number().min(MIN_PHASE_S),
  /** Pages in use; absent: those of `heat`. */
  pages: count.optional(),
  heat: heat.optional(),
  /** References to pages; absent: those of the guest. */
  touches_per_s: z.number().min(0).optional(),
  /** Pages whose content becomes one never seen. */
  writes_per_s: z.number().min(0).optional(),
  /** Contents from the first page on; absent: as they are. */
  contents: z.array(PageRun).optional(),
});

/** Guest kinds by name. */
export const guestKinds = {
  static: z.strictObject({ kind: z.literal("static"), ram_bytes: someBytes, ...madeUp }),
  synthetic: z.strictObject({
    kind: z.literal("synthetic"),
    content: z.strictObject({
      zero_pages: count.default(0),
      common_pages: count.default(0),
      unique_pages: count.default(0),
    }),
    ...madeUp,
  }),
  onoff: z.strictObject({ kind: z.literal("onoff"), base_bytes: bytes, burst_bytes: bytes, p: share, ...madeUp }),
  series: z.strictObject({
    kind: z.literal("series"),
    file: z.string().min(1),
    column: z.string().min(1),
    unit: z.enum(["bytes", "pages"]).default("bytes"),
    epoch_s: seconds.optional(),
    ...clocked,
    ...madeUp,
  }),
  pages: z.strictObject({
    kind: z.literal("pages"),
    pages: z.array(PageRun),
    arrives_epoch: z.int().min(1).default(1),
    writes: z.array(z.tuple([z.int().min(1), count, z.string()])).default([]),
    /** The first so many pages are read-only ones of an image. */
    mapped_pages: count.optional(),
    ...madeUp,
  }),
  image: z.strictObject({
    kind: z.literal("image"),
    /** File of section sizes, looked up from the scenario's folder. */
    sizes: z.string().min(1),
    image: z.string().min(1),
    /** Pages of its own; absent: those of the size file. */
    private_pages: count.optional(),
    arrives_epoch: z.int().min(1).default(1),
    ...madeUp,
  }),
  profile: z.strictObject({
    kind: z.literal("profile"),
    profile: z.string().min(1),
    ...clocked,
    ...anyGuest,
    /** Null: as measured in the captures. */
    overhead_bytes: bytes.nullable().default(null),
  }),
  work: z.strictObject({
    kind: z.literal("work"),
    phases: z.array(Phase).min(1),
    rounds: z.int().min(1).default(1),
    arrives_epoch: z.int().min(1).default(1),
    ...clocked,
    ...madeUp,
  }),
  function: z.strictObject({
    kind: z.literal("function"),
    memory_bytes: bytes.optional(),
    touched_bytes: bytes.optional(),
    shared_bytes: bytes.optional(),
    boot_ms: z.number().min(0).optional(),
    init_ms: z.number().min(0).optional(),
    exec_ms: z.number().min(0).optional(),
    arrivals: z.union([
      z.strictObject({ at_ms: z.array(z.number().min(0)) }),
      z.strictObject({ poisson_per_s: z.number().min(0) }),
    ]),
    concurrency: z.int().min(1).optional(),
    ...madeUp,
  }),
} as const;

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
    control: z.enum(["idle-tax", "mom", "selfballoon"]).optional(),
    driver: z.enum(["virtio", "xen"]).optional(),
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
    kind: z.enum(["swap", "zswap", "zram"]).optional(),
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
    block_bytes: someBytes.optional(),
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

export const Objective = z.strictObject({
  confidence: z.number().gt(0).max(1).default(0.95),
  p99_slowdown: z.number().min(1).nullable().default(null),
  swap_in_pages_per_s: z.number().min(0).nullable().default(null),
  stall_share: share.nullable().default(null),
  cold_start_share: share.nullable().default(null),
  /** Functions: 99th percentile of the time from arrival to end. */
  invocation_p99_ms: z.number().gt(0).nullable().default(null),
});

/** A replication's number is outer · 2^14 + inner and has 24 bits. */
const MAX_OUTER = 1024;
const MAX_INNER = 16384;

export const Replications = z.strictObject({
  outer: z.int().min(1).max(MAX_OUTER).default(20),
  inner: z.int().min(1).max(MAX_INNER).default(100),
});

const frame = {
  $schema: z.string().optional(),
  host: Host,
  objective: Objective.prefault({}),
  horizon_s: seconds.default(600),
  epoch_s: seconds.default(1),
  seed: count.default(1),
  replications: Replications.prefault({}),
  /** How the courses of guests stand to each other in time; absent: independent. */
  multiplexing: z.enum(["static", "independent", "phase-aligned", "captured-groups", "comonotone"]).optional(),
};

/** Other lists of mechanisms that a comparison holds beside its own; they change no answer. */
const alternatives = <M extends z.ZodType>(mechanism: M) =>
  z
    .array(
      z.strictObject({
        name: z.string().min(1).max(80),
        mechanisms: z.array(mechanism),
        /** Row of the comparison that it is held against; absent: no mechanism. */
        against: z.string().optional(),
      }),
    )
    .max(20)
    .optional();

/** The file without a closer look at guests and mechanisms; those are checked by their kinds. */
export const ScenarioFrame = z.strictObject({
  ...frame,
  guests: z.array(z.unknown()).min(1).max(1000),
  mechanisms: z.array(z.unknown()).default([]),
  alternatives: alternatives(z.unknown()),
});

const GuestEntry = z.discriminatedUnion("kind", [
  guestKinds.static,
  guestKinds.synthetic,
  guestKinds.onoff,
  guestKinds.series,
  guestKinds.pages,
  guestKinds.image,
  guestKinds.profile,
  guestKinds.work,
  guestKinds.function,
]);
const MechanismEntry = z.union([
  z.discriminatedUnion("id", [
    mechanismKinds.dedup,
    mechanismKinds.balloon,
    mechanismKinds.overcommit,
    mechanismKinds.tiering,
    mechanismKinds.tmem,
    mechanismKinds.hotplug,
    mechanismKinds.layout,
    mechanismKinds.pool,
    mechanismKinds.populate,
    mechanismKinds.allocator,
    mechanismKinds.overhead,
    mechanismKinds.hugepages,
    mechanismKinds.images,
    mechanismKinds.reporting,
    mechanismKinds.clone,
  ]),
  z.discriminatedUnion("system", [
    systemKinds.hotmem,
    systemKinds.smartmem,
    systemKinds.spacer,
    systemKinds.ucat,
    systemKinds["meunik-like"],
  ]),
]);

/** The whole scenario file, as published in schemas/scenario.json. */
export const Scenario = z.strictObject({
  ...frame,
  guests: z.array(GuestEntry).min(1).max(1000),
  mechanisms: z.array(MechanismEntry).default([]),
  alternatives: alternatives(MechanismEntry),
});

export type Scenario = z.output<typeof Scenario>;
export type Multiplexing = NonNullable<Scenario["multiplexing"]>;
export type GuestEntry = Scenario["guests"][number];
export type MechanismEntry = Scenario["mechanisms"][number];
export type GuestOf<K extends GuestEntry["kind"]> = Extract<GuestEntry, { kind: K }>;
export type MechanismId = keyof typeof mechanismKinds;
export type Dedup = z.output<typeof mechanismKinds.dedup>;
export type Balloon = z.output<typeof mechanismKinds.balloon>;
