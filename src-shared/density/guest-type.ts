// A guest type: what one guest of the scenario asks of the host, whatever it was made from.
import { pagesOfPhase, plannedPages } from "../model/engine/course.ts";
import type { WorkGuest } from "../model/engine/scenario.ts";
import type { ContentSource } from "./contents.ts";

/** Pages that must have a frame (overhead not included) at each epoch. */
export type Demand =
  | { readonly kind: "constant"; readonly pages: number }
  | { readonly kind: "series"; readonly pages: Float64Array }
  | { readonly kind: "bursts"; readonly base: number; readonly burst: number; readonly p: number }
  | Planned;

/** Phases of work, the same at the same time for all guests of the type; at each epoch of the horizon while nothing slows it down. */
export interface Planned {
  readonly kind: "planned";
  readonly guest: WorkGuest;
  readonly pages: Float64Array;
  /** 1 where the guest is there. */
  readonly present: Uint8Array;
}

export interface GuestType {
  readonly name: string;
  readonly domain: string;
  /** Configured memory, in pages. */
  readonly ramPages: number;
  readonly overheadPages: number;
  /** Overhead that nobody measured, drawn anew in each outer replication with `overheadPages` as its median. */
  readonly overheadBand: { readonly low: number; readonly high: number } | null;
  /** Of a function: pages of its machine with one instance. What it asks for beyond its least, its calls tell. */
  readonly instancePages?: number;
  /** Time means in whole pages: resident without mechanisms, and demand after ballooning. */
  readonly meanResident: number;
  readonly meanDemand: number;
  readonly demand: Demand;
  /** Pages that an allocator of the scenario saves it, taken off its demand. */
  readonly allocatorSaves: number;
  /** Set where captures say that nothing may take its memory or move it. */
  readonly held?: boolean;
  /** Null: contents unknown, nothing can be merged. */
  readonly contents: ContentSource | null;
  /** Share of each epoch that the guest is stalled by faults, null where nothing is known; length as the series. */
  readonly stall: Float64Array | null;
}

/** One guest entry of the scenario with the types its guests are drawn from. */
export interface Entry {
  /** Position in the scenario. */
  readonly index: number;
  /** Position in canonical order, so that random streams do not depend on the order of the list. */
  readonly rank: number;
  /** Types of this entry, as indices into the plan's types; guest j is of slot j mod slots. */
  readonly types: readonly number[];
  /** Whether outer replications draw the slots' types anew (captured guests stand for guests not seen). */
  readonly resampled: boolean;
}

/** Mean of a series as whole pages. */
export function wholeMean(series: Float64Array): number {
  let sum = 0;
  for (const value of series) sum += value;
  return Math.round(sum / series.length);
}

/** The demand of a guest by phases over some epochs. */
export function plannedDemand(guest: WorkGuest, epochs: number, epochSeconds: number): Planned {
  return { kind: "planned", guest, ...plannedPages(guest, epochs, Math.round(epochSeconds * 1e6) * 1000) };
}

/** The phases with other numbers of pages in use. */
export const withPages = (guest: WorkGuest, change: (pages: number) => number): WorkGuest => ({
  ...guest,
  phases: guest.phases.map((phase) => ({ ...phase, pages: change(pagesOfPhase(phase)) })),
});

/** A series demand, or a constant one where nothing ever changes. */
export function demandOf(series: Float64Array): Demand {
  const first = series[0] ?? 0;
  return series.every((value) => value === first)
    ? { kind: "constant", pages: first }
    : { kind: "series", pages: series };
}
