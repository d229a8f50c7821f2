// The inverse of density: how much memory a number of guests needs, and how many hosts of the scenario's size.
import { failure } from "../base/errors.ts";
import { bytesOf } from "../base/units.ts";
import type { CapturedHost } from "../profile/host.ts";
import type { SizeReply } from "../protocol/replies.ts";
import { memoryWithPool } from "./adjust.ts";
import { type AnswerOptions, outers } from "./answer.ts";
import { mechanismIn } from "./chosen.ts";
import { refuse } from "./computable.ts";
import { createPlan, type Plan, slowBytes } from "./plan.ts";
import type { Scenario } from "./scenario-schema.ts";
import { type Quantiles, quantilesOf } from "./search.ts";
import { largestN, passesNeeded } from "./search-rules.ts";
import { MAX_GUESTS } from "./streams.ts";
import { checkWork, type RunReplications, runHere } from "./task.ts";

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
  const plan = createPlan(scenario, host, series);
  if (plan.numa)
    refuse(
      "several NUMA nodes in a question for the size of memory",
      "ask how many guests fit on hosts of several sizes",
    );
  checkWork(plan, guests + 1);
  checkWork(plan, null);
  const run = runReplications ?? runHere(plan);
  const { now, oneMore, ...played } = plan.feedback
    ? await playedNeeds(scenario, plan, guests, run)
    : await summedNeeds(scenario, plan, guests, run);
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
    memory_bytes: now,
    hosts: perHost > 0 ? Math.ceil(guests / perHost) : null,
    marginal_bytes_per_guest: oneMore.p50 - now.p50,
    ...played,
  };
}

/** Bytes of the smallest host for the guests and for one more, over the outer replications. */
interface Needs extends Pick<SizeReply, "scales" | "non_monotone"> {
  readonly now: Quantiles;
  readonly oneMore: Quantiles;
}

/** By the pages that the guests of each run need at most. */
async function summedNeeds(scenario: Scenario, plan: Plan, guests: number, run: RunReplications): Promise<Needs> {
  const sizes = await run<"size">(outers(plan).map((outer) => ({ kind: "size", outer, n: guests })));
  const passes = passesNeeded(plan.confidence, plan.inner);
  const needOf = (needs: Float64Array): number => plan.reservePages + Float64Array.from(needs).sort()[passes - 1]!;
  const over = (needs: readonly number[]): Quantiles =>
    inBytes(mirroredQuantiles(needs), (pages) => memoryWithPool(scenario, pages));
  return {
    now: over(sizes.map(({ needs }) => needOf(needs))),
    oneMore: over(sizes.map(({ needsOneMore }) => needOf(needsOneMore))),
  };
}

/** By bisection over hosts, each of them played. */
async function playedNeeds(scenario: Scenario, plan: Plan, guests: number, run: RunReplications): Promise<Needs> {
  const found = await run<"least">(outers(plan).map((outer) => ({ kind: "least", outer, n: guests })));
  const over = (pages: readonly number[]): Quantiles => inBytes(mirroredQuantiles(pages), bytesOf);
  return {
    now: over(found.map(({ now }) => now.pages)),
    oneMore: over(found.map(({ oneMore }) => oneMore.pages)),
    scales: { part: scenario.host.tiers ? "fast tier" : "memory", kept: keptOf(scenario) },
    non_monotone: found.reduce((sum, { now, oneMore }) => sum + now.nonMonotone + oneMore.nonMonotone, 0),
  };
}

/** What of the host stays as the scenario says while its memory is looked for. */
function keptOf(scenario: Scenario): NonNullable<SizeReply["scales"]>["kept"] {
  const { host } = scenario;
  const overcommit = mechanismIn(scenario, "overcommit");
  const poolPages = mechanismIn(scenario, "tmem")?.pool_pages;
  return [
    { part: "slow tier", bytes: slowBytes(host) },
    { part: "swap", bytes: overcommit ? (overcommit.swap_bytes ?? host.swap_bytes ?? 0) : 0 },
    { part: "compressed pool", bytes: overcommit?.zswap_bytes ?? 0 },
    { part: "tmem pool", bytes: bytesOf(poolPages ?? 0) },
    { part: "reserve", bytes: host.reserve_bytes },
  ].filter(({ bytes }) => bytes > 0);
}

const inBytes = ({ p5, p50, p95 }: Quantiles, bytes: (pages: number) => number): Quantiles => ({
  p5: whereFinite(p5, bytes),
  p50: whereFinite(p50, bytes),
  p95: whereFinite(p95, bytes),
});

const whereFinite = (pages: number, bytes: (pages: number) => number): number =>
  Number.isFinite(pages) ? bytes(pages) : pages;

/** Quantiles of needs that answer those of N*: where few replications fit many guests, many need little for few. */
function mirroredQuantiles(needs: readonly number[]): Quantiles {
  const { p5, p50, p95 } = quantilesOf(needs.map((need) => -need));
  return { p5: -p95, p50: -p50, p95: -p5 };
}
