// Who deserves what of an answer: exact Shapley values of its mechanisms, from all 2^k lists of them on the same draws.

import { PAGE_BYTES } from "../base/units.ts";
import { writtenOut } from "../model/systems/registry.ts";
import type { MechanismPart } from "../model/systems/system.ts";
import type { CapturedHost } from "../profile/host.ts";
import type { ShapleyReply } from "../protocol/shapley-replies.ts";
import { poolPagesOf } from "./adjust.ts";
import { outers } from "./answer.ts";
import { digestOfNumbers } from "./digest-numbers.ts";
import { laidOut, type SizeSets } from "./image-guests.ts";
import { mechanismKinds } from "./mechanism-schema.ts";
import { createPlan, type SeriesTables } from "./plan.ts";
import type { MechanismEntry, MechanismId, Scenario } from "./scenario-schema.ts";
import { quantilesOf } from "./search.ts";
import { largestN } from "./search-rules.ts";
import { checkWork, type OutcomeOf, type RunReplications, type TaskOf, usedBytes } from "./task.ts";
import { inWaterfallOrder } from "./waterfall.ts";

/** More are not attributed: 2^k searches would be sampled, and a sample is not exact. */
const MOST_PLAYERS = 4;

/** Shapley values as whole numbers over one denominator, so that they add up exactly. */
interface Attributed {
  readonly numerators: readonly number[];
  readonly denominator: number;
}

/**
 * Shapley values from the values of all coalitions: bit i of an index says that player i is in. Over k!: the sum of the
 * numerators is k! · (value of all − value of none), exactly while values are whole numbers below 2^45.
 */
export function shapleyOf(values: readonly number[]): Attributed {
  const players = Math.log2(values.length);
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  const numerators = Array.from({ length: players }, (_, player) => {
    let sum = 0;
    for (let coalition = 0; coalition < values.length; coalition++) {
      if (coalition & (1 << player)) continue;
      const size = bits(coalition);
      const weight = factorial(size) * factorial(players - size - 1);
      sum += weight * (values[coalition | (1 << player)]! - values[coalition]!);
    }
    return sum;
  });
  return { numerators, denominator: factorial(players) };
}

/** Functions get their memory from hotplug: without it there is no answer to compare with, so it stands in every list. */
const isGiven = ({ id }: MechanismPart, { guests }: Scenario): boolean =>
  id === "hotplug" && guests.some(({ kind }) => kind === "function");

const bits = (set: number): number => [...set.toString(2)].filter((bit) => bit === "1").length;

interface ShapleyInput {
  /** As the user wrote it. */
  readonly scenario: Scenario;
  readonly sizes: SizeSets;
  readonly host: CapturedHost | null;
  readonly series: SeriesTables;
}

interface ShapleyHands {
  withRuns<T>(scenario: Scenario, use: (run: RunReplications) => Promise<T>): Promise<T>;
  /** Called before each coalition is searched and before each is looked at. */
  onCoalition?(done: number, total: number): void;
}

/** What all coalitions come to in one outer replication after the other; a single replication stands for all. */
interface Coalition {
  readonly scenario: Scenario;
  readonly n: readonly number[];
  readonly failsAt: readonly Int32Array[];
}

/**
 * N* and the pages saved with as many guests as fit under all mechanisms, attributed to each mechanism, systems written out.
 * More than four mechanisms are not attributed and `why` says so. Throws as `answerDensity`.
 */
export async function attribute(
  input: ShapleyInput,
  engineVersion: string,
  hands: ShapleyHands,
): Promise<ShapleyReply> {
  const { scenario, host, series } = input;
  const all = inWaterfallOrder(writtenOut(scenario.mechanisms));
  const given = all.filter((part) => isGiven(part, scenario));
  const parts = all.filter((part) => !given.includes(part));
  const frame = {
    schema: "plimsoll.shapley/1" as const,
    scenario,
    engine: engineVersion,
    seed: scenario.seed,
  };
  const why = refusal(parts.length);
  if (why !== null)
    return {
      ...frame,
      guests: 0,
      replications: 0,
      why,
      denominator: 1,
      players: [],
      total: null,
      digest: digestOfNumbers([]),
    };
  const count = 2 ** parts.length;
  const coalitions: Coalition[] = [];
  for (let set = 0; set < count; set++) {
    hands.onCoalition?.(set, 2 * count);
    const own = laidOut(
      { ...scenario, mechanisms: [...given, ...parts.filter((_, i) => set & (1 << i))].map(entryOf) },
      input.sizes,
    );
    const plan = createPlan(own, host, series);
    checkWork(plan, null);
    const searches = await hands.withRuns(own, (run) =>
      run<"search">(outers(plan).map((outer) => ({ kind: "search", outer }))),
    );
    const failsAt = searches.map((search) => search.failsAt);
    coalitions.push({ scenario: own, failsAt, n: failsAt.map((fails) => largestN(fails, plan.confidence)) });
  }
  const guests = Math.max(1, quantilesOf(coalitions[count - 1]!.n).p50);
  const pages: (readonly number[])[] = [];
  for (const [set, coalition] of coalitions.entries()) {
    hands.onCoalition?.(count + set, 2 * count);
    pages.push(await pagesUsed(coalition, guests, hands));
  }
  hands.onCoalition?.(2 * count, 2 * count);
  return {
    ...frame,
    ...attributed(
      parts,
      coalitions.map(({ n }) => n),
      pages,
      guests,
    ),
  };
}

