// What the engine simulates: the scenario file's own shape with every file already read and every profile resolved.
import type { MissCurve } from "../miss-curve.ts";

/** `["lib", 3]`, `{same: "img", count: 40}` or `{unique: 200}` (contents page by page). */
export type PageRun =
  | readonly [label: string, count: number]
  | { readonly same: string; readonly count: number }
  | { readonly unique: number };

/** Objects of one size in a guest. */
export interface ObjectClass {
  readonly bytes: number;
  readonly count: number;
}

/** Pages by how often they are used, hottest first; the shares of accesses sum to 1. */
export type HeatCurve = readonly { readonly pages: number; readonly access_share: number }[];

/** Devices map it, it stands on huge pages of its own, it is locked; or its pages must not be shared. */
export type Pinned = "vfio" | "hugepages" | "locked" | "no-share";

interface AnyGuest {
  readonly name?: string | undefined;
  readonly weight?: number | undefined;
  readonly count?: number | undefined;
  readonly sharing_domain?: string | null | undefined;
  /** Host memory per guest besides its RAM. */
  readonly overhead_bytes?: number | null | undefined;
  /** Without it all pages are used alike. */
  readonly heat?: HeatCurve | undefined;
  /** References to pages a second, as a page-replacement list would see them. */
  readonly references_per_s?: number | undefined;
  /** Miss ratio by pages of memory; absent: pages are used alike, or as `heat` says. */
  readonly curve?: MissCurve | undefined;
  /** Why mechanisms must not touch its memory; all but `no-share` hold all of it from the start. */
  readonly pinned?: Pinned | undefined;
  /** Weight among guests where memory is shared by shares; absent: the pages of the guest. */
  readonly shares?: number | undefined;
  /** Accesses that reach memory a second, while all its pages are in use. */
  readonly accesses_per_s?: number | undefined;
  /** TLB misses a second with mappings of 4 KiB, while all its pages are in use. */
  readonly tlb_misses_per_s?: number | undefined;
  /** What the guest allocates, part of the memory it uses; in OSv's allocator as it is. */
  readonly objects?: readonly ObjectClass[] | undefined;
  /** Weight of the guest in an ephemeral pool, 1 if absent. */
  readonly tmem_weight?: number | undefined;
  /** Pages that the guest wants to keep in a pool outside itself, each from an epoch on; of its work, if it goes by that. */
  readonly tmem_demand?: readonly (readonly [fromEpoch: number, pages: number])[] | undefined;
}

export interface StaticGuest extends AnyGuest {
  readonly kind: "static";
  readonly ram_bytes: number;
}
export interface SyntheticGuest extends AnyGuest {
  readonly kind: "synthetic";
  readonly content: { readonly zero_pages: number; readonly common_pages: number; readonly unique_pages: number };
}
export interface OnOffGuest extends AnyGuest {
  readonly kind: "onoff";
  readonly base_bytes: number;
  readonly burst_bytes: number;
  readonly p: number;
}
/**
 * What demand follows: the work that the guest gets done, or the time on the wall whatever the guest gets done. A guest with
 * a clock leaves when its work is done.
 */
export type Clock = "work" | "wall";
interface Clocked {
  /** Absent: by the wall, without counting what is left undone. */
  readonly clock?: Clock | undefined;
  /** By the wall: share of the time that the load keeps the guest busy while nothing slows it down. */
  readonly busy_share?: number | undefined;
}

