// What a guest with a clock has to do: stretches of work one after the other, each with the pages it needs (model 8.1).
import { failure } from "../../base/errors.ts";
import type { Clock, EngineGuest, Phase, WorkGuest } from "./scenario.ts";

export interface Course {
  readonly clock: Clock;
  /** Share of the time that the load keeps the guest busy; 1 for one that goes by its work. */
  readonly busyShare: number;
  /** End of each stretch within a round, nanoseconds of work. */
  readonly untilNs: Float64Array;
  readonly pages: Float64Array;
  readonly writesPerS: Float64Array;
  /** Null for a recorded series, whose stretches say pages only. */
  readonly phases: readonly Phase[] | null;
  /** Of all rounds. */
  readonly totalNs: number;
}

/** Most stretches of one guest, rounds counted. */
export const MAX_STRETCHES = 1_000_000;

/** Pages in use in a phase. */
export const pagesOfPhase = ({ pages, heat }: Phase): number =>
  pages ?? (heat ?? []).reduce((sum, one) => sum + one.pages, 0);

/** The course of a guest of `size` pages, null without a clock. Throws `scenario.too_large`. */
export function courseOf(spec: EngineGuest, size: number, epochNs: number): Course | null {
  if (spec.kind === "work") return courseOfPhases(spec.phases, spec.rounds ?? 1, spec.clock ?? "work", spec.busy_share);
  const isSeries = spec.kind === "series" || spec.kind === "pages";
  if (!isSeries || spec.clock === undefined || spec.demand_pages === undefined) return null;
  const pages = Float64Array.from(spec.demand_pages, (value) => Math.min(size, Math.max(0, Math.ceil(value))));
  return {
    clock: spec.clock,
    busyShare: busyShareOf(spec.clock, spec.busy_share),
    untilNs: pages.map((_, epoch) => (epoch + 1) * epochNs),
    pages,
    writesPerS: new Float64Array(pages.length),
    phases: null,
    totalNs: pages.length * epochNs,
  };
}

function courseOfPhases(phases: readonly Phase[], rounds: number, clock: Clock, busyShare?: number): Course {
  if (phases.length * rounds > MAX_STRETCHES) {
    throw failure("scenario.too_large", `${phases.length * rounds} phases are more than a guest takes`, {
      expected: `at most ${MAX_STRETCHES} phases, rounds counted`,
      next: "lengthen the phases, or take fewer rounds",
      exit: 2,
    });
  }
  let end = 0;
  const untilNs = Float64Array.from(phases, ({ work_s }) => (end += Math.max(1, Math.round(work_s * 1e9))));
  return {
    clock,
    busyShare: busyShareOf(clock, busyShare),
    untilNs,
    pages: Float64Array.from(phases, pagesOfPhase),
    writesPerS: Float64Array.from(phases, ({ writes_per_s }) => writes_per_s ?? 0),
    phases,
    totalNs: end * rounds,
  };
}

const busyShareOf = (clock: Clock, share: number | undefined): number => (clock === "wall" ? (share ?? 1) : 1);

/**
 * Pages in use at each of some epochs while nothing slows the guest down, the most where an epoch sees several stretches, and
 * whether it is there.
 */
export function plannedPages(
  spec: WorkGuest,
  epochs: number,
  epochNs: number,
): { readonly pages: Float64Array; readonly present: Uint8Array } {
  const course = courseOf(spec, Number.POSITIVE_INFINITY, epochNs)!;
  const [pages, present] = [new Float64Array(epochs), new Uint8Array(epochs)];
  for (let epoch = (spec.arrives_epoch ?? 1) - 1, from = 0, stretch = 0; epoch < epochs; epoch++, from += epochNs) {
    if (from >= course.totalNs) break;
    present[epoch] = 1;
    for (let at = from; at < Math.min(from + epochNs, course.totalNs); ) {
      pages[epoch] = Math.max(pages[epoch]!, course.pages[stretch % course.pages.length]!);
      at = endOfStretch(course, stretch);
      if (at <= from + epochNs) stretch++;
    }
  }
  return { pages, present };
}

/** End of stretch `at`, counted over all rounds, nanoseconds of work. */
export function endOfStretch({ untilNs }: Course, at: number): number {
  const length = untilNs.length;
  const round = Math.floor(at / length);
  return round * untilNs[length - 1]! + untilNs[at - round * length]!;
}
