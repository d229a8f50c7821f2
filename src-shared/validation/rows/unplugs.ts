// Rows on recorded unplugs of virtio-mem: which costs most, and whether the engine's costs carry over to larger ones (systems 2).
import { MIB, PAGE_BYTES } from "../../base/units.ts";
import { type UnplugCosts, unplugUs } from "../../model/mechanisms/hotplug/unplug-time.ts";
import { number } from "../inputs.ts";
import type { Unplug } from "../recordings.ts";
import { row, SYSTEMS } from "../row.ts";

const system = SYSTEMS.hotmem;
const SOURCE = "recorded virtio-mem session: QEMU, guest kernel 6.1, 2 MiB blocks, three repeats";
const NO_SESSION = "needs a recorded hotplug session: --data DIR with a table of resizes";
const MODES = ["freed", "idle", "in-use"] as const;

/** Median milliseconds of an unplug; null where there is none. */
function medianOf(unplugs: readonly Unplug[], mode: Unplug["mode"], mib: number): number | null {
  const times = unplugs.filter((u) => u.mode === mode && u.mib === mib).map((u) => u.milliseconds);
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? null;
}

/** Medians of all modes; null unless each has one. */
function mediansOf(unplugs: readonly Unplug[], mib: number): readonly [number, number, number] | null {
  const [freed, idle, used] = MODES.map((mode) => medianOf(unplugs, mode, mib));
  return freed != null && idle != null && used != null ? [freed, idle, used] : null;
}

const measuredOrder = row({
  id: "S08.3",
  onRecordings: true,
  system,
  kind: "direction",
  claim: "taking memory in use lasts longest, memory used and freed shortest, untouched memory between",
  inputs: { mib: number(256, "MiB unplugged") },
  result: "median ms: freed, idle, in use",
  expects: { is: "rising" },
  formula: "median of the recorded times from request to size reached, for each mode",
  evidence: "measured",
  source: SOURCE,
  note: "idle is slower than freed because a guest that clears pages at allocation touches never-used memory first",
  compute: ({ mib }, { unplugs }) => {
    if (!unplugs) return { notRun: NO_SESSION };
    return mediansOf(unplugs, mib)?.slice() ?? { notRun: `no recorded unplug of ${mib} MiB in all three states` };
  },
});

/** Blocks and pages of an unplug in each state: nothing to do, all to be zeroed, some to be moved and the rest zeroed. */
function workOf(mode: Unplug["mode"], mib: number, blockMib: number, usedMib: number) {
  const pages = (mib * MIB) / PAGE_BYTES;
  const migrated = mode === "in-use" ? Math.min(pages, (usedMib * MIB) / PAGE_BYTES) : 0;
  const zeroed = mode === "freed" ? 0 : pages - migrated;
  return { blocks: mib / blockMib, migrated, zeroed, ballooned: 0, partitioned: false };
}

/** Costs of a block, a page zeroed and a page moved that make the times of one size exact. */
function costsFrom(
  [freed, idle, used]: readonly [number, number, number],
  workIn: (mode: Unplug["mode"]) => ReturnType<typeof workOf>,
): UnplugCosts {
  const [all, busy] = [workIn("idle"), workIn("in-use")];
  const zeroUsPerPage = ((idle - freed) * 1000) / all.zeroed;
  return {
    partitionMsPerBlock: 0,
    balloonUsPerPage: 0,
    fixedMsPerBlock: freed / all.blocks,
    zeroUsPerPage,
    migrateUsPerPage: ((used - freed) * 1000 - busy.zeroed * zeroUsPerPage) / Math.max(1, busy.migrated),
  };
}

const largerOnes = row({
  id: "S08.4",
  onRecordings: true,
  system,
  kind: "range",
  claim: "the engine's three costs, taken from unplugs of 128 MiB, give the times of 256 MiB within 20 %",
  inputs: {
    from_mib: number(128, "MiB unplugged, for the costs", { min: 1, max: 1e6 }),
    to_mib: number(256, "MiB unplugged, predicted", { min: 1, max: 1e6 }),
    used_share: number(0.6, "share of the memory in use", { max: 1 }),
    most_used_mib: number(140, "MiB in use at most", { max: 1e6 }),
    block_mib: number(2, "MiB of a block", { min: 1e-3 }),
  },
  result: "predicted over recorded median: freed, idle, in use",
  expects: { is: "between", low: 0.8, high: 1.2 },
  formula: "blocks × fixed + pages to zero × zeroing + pages in use × moving, the costs solved from the smaller size",
  evidence: "measured",
  source: SOURCE,
  note: "repeats of one size differ by up to 35 %, which is why the bound is wide; how much was in use is what the recorder filled",
  compute: ({ from_mib, to_mib, used_share, most_used_mib, block_mib }, { unplugs }) => {
    if (!unplugs) return { notRun: NO_SESSION };
    const [small, large] = [mediansOf(unplugs, from_mib), mediansOf(unplugs, to_mib)];
    if (!small || !large) return { notRun: `no recorded unplugs of ${from_mib} and ${to_mib} MiB in all three states` };
    const work = (mib: number) => (mode: Unplug["mode"]) =>
      workOf(mode, mib, block_mib, Math.min(used_share * mib, most_used_mib));
    const costs = costsFrom(small, work(from_mib));
    return MODES.map((mode, i) => unplugUs(work(to_mib)(mode), costs) / 1000 / large[i]!);
  },
});

export const unplugRows = [measuredOrder, largerOnes];