/** Pages in use at each epoch; a horizon longer than the series starts it again, unless the guest has a clock. */
export interface SeriesGuest extends AnyGuest, Clocked {
  readonly kind: "series";
  readonly demand_pages: readonly number[];
}
/** A stretch of work. Rates are per second of work. */
export interface Phase {
  readonly work_s: number;
  /** Pages in use; absent: those of `heat`. */
  readonly pages?: number | undefined;
  readonly heat?: HeatCurve | undefined;
  /** References to pages; absent: those of the guest. */
  readonly touches_per_s?: number | undefined;
  /** Pages in use whose content becomes another. */
  readonly writes_per_s?: number | undefined;
  /** Contents from the first page on as the phase begins; absent: as they are. Pages beyond are alone. */
  readonly contents?: readonly PageRun[] | undefined;
}
/** Phases of work one after the other, `rounds` times. */
export interface WorkGuest extends AnyGuest, Clocked {
  readonly kind: "work";
  readonly phases: readonly Phase[];
  readonly rounds?: number | undefined;
  readonly arrives_epoch?: number | undefined;
}
export interface PagesGuest extends AnyGuest, Clocked {
  readonly kind: "pages";
  readonly pages: readonly PageRun[];
  readonly arrives_epoch?: number | undefined;
  /** The first so many pages are read-only ones of an image: one copy is mapped where images are shared. */
  readonly mapped_pages?: number | undefined;
  readonly writes?: readonly (readonly [epoch: number, page: number, label: string])[] | undefined;
  /** How many of them are in use at each epoch, as with a series; absent: all. */
  readonly demand_pages?: readonly number[] | undefined;
}
/** When a function is called. */
export type Arrivals = { readonly at_ms: readonly number[] } | { readonly poisson_per_s: number };

/** A function: one machine with `concurrency` places for instances (model 8.1). Absent sizes and times are 0 or the limit. */
export interface FunctionGuest extends AnyGuest {
  readonly kind: "function";
  readonly memory_bytes?: number | undefined;
  readonly touched_bytes?: number | undefined;
  readonly shared_bytes?: number | undefined;
  readonly boot_ms?: number | undefined;
  readonly init_ms?: number | undefined;
  readonly exec_ms?: number | undefined;
  readonly arrivals: Arrivals;
  readonly concurrency?: number | undefined;
}
export type EngineGuest =
  | StaticGuest
  | SyntheticGuest
  | OnOffGuest
  | SeriesGuest
  | PagesGuest
  | WorkGuest
  | FunctionGuest;

type Flag = 0 | 1 | boolean;

