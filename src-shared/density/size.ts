// The inverse of density: how much memory a number of guests needs, and how many hosts of the scenario's size.
import { failure } from "../base/errors.ts";
import type { CapturedHost } from "../profile/host.ts";
import type { SizeReply } from "../protocol/replies.ts";
import { memoryWithPool } from "./adjust.ts";
import { type AnswerOptions, outers } from "./answer.ts";
import { refuseUnsized } from "./computable.ts";
import { createPlan } from "./plan.ts";
import type { Scenario } from "./scenario-schema.ts";
import { type Quantiles, quantilesOf } from "./search.ts";
import { largestN, passesNeeded } from "./search-rules.ts";
import { MAX_GUESTS } from "./streams.ts";
import { checkWork, runHere } from "./task.ts";

/**
 * Smallest host memory (reserve included, whole pages) on which `guests` fit with the wanted confidence, and fewer
 * guests too: on p50 of it n.p50 of density is at least `guests`, on p95 even n.p5 is. Throws as `answerDensity`, `size.too_many` (exit 2), and `objective.unreachable` (exit 1) when another
 * objective than memory fails.
 */
export async function answerSize(
  scenario: Scenario,
  host: CapturedHost | null,
  guests: number,
  { runReplications, series }: Omit<AnswerOptions, "engineVersion">,
): Promise<SizeReply> {
  if (!Number.isInteger(guests) || guests < 1 || guests >= MAX_GUESTS)
    throw failure("size.too_many", `${guests} is no number of guests that can be computed`, {
      expected: `a whole number from 1 to ${MAX_GUESTS - 1}`,
      exit: 2,
    });
  refuseUnsized(scenario);
  const plan = createPlan(scenario, host, series);
  checkWork(plan, guests + 1);
  checkWork(plan, null);
  const run = runReplications ?? runHere(plan);
  const sizes = await run<"size">(outers(plan).map((outer) => ({ kind: "size", outer, n: guests })));
  const passes = passesNeeded(plan.confidence, plan.inner);
  const needOf = (needs: Float64Array): number => plan.reservePages + Float64Array.from(needs).sort()[passes - 1]!;
  const memoryOf = (pages: number): number => memoryWithPool(scenario, pages);
  const now = mirroredQuantiles(sizes.map(({ needs }) => needOf(needs)));
  const oneMore = mirroredQuantiles(sizes.map(({ needsOneMore }) => needOf(needsOneMore)));
  if (!Number.isFinite(now.p95) || !Number.isFinite(oneMore.p50))
    throw failure("objective.unreachable", `${guests} guests miss the objective however much memory there is`, {
      expected: "an objective that the guests' own page faults leave room for",
      next: "loosen p99_slowdown or stall_share",
      exit: 1,
    });
  const searches = await run<"search">(outers(plan).map((outer) => ({ kind: "search", outer })));
  const perHost = quantilesOf(searches.map(({ failsAt }) => largestN(failsAt, plan.confidence))).p50;
  return {
    schema: "plimsoll.size/1",
    guests,
    memory_bytes: { p5: memoryOf(now.p5), p50: memoryOf(now.p50), p95: memoryOf(now.p95) },
    hosts: perHost > 0 ? Math.ceil(guests / perHost) : null,
    marginal_bytes_per_guest: memoryOf(oneMore.p50) - memoryOf(now.p50),
  };
}

/** Quantiles of needs that answer those of N*: where few replications fit many guests, many need little for few. */
function mirroredQuantiles(needs: readonly number[]): Quantiles {
  const { p5, p50, p95 } = quantilesOf(needs.map((need) => -need));
  return { p5: -p95, p50: -p50, p95: -p5 };
}
