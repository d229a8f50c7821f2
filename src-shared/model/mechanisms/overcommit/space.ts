// Room beyond the frames of guests: swap, a compressed pool before it, or a compressed device alone; and what its use costs.
import { failure } from "../../../base/errors.ts";
import { PAGE_BYTES } from "../../../base/units.ts";
import type { SwapSpace } from "../../engine/groups.ts";
import type { OvercommitEntry } from "../../engine/scenario.ts";
import { defaultOf } from "../../parameters.ts";

type Space = Pick<SwapSpace, "slots" | "poolFrames" | "pageBytes">;

/**
 * Room of an entry on a host, null where there is none. A pool that gains nothing is none. `zswap` has 20 % of the host
 * unless the entry says otherwise; the device of `zram` holds so many bytes uncompressed, half of the host if it says nothing,
 * and no disk is behind it. Throws `scenario.bad_value` for what a kind does not have.
 */
export function swapSpace(
  entry: OvercommitEntry,
  host: { readonly memory_bytes: number; readonly swap_bytes?: number | undefined },
): Space | null {
  const { kind, zswap_bytes, zram_bytes, swap_bytes } = entry;
  if (kind === "swap" && (zswap_bytes ?? 0) > 0) throw notOf(kind, "zswap_bytes", zswap_bytes!, 'kind "zswap"');
  if (kind === "zram" && (zswap_bytes ?? 0) > 0) throw notOf(kind, "zswap_bytes", zswap_bytes!, "zram_bytes");
  if (kind === "zram" && (swap_bytes ?? 0) > 0) throw notOf(kind, "swap_bytes", swap_bytes!, 'kind "zswap"');
  if (kind !== "zram" && (zram_bytes ?? 0) > 0) throw notOf(kind ?? "plain", "zram_bytes", zram_bytes!, 'kind "zram"');
  const pageBytes = Math.ceil(PAGE_BYTES / (entry.compression_ratio ?? defaultOf("overcommit.compression_ratio")));
  const slots = kind === "zram" ? 0 : Math.floor((swap_bytes ?? host.swap_bytes ?? 0) / PAGE_BYTES);
  const poolFrames = pageBytes < PAGE_BYTES ? framesOfPool(entry, host.memory_bytes, pageBytes) : 0;
  return slots === 0 && poolFrames === 0 ? null : { slots, poolFrames, pageBytes };
}

function framesOfPool(entry: OvercommitEntry, memoryBytes: number, pageBytes: number): number {
  if (entry.kind === "swap") return 0;
  if (entry.kind === "zram") {
    const device = entry.zram_bytes ?? Math.floor(memoryBytes * defaultOf("overcommit.zram_share"));
    return Math.floor((Math.floor(device / PAGE_BYTES) * pageBytes) / PAGE_BYTES);
  }
  const most = entry.kind === "zswap" ? Math.floor(memoryBytes * defaultOf("overcommit.zswap_share")) : 0;
  return Math.floor((entry.zswap_bytes ?? most) / PAGE_BYTES);
}

const notOf = (kind: string, name: string, value: number, instead: string) =>
  failure("scenario.bad_value", `${name} is ${value}, but overcommit of kind ${kind} has none`, {
    expected: `no ${name}, or 0`,
    next: `leave it out, or use ${instead}`,
    exit: 2,
  });

/** Nanoseconds of what a page costs on its way. */
export const costsOf = (entry: OvercommitEntry) => ({
  loadNs: (entry.load_us ?? defaultOf("overcommit.load_us")) * 1000,
  diskNs: (entry.disk_us ?? defaultOf("overcommit.disk_us")) * 1000,
  compressNs: (entry.compress_us ?? defaultOf("overcommit.compress_us")) * 1000,
  writeNs: (entry.write_us ?? defaultOf("overcommit.write_us")) * 1000,
});