export interface DedupEntry {
  readonly id: "dedup";
  readonly scanner?: "ksm" | "esx" | undefined;
  readonly run?: Flag | undefined;
  readonly kernel?: "6.1" | "6.12" | undefined;
  readonly smart_scan?: Flag | undefined;
  readonly use_zero_pages?: Flag | undefined;
  readonly max_page_sharing?: number | undefined;
  readonly pages_to_scan?: number | undefined;
  readonly sleep_millisecs?: number | undefined;
  /** Visits per epoch instead of wake-ups: a number, or one full pass. */
  readonly pages_per_epoch?: number | "pass" | undefined;
  /** `esx`: samples a second; absent: every page once in `scan_time_s` on average. */
  readonly pages_per_s?: number | undefined;
  readonly scan_time_s?: number | undefined;
}
export interface BalloonEntry {
  readonly id: "balloon";
  /** Size that every guest is brought to; null: what it uses. */
  readonly target_bytes?: number | null | undefined;
  /** Null: no limit. */
  readonly rate_bytes_per_s?: number | null | undefined;
  /** `allocator`: inside the guest's allocator, by marks of free pages instead of a target; `mini-os`: the same, up only. */
  readonly mode?: "target" | "allocator" | "mini-os" | undefined;
  /** Who sets the targets while the run goes on; guests then keep what they freed until the balloon takes it. */
  readonly control?: "idle-tax" | "mom" | "selfballoon" | undefined;
  /** Whose driver moves the pages; absent: any page at once and for nothing. */
  readonly driver?: "virtio" | "xen" | undefined;
  /** Seconds between turns of the control. */
  readonly interval_s?: number | undefined;
  readonly tax?: number | undefined;
  /** Pages of a guest that are sampled for its activity; 0: it is known. */
  readonly sample_pages?: number | undefined;
  readonly floor?: "as-meant" | "as-written" | undefined;
  readonly least_bytes?: number | undefined;
  readonly reserved_bytes?: number | undefined;
  /** A page from the guest's own disk, which it misses because the balloon has its memory. */
  readonly disk_us?: number | undefined;
  readonly low_pages?: number | undefined;
  readonly high_pages?: number | undefined;
  readonly chunk_pages?: number | undefined;
  readonly emergency_pages?: number | undefined;
  readonly call_us?: number | undefined;
  readonly page_us?: number | undefined;
}
/** Free page reporting of Linux guests; they keep what they freed until it is reported. */
export interface ReportingEntry {
  readonly id: "reporting";
  /** Pages of a free chunk. */
  readonly chunk_pages?: number | undefined;
  /** Free pages below which nothing is reported. */
  readonly min_free_pages?: number | undefined;
  /** Seconds between passes; 0: every whole chunk at once. */
  readonly delay_s?: number | undefined;
  readonly minor_fault_us?: number | undefined;
}
export interface ImagesEntry {
  readonly id: "images";
}
/** Guests start from a snapshot of their entry. */
export interface CloneEntry {
  readonly id: "clone";
  /** What each writes, and what it reads through userfaultfd: its own. */
  readonly dirty_bytes?: number | undefined;
  readonly copied_bytes?: number | undefined;
  readonly anonymous_us?: number | undefined;
  readonly cache_us?: number | undefined;
  readonly user_us?: number | undefined;
}
/** Has done its work before the engine starts: guests' contents are those of the layout. */
export interface LayoutEntry {
  readonly id: "layout";
  readonly layout?: string | undefined;
  readonly aslr?: 0 | 1 | 2 | undefined;
}
export interface PopulateEntry {
  readonly id: "populate";
  /** Image and boot set. */
  readonly initial_bytes?: number | undefined;
  readonly metadata_bytes_per_page?: number | undefined;
}
export interface PoolEntry {
  readonly id: "pool";
  /** Absent: a share of the host. */
  readonly target_bytes?: number | undefined;
}
export interface AllocatorEntry {
  readonly id: "allocator";
  readonly kind?: "osv" | "slab" | undefined;
  readonly growth?: number | undefined;
  readonly slab_bytes?: number | undefined;
}
/** Size of a mapping: 4 KiB or 2 MiB. */
export type Leaf = "4k" | "2m";

