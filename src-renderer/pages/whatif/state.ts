// What the What-if page shows, as one state.
import type { ErrorReport } from "../../../src-shared/base/errors.ts";
import type { Scenario } from "../../../src-shared/density/scenario-schema.ts";
import type { Progress } from "../../../src-shared/protocol/requests.ts";
import type { Answer } from "./answers.ts";
import type { Draft } from "./draft.ts";
import type { Beside, Row } from "./rows.ts";
import type { SavedScenario } from "./saved.ts";

export interface Problem {
  /** Place of the value that is refused, as errors write it; null: of the scenario as a whole. */
  readonly place: string | null;
  readonly error: ErrorReport;
}

export interface WhatIfState {
  /** Null until it is known what to begin with, or when there is nothing to begin with. */
  readonly draft: Draft | null;
  readonly starting: boolean;
  readonly startError: ErrorReport | null;
  readonly documents: readonly SavedScenario[];
  /** Why the draft cannot be answered as it stands. */
  readonly problem: Problem | null;
  /** The last good answer of the draft, or of what it was before. */
  readonly shown: Answer | null;
  /** It answers the draft as it is. */
  readonly fresh: boolean;
  /** Why there is no newer answer. */
  readonly failure: ErrorReport | null;
  /** An exact run on its way. */
  readonly exact: { readonly progress: Progress | null } | null;
  readonly kept: readonly Beside[];
  /** Rows that are not drawn as rungs and curves. */
  readonly unchecked: readonly string[];
  readonly rows: readonly Row[];
  /** Row that is pointed at. */
  readonly lit: string | null;
  /** "Why believe it" is open. */
  readonly why: boolean;
}

export const emptyState: WhatIfState = {
  draft: null,
  starting: true,
  startError: null,
  documents: [],
  problem: null,
  shown: null,
  fresh: false,
  failure: null,
  exact: null,
  kept: [],
  unchecked: [],
  rows: [],
  lit: null,
  why: false,
};

/** Whether an answer has all replications of its scenario; where nothing is random one run is all there is. */
export function isExact({ reply }: Answer, { replications }: Scenario): boolean {
  const enough = (made: number, asked: number): boolean => made >= asked || made === 1;
  return enough(reply.replications.outer, replications.outer) && enough(reply.replications.inner, replications.inner);
}

/** Rows that are drawn beside the scenario: those with an answer whose box is checked. */
export const drawnRows = ({ rows, unchecked }: Pick<WhatIfState, "rows" | "unchecked">): Row[] =>
  rows.filter((row) => !row.current && row.answer !== null && !unchecked.includes(row.id));
