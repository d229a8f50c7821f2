// UCat: an allocator of size classes and placement in two kinds of memory, against OSv's as they are (systems section 5).
import type { System } from "./system.ts";

export const ucat: System = {
  name: "ucat",
  title: "UCat",
  source: "doi 10.1007/s11704-022-1201-y",
  evidence: "assumed",
  parts: (entry) => {
    const { allocator = "slab", placement = "hot-first", growth, slab_bytes, bandwidth_bytes_per_s } = entry;
    const { large_pages = allocator !== "osv", tlb_entries } = entry;
    return [
      ...(allocator === "osv" ? [] : [{ id: "allocator", kind: allocator, growth, slab_bytes }]),
      // Chunks of 2 MiB, mapped in one piece on both levels.
      ...(large_pages === true ? [{ id: "hugepages", tlb_entries }] : []),
      ...(placement === "none" ? [] : [{ id: "tiering", policy: placement, bandwidth_bytes_per_s }]),
    ];
  },
};