/** Leaves of 2 MiB where absent. */
export interface HugepagesEntry {
  readonly id: "hugepages";
  readonly guest_leaf?: Leaf | undefined;
  readonly host_leaf?: Leaf | undefined;
  /** The host backs a region of 2 MiB whole at its first touch. */
  readonly whole_regions?: boolean | undefined;
  readonly fill_share?: number | undefined;
  readonly unusable_share?: number | undefined;
  readonly tlb_entries?: number | undefined;
  readonly reference_ns?: number | undefined;
  readonly walk_cache_share?: number | undefined;
}
export interface OverheadEntry {
  readonly id: "overhead";
  /** What runs the guests that do not say what they cost; `none` or absent: nothing is counted for them. */
  readonly monitor?: "none" | "qemu" | "firecracker" | "xen" | undefined;
  /** Virtual CPUs of each guest, for `xen`. */
  readonly vcpus?: number | undefined;
  readonly vmm_bytes?: number | undefined;
  /** Size of second-level mappings; `none` or absent: page tables are not counted. */
  readonly ept_leaf?: "none" | Leaf | undefined;
}
export interface HotplugEntry {
  readonly id: "hotplug";
  readonly variant?: "static" | "virtio-mem" | "dimm" | "hotmem" | "harvest" | "balloon" | "one-to-one" | undefined;
  readonly block_bytes?: number | undefined;
  readonly part_bytes?: number | undefined;
  readonly keep_alive?: "fixed" | "histogram" | "greedy-dual" | undefined;
  readonly keep_alive_s?: number | undefined;
  readonly buffer_bytes?: number | undefined;
  readonly reclaim_ahead?: number | undefined;
  readonly plug_ms?: number | undefined;
  readonly exit_ms_per_block?: number | undefined;
  readonly rest_ms_per_block?: number | undefined;
  readonly fixed_ms_per_block?: number | undefined;
  readonly migrate_us_per_page?: number | undefined;
  readonly zero_us_per_page?: number | undefined;
  readonly balloon_us_per_page?: number | undefined;
  readonly unmovable_share?: number | undefined;
  readonly interleaved?: boolean | undefined;
  readonly cold_penalty?: number | undefined;
}
export interface TmemEntry {
  readonly id: "tmem";
  /** Pages that can be dropped any time (cleancache), or stay until they are flushed (frontswap). */
  readonly kind?: "persistent" | "ephemeral" | undefined;
  /** Xen's test of who is over its quota: as it is coded, or as its name says. */
  readonly quota?: "literal" | "intended" | undefined;
  readonly policy?: "greedy" | "static" | "reconf-static" | "proportional" | "smart" | undefined;
  /** Absent: what the host has free when all guests use all their RAM. */
  readonly pool_pages?: number | undefined;
  readonly step?: number | undefined;
  readonly theta_pages?: number | undefined;
  readonly floor?: boolean | undefined;
  readonly interval_epochs?: number | undefined;
  readonly initial?: "equal" | undefined;
  readonly put_us?: number | undefined;
  readonly get_us?: number | undefined;
  readonly disk_us?: number | undefined;
}
export interface OvercommitEntry {
  readonly id: "overcommit";
  /** Disk alone, a compressed pool before it, or a compressed device alone; absent: as the sizes say, and no queue at the disk. */
  readonly kind?: "swap" | "zswap" | "zram" | undefined;
  /** `zram`: bytes that the device holds, uncompressed. */
  readonly zram_bytes?: number | undefined;
  /** Requests that the disk serves at a time, and whether they all take the same time. */
  readonly device_channels?: number | undefined;
  readonly device_service?: "fixed" | "exponential" | undefined;
  /** Absent: that of the host. */
  readonly swap_bytes?: number | undefined;
  /** Most host memory of the compressed pool. */
  readonly zswap_bytes?: number | undefined;
  readonly compression_ratio?: number | undefined;
  readonly load_us?: number | undefined;
  readonly disk_us?: number | undefined;
  readonly compress_us?: number | undefined;
  readonly write_us?: number | undefined;
}
export interface TieringEntry {
  readonly id: "tiering";
  readonly policy?:
    | "static"
    | "hot-first"
    | "hint-fault"
    | "tpp-like"
    | "memtis-like"
    | "damon-like"
    | "oracle"
    | undefined;
  /** Absent: no limit. */
  readonly bandwidth_bytes_per_s?: number | undefined;
  readonly migrate_us?: number | undefined;
}
export type EngineMechanism =
  | DedupEntry
  | BalloonEntry
  | ReportingEntry
  | CloneEntry
  | OverheadEntry
  | TmemEntry
  | OvercommitEntry
  | TieringEntry
  | HotplugEntry
  | ImagesEntry
  | LayoutEntry
  | PopulateEntry
  | PoolEntry
  | AllocatorEntry
  | HugepagesEntry;

export interface EngineScenario {
  readonly host: {
    readonly memory_bytes: number;
    readonly reserve_bytes?: number | undefined;
    /** Without tiers all memory is fast. */
    readonly tiers?:
      | readonly {
          readonly name: "fast" | "slow";
          readonly bytes: number;
          readonly latency_ns?: number | undefined;
        }[]
      | undefined;
    readonly swap_bytes?: number | undefined;
  };
  readonly guests: readonly EngineGuest[];
  readonly mechanisms: readonly EngineMechanism[];
  readonly epoch_s: number;
  readonly horizon_s: number;
  readonly seed: number;
}
