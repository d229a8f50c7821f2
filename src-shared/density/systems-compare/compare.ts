// Published systems on one scenario, each beside the mechanism that it improves on: same demand, same seed, same drawn guests.
import { PlimsollError } from "../../base/errors.ts";
import type { Summary } from "../../model/engine/summary.ts";
import { writtenOut } from "../../model/systems/registry.ts";
import type { CapturedHost } from "../../profile/host.ts";
import type { CompareReply, CompareRow } from "../../protocol/compare-replies.ts";
import { digestOfNumbers } from "../digest-numbers.ts";
import { laidOut, type SizeSets } from "../image-guests.ts";
import type { SeriesTables } from "../plan.ts";
import type { Scenario } from "../scenario-schema.ts";
import { quantilesOf } from "../search.ts";
import type { RunReplications } from "../task.ts";
import { type Alternative, alternativesOf, hasFunctions, scenarioWith } from "./alternatives.ts";
import { type Counted, countedOf } from "./counted.ts";
import { evidenceOf } from "./evidence.ts";
import { pairedDifference } from "./paired.ts";
import { type TimingKind, timed } from "./timings.ts";

export interface CompareInput {
  /** As the user wrote it; guests of kind `image` are laid out anew under each alternative. */
  readonly scenario: Scenario;
  readonly sizes: SizeSets;
  readonly host: CapturedHost | null;
  readonly series: SeriesTables;
}

/** Who does the work. */
export interface CompareHands {
  withRuns<T>(scenario: Scenario, use: (run: RunReplications) => Promise<T>): Promise<T>;
  /** One run of the engine with the guests as the scenario lists them. */
  play(scenario: Scenario, replication: number): Promise<Summary>;
  /** Called before each alternative. */
  onAlternative?(done: number, total: number, title: string): void;
}

/** Mechanisms whose runs tell times. */
const TIMED: readonly string[] = ["tmem", "hotplug", "tiering", "overcommit"];

/** What is refused of one alternative while others can be computed. */
const REFUSALS: readonly string[] = ["scenario.not_available", "scenario.too_large", "scenario.needs_hotplug"];

interface Timed {
  readonly kind: TimingKind;
  readonly values: readonly number[];
}

interface Known {
  readonly row: CompareRow;
  readonly counted: Counted | null;
  readonly laid: Scenario;
  /** Played when first asked for. */
  timings(): Promise<readonly Timed[]>;
}

/**
 * Every alternative of the scenario on the same random numbers. What the captures cannot say is said in words.
 * Throws as `createPlan`, and what the hands throw.
 */
export async function compareSystems(
  input: CompareInput,
  engineVersion: string,
  hands: CompareHands,
): Promise<CompareReply> {
  const alternatives = alternativesOf(input.scenario);
  const known = new Map<string, Known>();
  for (const [done, alternative] of alternatives.entries()) {
    hands.onAlternative?.(done, alternatives.length, alternative.title);
    known.set(alternative.id, await rowOf(alternative, alternatives, known, input, hands));
  }
  hands.onAlternative?.(alternatives.length, alternatives.length, "");
  const rows = [...known.values()].map(({ row }) => row);
  const outer = Math.max(1, ...[...known.values()].map(({ counted }) => counted?.n.length ?? 1));
  const { scenario } = input;
  return {
    schema: "plimsoll.compare/1",
    scenario,
    engine: engineVersion,
    seed: scenario.seed,
    confidence: scenario.objective.confidence,
    replications: { outer, inner: scenario.replications.inner },
    rows,
    digest: digestOfNumbers(rows),
  };
}

