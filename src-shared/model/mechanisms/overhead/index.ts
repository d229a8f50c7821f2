// Host memory that a guest costs besides its RAM: the monitor itself, what a hypervisor adds, and second-level page tables.
import { MIB, PAGE_BYTES, pagesOf } from "../../../base/units.ts";
import type { OverheadEntry } from "../../engine/scenario.ts";
import { defaultOf, parametersOf } from "../../parameters.ts";
import type { Mechanism } from "../mechanism.ts";
import { eptPages } from "./ept.ts";
import { xenNeedKib } from "./xen.ts";

/** Pages of a guest's monitor, by kind, where the guest does not say what it costs. */
function monitorPages(entry: OverheadEntry, ramPages: number): number {
  switch (entry.monitor) {
    case "qemu":
      return defaultOf("overhead.qemu_pages");
    case "firecracker":
      return pagesOf(defaultOf("overhead.firecracker_bytes"));
    case "xen": {
      const mib = Math.ceil((ramPages * PAGE_BYTES) / MIB);
      return pagesOf(xenNeedKib(mib, entry.vcpus ?? 1) * 1024 - mib * MIB);
    }
    default:
      return 0;
  }
}

/** Frames that a guest of `ramPages` costs besides its RAM; `own` of them are known already, and no monitor is counted then. */
export const overheadPages = (
  entry: OverheadEntry,
  ramPages: number,
  own: number,
): { readonly vmm: number; readonly ept: number } => ({
  vmm: pagesOf(entry.vmm_bytes ?? 0) + (own > 0 ? own : monitorPages(entry, ramPages)),
  ept: hasTables(entry) ? eptPages(ramPages, entry.ept_leaf === "2m") : 0,
});

const hasTables = ({ ept_leaf: leaf = "none" }: OverheadEntry): boolean => leaf !== "none";

export const overhead: Mechanism<OverheadEntry> = {
  id: "overhead",
  title: "Overhead per guest",
  parameters: parametersOf("overhead"),
  requires: [{ what: "host memory of each guest's monitor", capture: "smaps_rollup of the guest's process" }],
  init: (world, entry) => {
    if (!entry.vmm_bytes && !hasTables(entry) && (entry.monitor ?? "none") === "none") return null;
    world.overheadOf = (guest) => overheadPages(entry, guest.pages, guest.overheadPages);
    return { saved: () => 0, overBudget: () => 0, save: () => null };
  },
};
