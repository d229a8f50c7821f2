// KSM's settings under the kernel's own names, their defaults by kernel, and the sysfs counters.
import { PAGE_BYTES } from "../../../base/units.ts";
import { defaultOf } from "../../parameters.ts";

export type KsmKernel = "6.1" | "6.12";

export interface KsmSettings {
  /**
   * Order of a visit: 6.1 looks into the stable tree before it compares the checksum, 6.12 (from 6.11 on) after.
   * 6.1 has no smart scan.
   */
  readonly kernel: KsmKernel;
  readonly smartScan: boolean;
  readonly useZeroPages: boolean;
  /** Most pages on one frame, 2 or more. */
  readonly maxPageSharing: number;
}

/** The settings with defaults filled in; without smart scan on a kernel that has none. */
export function ksmSettings(
  given: { readonly [K in keyof KsmSettings]?: KsmSettings[K] | undefined } = {},
): KsmSettings {
  const kernel = given.kernel ?? "6.12";
  return {
    kernel,
    smartScan: kernel !== "6.1" && (given.smartScan ?? defaultOf("dedup.smart_scan") === 1),
    useZeroPages: given.useZeroPages ?? defaultOf("dedup.use_zero_pages") === 1,
    maxPageSharing: Math.max(2, given.maxPageSharing ?? defaultOf("dedup.max_page_sharing")),
  };
}

/** Pages, as /sys/kernel/mm/ksm shows them. */
export interface KsmCounters {
  readonly pages_shared: number;
  readonly pages_sharing: number;
  readonly pages_unshared: number;
  readonly pages_volatile: number;
  readonly ksm_zero_pages: number;
}

/** All counters of the page-exact scanner; `general_profit` in bytes. */
export interface KsmState extends KsmCounters {
  readonly full_scans: number;
  readonly pages_scanned: number;
  readonly pages_skipped: number;
  readonly rmap_items: number;
  readonly general_profit: number;
}

const RMAP_ITEM_BYTES = defaultOf("dedup.rmap_item_bytes");

/** Bytes saved less the bytes of the scanner's own items (Documentation/admin-guide/mm/ksm.rst). */
export const generalProfit = (sharing: number, zeroPages: number, items: number): number =>
  (sharing + zeroPages) * PAGE_BYTES - items * RMAP_ITEM_BYTES;
