// The guests of a run, numbered as they are simulated, from the scenario's entries.
import { failure } from "../../base/errors.ts";
import { largestRemainder } from "../../base/remainder.ts";
import { bytesOf, pagesOf } from "../../base/units.ts";
import { machinePages } from "../mechanisms/hotplug/instances.ts";
import { type HotplugSettings, hotplugSettings } from "../mechanisms/hotplug/settings.ts";
import { pagesOfPhase } from "./course.ts";
import type { EngineGuest, EngineScenario, PageRun } from "./scenario.ts";

export interface Guest {
  /** Entry of the scenario it was made from. */
  readonly entry: number;
  readonly spec: EngineGuest;
  /** Maximum size S_g in pages. */
  readonly pages: number;
  readonly overheadPages: number;
  readonly domain: string;
  readonly arrivesEpoch: number;
  /**
   * A mechanism moves its pages: none is there at the start and the engine asks it for no demand. The mechanism calls
   * `plugPages`, `touchTo`, `dropTo` and `unplugPages`, and they keep the books.
   */
  readonly managed: boolean;
  /** Nothing may take its memory or move it. */
  readonly held: boolean;
}

/** Most guests of one simulation: rows hold three columns for each. */
export const MAX_GUESTS = 65_536;

/** Pages of one run of a `pages` guest. */
export const runLength = (run: PageRun): number => ("same" in run ? run.count : "unique" in run ? run.unique : run[1]);

function sizeOf(spec: EngineGuest, hotplug: HotplugSettings): number {
  switch (spec.kind) {
    case "static":
      return pagesOf(spec.ram_bytes);
    case "synthetic":
      return spec.content.zero_pages + spec.content.common_pages + spec.content.unique_pages;
    case "onoff":
      return pagesOf(spec.base_bytes) + pagesOf(spec.burst_bytes);
    case "series":
      return spec.demand_pages.reduce((most, pages) => Math.max(most, Math.ceil(pages)), 0);
    case "function":
      return machinePages(spec, hotplug);
    case "work":
      return spec.phases.reduce((most, phase) => Math.max(most, pagesOfPhase(phase)), 0);
    case "pages":
      return spec.pages.reduce((sum, run) => sum + runLength(run), 0);
  }
}

/** Whether nothing may take memory from a guest, or move it. */
export const isHeld = ({ pinned }: Pick<EngineGuest, "pinned">): boolean =>
  pinned !== undefined && pinned !== "no-share";

/** A guest whose memory is pinned holds all of it, whatever it uses; contents of pages that nobody may share do not matter. */
function holdingAll(spec: EngineGuest, hotplug: HotplugSettings): EngineGuest {
  if (!isHeld(spec) || spec.kind === "function" || spec.kind === "work") return spec;
  const { name, weight, count, overhead_bytes, pinned, shares, tmem_demand, accesses_per_s } = spec;
  const kept = { name, weight, count, overhead_bytes, pinned, shares, tmem_demand, accesses_per_s };
  return { kind: "static", ram_bytes: bytesOf(sizeOf(spec, hotplug)), ...kept };
}

/**
 * Every entry `count` times in list order, or `total` guests split over the entries by weight.
 * Throws `scenario.too_large`.
 */
export function listGuests(scenario: EngineScenario, total: number | null): Guest[] {
  const { guests } = scenario;
  const weights = guests.map((spec) => spec.weight ?? 1);
  const counts = total === null ? guests.map((spec) => spec.count ?? 1) : largestRemainder(total, weights);
  const wanted = counts.reduce((sum, count) => sum + count, 0);
  if (wanted > MAX_GUESTS) {
    throw failure("scenario.too_large", `${wanted} guests are more than a simulation takes`, {
      expected: `at most ${MAX_GUESTS} guests`,
      next: "simulate a share of them on a share of the host, or ask for density",
      exit: 2,
    });
  }
  const hotplug = hotplugSettings(
    scenario.mechanisms.find((mechanism) => mechanism.id === "hotplug") ?? { variant: "static" },
    pagesOf(scenario.host.memory_bytes),
  );
  return guests.flatMap((given, entry) => {
    const spec = holdingAll(given, hotplug);
    const guest: Guest = {
      entry,
      spec,
      pages: sizeOf(spec, hotplug),
      overheadPages: pagesOf(spec.overhead_bytes ?? 0),
      domain: spec.sharing_domain ?? "",
      arrivesEpoch: spec.kind === "pages" || spec.kind === "work" ? (spec.arrives_epoch ?? 1) : 1,
      managed: spec.kind === "function",
      held: isHeld(spec),
    };
    return Array.from({ length: counts[entry]! }, () => guest);
  });
}