async function rowOf(
  alternative: Alternative,
  all: readonly Alternative[],
  known: ReadonlyMap<string, Known>,
  input: CompareInput,
  hands: CompareHands,
): Promise<Known> {
  const { host, series } = input;
  const scenario = scenarioWith(input.scenario, alternative);
  const before = all.find(({ id }) => id === alternative.against[0]?.id);
  const parts = evidenceOf(
    scenario.mechanisms,
    before ? scenarioWith(input.scenario, before).mechanisms : [],
    input.scenario,
    host,
  );
  const blind = parts.length > 0 && parts.every(({ missing }) => missing.length > 0);
  const needs = parts.flatMap(({ id, missing }) => missing.map((one) => ({ mechanism: id, ...one })));
  const laid = laidOut(scenario, input.sizes);
  const { counted, why } = blind
    ? { counted: null, why: "the captures and the scenario do not tell what it works on" }
    : await countOrWhy(laid, host, series, alternative.whole && !hasFunctions(input.scenario), hands);
  const timings = once(() => timed(input.scenario.replications.outer, (run) => hands.play(laid, run)));
  const self: Known = { row: emptyRow(alternative, scenario, needs, why), counted, laid, timings };
  const against = alternative.against.flatMap(({ id, title }) => {
    const other = known.get(id);
    return other ? [{ id, title, other }] : [];
  });
  const told = blind ? [] : await timingsOf(self, against);
  return { ...self, row: { ...self.row, ...numbersOf(counted, against), timings: told } };
}

async function countOrWhy(
  scenario: Scenario,
  host: CapturedHost | null,
  series: SeriesTables,
  whole: boolean,
  hands: CompareHands,
): Promise<{ readonly counted: Counted | null; readonly why: string | null }> {
  try {
    return { counted: await countedOf(scenario, host, series, whole, hands.withRuns), why: null };
  } catch (thrown) {
    if (!(thrown instanceof PlimsollError) || !REFUSALS.includes(thrown.report.code)) throw thrown;
    return { counted: null, why: thrown.report.what };
  }
}

const emptyRow = (
  { id, title, kind, evidence, source, against, captures }: Alternative,
  { mechanisms }: Scenario,
  needs: CompareRow["needs"],
  why: string | null,
): CompareRow => ({
  id,
  title,
  kind,
  evidence,
  source,
  against: [...against],
  mechanisms: [...mechanisms],
  n: null,
  differences: [],
  slowdown_p99: null,
  bytes_per_guest: null,
  binds: null,
  grade: null,
  timings: [],
  costs: [],
  notes: [],
  why,
  needs: [...needs],
  captures: [...captures],
});

interface Held {
  readonly id: string;
  readonly title: string;
  readonly other: Known;
}

function numbersOf(counted: Counted | null, against: readonly Held[]): Partial<CompareRow> {
  if (!counted) return {};
  return {
    n: quantilesOf(counted.n),
    differences: against.flatMap(({ id, title, other }) =>
      other.counted ? [{ id, title, n: pairedDifference(counted.n, other.counted.n) }] : [],
    ),
    slowdown_p99: quantilesOf(counted.slowdownP99),
    bytes_per_guest: quantilesOf(counted.bytesPerGuest),
    binds: counted.binds,
    grade: counted.grade,
    costs: counted.mechanisms.map(({ id, cost }) => `${id}: ${cost}`),
    notes: counted.mechanisms.flatMap(({ id, note }) => (note === null ? [] : [`${id}: ${note}`])),
  };
}

/** Times of a row and of what it is held against. */
async function timingsOf(self: Known, against: readonly Held[]): Promise<CompareRow["timings"]> {
  if (!writtenOut(self.laid.mechanisms).some(({ id }) => TIMED.includes(id))) return [];
  const own = await self.timings();
  const others: { readonly id: string; readonly title: string; readonly timings: readonly Timed[] }[] = [];
  for (const { id, title, other } of against) others.push({ id, title, timings: await other.timings() });
  return own.map(({ kind, values }) => ({
    id: kind.id,
    title: kind.title,
    unit: kind.unit,
    runs: values.length,
    value: quantilesOf(values),
    differences: others.flatMap(({ id, title, timings }) => {
      const before = timings.find((one) => one.kind === kind);
      return before ? [{ id, title, value: pairedDifference(values, before.values) }] : [];
    }),
  }));
}

/** A result that is worked out once, when it is first asked for. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | null = null;
  return () => {
    known ??= work();
    return known;
  };
}
