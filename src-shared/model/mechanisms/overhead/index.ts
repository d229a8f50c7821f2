// Host memory that a guest costs besides its RAM: the monitor itself and second-level page tables.
import { pagesOf } from "../../../base/units.ts";
import type { OverheadEntry } from "../../engine/scenario.ts";
import { parametersOf } from "../../parameters.ts";
import type { Mechanism } from "../mechanism.ts";
import { eptPages } from "./ept.ts";

const LARGE_LEAF = 2097152;

export const overhead: Mechanism<OverheadEntry> = {
  id: "overhead",
  title: "Overhead per guest",
  parameters: parametersOf("overhead"),
  requires: [{ what: "host memory of each guest's monitor", capture: "smaps_rollup of the guest's process" }],
  init: (world, entry) => {
    const vmm = pagesOf(entry.vmm_bytes ?? 0);
    const leaf = entry.ept_leaf_bytes ?? 0;
    if (vmm === 0 && leaf === 0) return null;
    world.overheadOf = (guest) => ({
      vmm: guest.overheadPages + vmm,
      ept: leaf === 0 ? 0 : eptPages(guest.pages, leaf >= LARGE_LEAF),
    });
    return { saved: () => 0, overBudget: () => 0, save: () => null };
  },
};
