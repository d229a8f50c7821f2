// N* of one alternative in every outer replication, and what stands beside it: memory of a guest, slowdown, what binds, cost.
import type { CapturedHost } from "../../profile/host.ts";
import type { DensityReply } from "../../protocol/replies.ts";
import { outers } from "../answer.ts";
import { coverageOf } from "../grade.ts";
import { createPlan, type Plan, type SeriesTables } from "../plan.ts";
import type { Scenario } from "../scenario-schema.ts";
import { bindingAt, quantilesOf } from "../search.ts";
import { largestN } from "../search-rules.ts";
import { slowdownOf } from "../slowdown.ts";
import { checkWork, type OutcomeOf, type RunReplications, runHere, type TaskOf, usedBytes } from "../task.ts";
import { mechanismsOf } from "../waterfall.ts";
import type { Values } from "./paired.ts";

/** Values by outer replication; one where all replications are the same. */
export interface Counted {
  readonly n: Values;
  readonly bytesPerGuest: Values;
  readonly slowdownP99: Values;
  readonly binds: string | null;
  readonly grade: DensityReply["coverage"]["grade"];
  readonly mechanisms: DensityReply["mechanisms"];
}

/** The plan with every guest's whole RAM charged for the whole time: the draws are those of the plan. */
export function wholePlan(plan: Plan): Plan {
  return {
    ...plan,
    types: plan.types.map((type) => ({
      ...type,
      meanResident: type.ramPages,
      meanDemand: type.ramPages,
      demand: { kind: "constant", pages: type.ramPages },
      contents: null,
      stall: null,
      allocatorSaves: 0,
    })),
    limits: { p99Slowdown: null, stallShare: null, swapInPerS: null },
    feedback: null,
    places: plan.capacity,
    period: 1,
    block: null,
    merging: null,
    coverage: null,
    metAgain: null,
    inner: 1,
  };
}

/** Throws as `createPlan`, and `scenario.too_large`. `whole`: RAM is charged as configured; that is arithmetic, done here. */
export async function countedOf(
  scenario: Scenario,
  host: CapturedHost | null,
  series: SeriesTables,
  whole: boolean,
  withRuns: <T>(scenario: Scenario, use: (run: RunReplications) => Promise<T>) => Promise<T>,
): Promise<Counted> {
  const made = createPlan(scenario, host, series);
  const plan = whole ? wholePlan(made) : made;
  checkWork(plan, null);
  const work = (run: RunReplications): Promise<Counted> => counting(plan, scenario, host, run);
  return whole ? work(runHere(plan)) : withRuns(scenario, work);
}

async function counting(
  plan: Plan,
  scenario: Scenario,
  host: CapturedHost | null,
  run: RunReplications,
): Promise<Counted> {
  const searches = await run<"search">(outers(plan).map((outer) => ({ kind: "search", outer })));
  const n = searches.map(({ failsAt }) => largestN(failsAt, plan.confidence));
  const { p50 } = quantilesOf(n);
  const details = await run<"detail">(
    searches.map(({ failsAt }, outer): TaskOf<"detail"> => ({ kind: "detail", outer, n: p50, failsAt })),
  );
  const bySeries = slowdownOf(plan, 0.99)(Math.max(1, p50));
  return {
    n,
    bytesPerGuest: details.map(({ now }) => usedBytes(now) / now.guests),
    slowdownP99: details.map(({ played }) => Math.max(bySeries, played?.slowdown.p99 ?? 1)),
    binds: bindingAt(searches, p50 + 1)[0]?.resource ?? null,
    grade: coverageOf(scenario, host, plan).grade,
    mechanisms: mechanismsOf(scenario, host, details, typicalOf(details, n, p50)),
  };
}

const typicalOf = (details: readonly OutcomeOf<"detail">[], n: Values, p50: number): OutcomeOf<"detail"> =>
  details[Math.max(0, n.indexOf(p50))]!;
