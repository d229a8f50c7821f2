// A captured host as the density answer sees it: pure numbers that analysis takes from the tables.
import type { Coverage } from "../protocol/replies.ts";

/** One captured guest. All sizes in pages of 4096 bytes. */
export interface CapturedGuest {
  readonly name: string;
  readonly ramPages: number;
  /** Host memory per guest besides its RAM. */
  readonly overheadPages: number;
  /** Between what it may lie where it was assumed; null where it was measured. */
  readonly overheadBand: { readonly low: number; readonly high: number } | null;
  /** Resident pages of guest RAM at the end of each epoch of `epochSeconds`; null where residency is not identified. */
  readonly residentPages: Float64Array | null;
  /** Pages free inside the guest or held by its balloon already, by the same epochs, where the driver reported them. */
  readonly freePages: Float64Array | null;
  /** Page faults in guest RAM per epoch. */
  readonly faults: Float64Array | null;
  /** Zero pages among the resident pages of the content snapshot. */
  readonly zeroPages: number;
  /** Resident pages in the content snapshot, zero pages included. */
  readonly contentPages: number;
  /** Set when mechanisms are forbidden: VFIO, huge pages, locked or no-share memory. */
  readonly pinned: string | null;
}

/** Contents that stand `copies[g]` times in guest g (order of `guests`), and how many such contents there are. */
export interface ContentPattern {
  readonly copies: readonly number[];
  readonly contents: number;
}

/** Where a number comes from. */
export interface ProvenanceEntry {
  readonly field: string;
  readonly sources: readonly { readonly what: string; readonly sha256: string | null; readonly note: string | null }[];
  readonly sql: string | null;
}

/** A count of pages and what told it. */
export interface ObservedPages {
  readonly pages: number;
  readonly by: string;
}

/** What the host itself showed at the end of the capture, for predictions to be held against; in pages. */
export interface ObservedHost {
  /** Resident pages by faults and moves of the guest's size alone, beside a count of them that knows nothing of faults. */
  readonly resident: readonly { readonly guest: string; readonly byFaults: number; readonly counted: ObservedPages }[];
  /** Whether KSM merged pages during the capture, by its settings and its scanning; null when neither was recorded. */
  readonly ksmRan: boolean | null;
  /** Frames that equal pages of the guests save; null when not recorded. */
  readonly framesSaved: ObservedPages | null;
  /** Memory of the guests' processes, shared pages in proportion; null where it was not recorded for all of them. */
  readonly memory: ObservedPages | null;
}

export interface CapturedHost {
  readonly guests: readonly CapturedGuest[];
  readonly epochSeconds: number;
  /** Joint multiplicities of non-zero contents among resident pages of one moment; null without page contents. */
  readonly patterns: readonly ContentPattern[] | null;
  /** KSM settings and counters as recorded, by sysfs name. */
  readonly ksmSettings: Readonly<Record<string, number>>;
  /** Pages KSM scanned per second while it ran, null when not recorded. */
  readonly ksmScanRate: number | null;
  /** Frames KSM saved at the end of the capture as observed (pages_sharing + ksm_zero_pages), null when not recorded. */
  readonly ksmSavedPages: number | null;
  /** Host memory in bytes as recorded (MemTotal), null when not recorded. */
  readonly hostMemoryBytes: number | null;
  /** Share of the host's free memory that lies in pieces below 2 MiB at the end of the capture, null when not recorded. */
  readonly unusableShare: number | null;
  /** Under Xen: nothing merges equal pages, and Domain-0 has its memory beside the guests. Null under another hypervisor. */
  readonly xen: { readonly domain0Bytes: number | null } | null;
  readonly observed: ObservedHost | null;
  readonly coverage: Coverage;
  readonly provenance: readonly ProvenanceEntry[];
}
