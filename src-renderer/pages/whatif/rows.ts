// Scenarios side by side: the ladder of mechanisms, the scenario under the hand, saved ones, and those kept for comparison.
import type { ErrorReport } from "../../../src-shared/base/errors.ts";
import type { Scenario } from "../../../src-shared/density/scenario-schema.ts";
import type { Answer } from "./answers.ts";
import { type LadderStep, stepOf } from "./ladder.ts";

/** A scenario that was kept or saved. */
export interface Beside {
  readonly id: string;
  readonly title: string;
  readonly scenario: Scenario;
}

export interface Row {
  readonly id: string;
  /** In the table. */
  readonly title: string;
  /** On the ladder and at curves. */
  readonly short: string;
  readonly kind: "ladder" | "current" | "saved" | "kept";
  readonly scenario: Scenario;
  /** It is the scenario under the hand. */
  readonly current: boolean;
  readonly answer: Answer | null;
  readonly error: ErrorReport | null;
}

export interface RowsInput {
  readonly title: string;
  readonly scenario: Scenario;
  readonly ladder: readonly LadderStep[];
  readonly saved: readonly Beside[];
  readonly kept: readonly Beside[];
  /** The best answer there is. */
  readonly answerOf: (scenario: Scenario) => Answer | null;
  readonly errorOf: (scenario: Scenario) => ErrorReport | null;
}

/** All on the same draws: seed and replications are those of the scenario under the hand. */
export const onSameDraws = (scenario: Scenario, { seed, replications }: Scenario): Scenario => ({
  ...scenario,
  seed,
  replications,
});

export function compareRows(input: RowsInput): Row[] {
  const { scenario, ladder, title } = input;
  const step = stepOf(scenario, ladder);
  const row = (
    id: string,
    kind: Row["kind"],
    words: { readonly title: string; readonly short: string },
    of: Scenario,
  ): Row => {
    const current = kind === "current" || (kind === "ladder" && id === step?.id);
    // The scenario itself, not its twin on the ladder, so that both show the same answer.
    const shared = current ? scenario : onSameDraws(of, scenario);
    return {
      id,
      kind,
      ...words,
      scenario: shared,
      current,
      answer: input.answerOf(shared),
      error: input.errorOf(shared),
    };
  };
  return [
    ...ladder.map((one) => row(one.id, "ladder", { title: one.title, short: one.rung }, one.scenario)),
    ...(step ? [] : [row("current", "current", { title, short: title }, scenario)]),
    ...input.saved.map((one) => row(one.id, "saved", { title: one.title, short: one.title }, one.scenario)),
    ...input.kept.map((one) => row(one.id, "kept", { title: one.title, short: one.title }, one.scenario)),
  ];
}

/** What a scenario would bring against another: "N* 33 to 28". */
export function effectWords(now: Answer | null, then: Answer | null): string | null {
  if (!now || !then) return null;
  const [a, b] = [now.reply.n.p50, then.reply.n.p50];
  return a === b ? `N* stays ${a}` : `N* ${a} to ${b}`;
}
