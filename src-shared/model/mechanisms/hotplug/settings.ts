// What a hotplug entry of a scenario comes to, defaults filled in.
import { pagesOf } from "../../../base/units.ts";
import type { HotplugEntry } from "../../engine/scenario.ts";
import { defaultOf } from "../../parameters.ts";
import type { KeepAlive } from "./keep-alive-books.ts";
import type { UnplugCosts } from "./unplug-time.ts";

export type HotplugVariant = NonNullable<HotplugEntry["variant"]>;

export interface HotplugSettings {
  readonly variant: HotplugVariant;
  readonly blockPages: number;
  /** Memory plugged for an instance; null: the function's own limit. */
  readonly partPages: number | null;
  /** What decides how long an idle instance is kept; the time is that of `fixed`, and where idle times say too little. */
  readonly keepAlive: KeepAlive;
  readonly keepAliveUs: number;
  readonly plugUs: number;
  /** Host frames that are kept free for plugs (harvest). */
  readonly bufferPages: number;
  /** How much more than needed is reclaimed ahead (harvest). */
  readonly reclaimAhead: number;
  readonly interleaved: boolean;
  /** Share of a cold start that fresh memory adds to it. */
  readonly coldPenalty: number;
  /** Share of pages that cannot be moved (dimm). */
  readonly unmovableShare: number;
  readonly costs: UnplugCosts;
}

/** Settings of an entry; a host of `hostPages` frames gives the default buffer of `harvest`. */
export function hotplugSettings(entry: Partial<HotplugEntry>, hostPages: number): HotplugSettings {
  const given = (value: number | undefined, name: string): number => value ?? defaultOf(`hotplug.${name}`);
  const variant = entry.variant ?? "virtio-mem";
  const buffer = entry.buffer_bytes ?? defaultOf("hotplug.buffer_share") * hostPages * PAGE;
  return {
    variant,
    blockPages: pagesOf(given(entry.block_bytes, "block_bytes")),
    partPages: entry.part_bytes === undefined ? null : pagesOf(entry.part_bytes),
    keepAlive: entry.keep_alive ?? "fixed",
    keepAliveUs: Math.round(given(entry.keep_alive_s, "keep_alive_s") * 1e6),
    plugUs: Math.round(given(entry.plug_ms, "plug_ms") * 1000),
    bufferPages: variant === "harvest" ? Math.ceil(buffer / PAGE) : 0,
    reclaimAhead: given(entry.reclaim_ahead, "reclaim_ahead"),
    interleaved: entry.interleaved ?? true,
    coldPenalty: given(entry.cold_penalty, "cold_penalty"),
    unmovableShare: variant === "dimm" ? given(entry.unmovable_share, "unmovable_share") : 0,
    costs: {
      partitionMsPerBlock:
        given(entry.exit_ms_per_block, "exit_ms_per_block") + given(entry.rest_ms_per_block, "rest_ms_per_block"),
      fixedMsPerBlock: given(entry.fixed_ms_per_block, "fixed_ms_per_block"),
      migrateUsPerPage: given(entry.migrate_us_per_page, "migrate_us_per_page"),
      zeroUsPerPage: given(entry.zero_us_per_page, "zero_us_per_page"),
      balloonUsPerPage: given(entry.balloon_us_per_page, "balloon_us_per_page"),
    },
  };
}

const PAGE = 4096;
