// What a row of the validation table is: a claim with its inputs, what is expected, and the model's code that computes it.
import type { Evidence } from "../model/parameters.ts";
import type { ValidationKind } from "../protocol/validation-replies.ts";
import type { Input, InputsOf, Value } from "./inputs.ts";
import type { Recordings } from "./recordings.ts";

/** Systems by the name that all pages and replies show. */
export const SYSTEMS = {
  hotmem: "HotMem / Squeezy",
  spacer: "Spacer",
  smartmem: "SmarTmem",
  ucat: "UCat",
  meunik: "MEUNIK-like (reconstruction)",
  related: "related mechanisms",
  model: "model",
} as const;

/** What is expected of the values computed. */
export type Expectation =
  /** Equal: words to the letter, numbers to the last digit written here. */
  | { readonly is: "exact"; readonly value: Value }
  /** Every number within a share of the expected one, or within an absolute distance. */
  | {
      readonly is: "near";
      readonly value: Value;
      readonly share?: number;
      readonly distance?: number;
      /** No number may be below the expected one. */
      readonly atLeast?: boolean;
    }
  /** Every number from `low` to `high`. */
  | { readonly is: "between"; readonly low: number; readonly high: number }
  /** Two numbers computed, the first not above the figure, the second not below it. */
  | { readonly is: "contains"; readonly value: number }
  /** Each number not below its bound. */
  | { readonly is: "bounds"; readonly value: readonly number[] }
  /** Numbers in a row go this way. */
  | { readonly is: "rising" | "not falling" | "falling" | "equal" }
  /** Nothing can be computed: what is missing. */
  | { readonly is: "figure"; readonly value: string };

/** Why nothing was computed. */
export interface NotRun {
  readonly notRun: string;
}

export type Ours = Value | NotRun;

export interface RowSpec<I extends Readonly<Record<string, Input>> = Readonly<Record<string, Input>>> {
  readonly id: string;
  readonly system: (typeof SYSTEMS)[keyof typeof SYSTEMS];
  readonly kind: ValidationKind;
  readonly claim: string;
  readonly inputs: I;
  /** What `ours` holds, in order, with its unit. */
  readonly result: string;
  readonly expects: Expectation;
  /** The formula in words. */
  readonly formula: string;
  readonly evidence: Evidence;
  readonly source: string;
  /** Why a row deviates, or what its expected value rests on. */
  readonly note?: string;
  /** Inputs that nobody published and we chose: a pass shows that the claim can hold, not that it held there. */
  readonly ownInputs?: string;
  /** The row is held against recordings: "measured here". */
  readonly onRecordings?: true;
  compute(inputs: InputsOf<I>, recordings: Recordings): Ours | Promise<Ours>;
}

/** A row whose inputs have lost their names' types: what the registry holds. */
export interface Row extends Omit<RowSpec, "compute"> {
  compute(inputs: Readonly<Record<string, Value>>, recordings: Recordings): Ours | Promise<Ours>;
}

/** Most pages, guests or calls that one row works through. */
const MOST_WORK = 4_194_304;

/** Says so when a row is asked for more work than it takes; null when it is not. */
export const tooMuch = (work: number, what: string): NotRun | null =>
  work > MOST_WORK ? { notRun: `more than ${MOST_WORK} ${what}: give smaller inputs` } : null;

/** Checks a row's inputs against what its `compute` reads. */
export const row = <const I extends Readonly<Record<string, Input>>>(spec: RowSpec<I>): Row => spec as unknown as Row;

/** The same row with other inputs and another expectation, under an id of its own. */
export function furtherCase(
  of: Row,
  id: string,
  change: { readonly inputs: Readonly<Record<string, Value>> } & Partial<Omit<RowSpec, "inputs" | "compute" | "id">>,
): Row {
  const { inputs: values, ...rest } = change;
  const inputs = Object.fromEntries(
    Object.entries(of.inputs).map(([name, input]) => [name, { ...input, value: values[name] ?? input.value }]),
  );
  return { ...of, ...rest, id, inputs };
}
