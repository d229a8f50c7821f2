// Mechanisms that change what each guest asks for whatever the others do: its allocator, its start, the free pages it keeps.
import { bytesOf, PAGE_BYTES } from "../base/units.ts";
import { pagesSaved } from "../model/mechanisms/allocator/index.ts";
import { allocatorBalloon } from "../model/mechanisms/balloon/in-allocator.ts";
import { wholeDemand } from "../model/mechanisms/hugepages/index.ts";
import { overheadPages } from "../model/mechanisms/overhead/index.ts";
import { poolTarget } from "../model/mechanisms/pool/index.ts";
import { pagesAtStart } from "../model/mechanisms/populate/index.ts";
import { mechanismIn } from "./chosen.ts";
import { demandOf, type GuestType, plannedDemand, wholeMean, withPages } from "./guest-type.ts";
import type { GuestEntry, Scenario } from "./scenario-schema.ts";

/** Pages that the scenario's allocator saves each guest of an entry. */
export function allocatorSaves(scenario: Scenario, guest: GuestEntry): number {
  const entry = mechanismIn(scenario, "allocator");
  return entry ? pagesSaved(entry, guest.objects) : 0;
}

/** The type with what such mechanisms make of its demand, in the engine's order, and of its overhead. */
export const adjusted = (type: GuestType, guest: GuestEntry, scenario: Scenario): GuestType =>
  guest.kind === "function" ? type : withOverhead(withDemand(type, guest, scenario), scenario);

function withOverhead(type: GuestType, scenario: Scenario): GuestType {
  const entry = mechanismIn(scenario, "overhead");
  if (!entry) return type;
  const { vmm, ept } = overheadPages(entry, type.ramPages, type.overheadPages);
  const more = vmm + ept - type.overheadPages;
  const { overheadBand: band } = type;
  return {
    ...type,
    overheadPages: type.overheadPages + more,
    overheadBand: band && { low: band.low + more, high: band.high + more },
  };
}

function withDemand(type: GuestType, guest: GuestEntry, scenario: Scenario): GuestType {
  const saved = allocatorSaves(scenario, guest);
  const large = mechanismIn(scenario, "hugepages");
  const populate = mechanismIn(scenario, "populate");
  const balloon = mechanismIn(scenario, "balloon");
  const inside = balloon?.mode === "allocator" || balloon?.mode === "mini-os" ? allocatorBalloon(balloon) : null;
  if (saved === 0 && !large && !populate && !inside) return type;
  const least = populate ? pagesAtStart(populate, type.ramPages) : 0;
  // A guest that never shrinks keeps its emergency pages, one that does may keep all up to the high mark.
  const slack =
    inside === null ? 0 : type.demand.kind === "constant" ? inside.emergency : Math.max(inside.high, inside.emergency);
  const most = Math.max(type.ramPages, type.meanDemand);
  const backed = (pages: number): number => (large ? wholeDemand(pages, most, large) : pages);
  const change = (pages: number): number =>
    Math.min(most, Math.max(0, backed(Math.max(0, pages - saved)), least) + slack);
  // Mini-OS never gives back what it once had.
  const demand: GuestType["demand"] =
    balloon?.mode === "mini-os" ? { kind: "constant", pages: mostOf(type.demand) } : type.demand;
  if (demand.kind === "planned") {
    const planned = plannedDemand(withPages(demand.guest, change), demand.pages.length, scenario.epoch_s);
    const meanDemand = wholeMean(planned.pages);
    return { ...type, allocatorSaves: saved, meanResident: change(type.meanResident), meanDemand, demand: planned };
  }
  const base = demand.kind === "bursts" ? change(demand.base) : 0;
  return {
    ...type,
    allocatorSaves: saved,
    meanResident: change(type.meanResident),
    meanDemand: change(type.meanDemand),
    demand:
      demand.kind === "constant"
        ? { kind: "constant", pages: change(demand.pages) }
        : demand.kind === "series"
          ? demandOf(demand.pages.map(change))
          : { ...demand, base, burst: change(demand.base + demand.burst) - base },
  };
}

function mostOf(demand: GuestType["demand"]): number {
  if (demand.kind === "constant") return demand.pages;
  if (demand.kind === "bursts") return demand.base + demand.burst;
  return demand.pages.reduce((most, pages) => Math.max(most, pages), 0);
}

/** Frames that a pool keeps from the guests of a host of this size. */
export function poolPagesOf(scenario: Scenario, memoryBytes: number): number {
  const pool = mechanismIn(scenario, "pool");
  return pool ? poolTarget(pool, Math.floor(memoryBytes / PAGE_BYTES)) : 0;
}

/** Bytes of the smallest host on which this many pages are left beside the pool. */
export function memoryWithPool(scenario: Scenario, pages: number): number {
  let memory = pages;
  while (memory - poolPagesOf(scenario, bytesOf(memory)) < pages)
    memory = pages + poolPagesOf(scenario, bytesOf(memory));
  return bytesOf(memory);
}