function refusal(players: number): string | null {
  if (players === 0) return "the scenario uses no mechanism: there is nothing to attribute";
  return players > MOST_PLAYERS
    ? `${players} mechanisms are more than the ${MOST_PLAYERS} whose ${2 ** MOST_PLAYERS} combinations are all searched; the waterfall in its fixed order stands alone`
    : null;
}

const entryOf = (part: MechanismPart): MechanismEntry =>
  mechanismKinds[part.id as MechanismId].parse(part) as MechanismEntry;

/** Frames, overhead and a pool of `guests` guests in each outer replication, in pages; what is compressed or on disk takes none. */
async function pagesUsed({ scenario, failsAt }: Coalition, guests: number, hands: ShapleyHands): Promise<number[]> {
  const details = await hands.withRuns(scenario, (run) =>
    run<"detail">(
      failsAt.map((fails, outer): TaskOf<"detail"> => ({ kind: "detail", outer, n: guests, failsAt: fails })),
    ),
  );
  const pool = poolPagesOf(scenario, scenario.host.memory_bytes);
  return details.map((detail) => usedBytes(detail.now) / PAGE_BYTES + pool - takenAway(detail));
}

const takenAway = ({ played }: OutcomeOf<"detail">): number =>
  played ? played.compressed + played.onDisk - played.poolFrames : 0;

const at = (values: readonly number[], replication: number): number =>
  values.length === 1 ? values[0]! : values[replication]!;

function attributed(
  parts: readonly MechanismPart[],
  n: readonly (readonly number[])[],
  pages: readonly (readonly number[])[],
  guests: number,
) {
  const replications = Math.max(...n.map(({ length }) => length), ...pages.map(({ length }) => length));
  const each = Array.from({ length: replications }, (_, k) => k);
  const nOf = each.map((k) => n.map((values) => at(values, k)));
  const savedOf = each.map((k) => pages.map((values) => at(pages[0]!, k) - at(values, k)));
  const { denominator } = shapleyOf(nOf[0]!);
  const [byN, bySaved] = [nOf.map(shapleyOf), savedOf.map(shapleyOf)];
  const last = n.length - 1;
  const players = parts.map(({ id }, player) => ({
    id,
    n: share(
      byN.map((one) => one.numerators[player]!),
      denominator,
      inOrder(nOf, player),
    ),
    pages: share(
      bySaved.map((one) => one.numerators[player]!),
      denominator,
      inOrder(savedOf, player),
    ),
  }));
  const total = {
    n: share(
      nOf.map((values) => denominator * (values[last]! - values[0]!)),
      denominator,
      mean(nOf.map((v) => v[last]! - v[0]!)),
    ),
    pages: share(
      savedOf.map((values) => denominator * values[last]!),
      denominator,
      mean(savedOf.map((v) => v[last]!)),
    ),
    n_without: quantilesOf(nOf.map((values) => values[0]!)),
    n_with: quantilesOf(nOf.map((values) => values[last]!)),
  };
  const numbers = { guests, replications, why: null, denominator: denominator * replications, players, total };
  return { ...numbers, digest: digestOfNumbers(numbers) };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What a player adds to those before it in the order of the waterfall, mean over the replications. */
const inOrder = (values: readonly (readonly number[])[], player: number): number => {
  const before = 2 ** player - 1;
  return mean(values.map((one) => one[before | (1 << player)]! - one[before]!));
};

/** Numerators add up over the players; quantiles are of single replications. */
function share(numerators: readonly number[], denominator: number, order: number): ShapleyShare {
  const numerator = numerators.reduce((sum, value) => sum + value, 0);
  return {
    numerator,
    mean: numerator / (denominator * numerators.length),
    ...quantilesOf(numerators.map((value) => value / denominator)),
    in_order: order,
  };
}

type ShapleyShare = ShapleyReply["players"][number]["n"];
