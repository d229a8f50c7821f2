// Inputs of validation rows: their values with units, what they accept, and the check of values given from outside.
import { failure } from "../base/errors.ts";
import { nearest } from "../density/nearest.ts";

/** What inputs and results are made of. */
export type Value = number | string | boolean | null | readonly Value[];

interface Range {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

/** Shape of an input: one number, a list of them, or lists of lists of a fixed or any length. */
export type Accepts =
  | ({ readonly shape: "number" } & Range)
  | ({ readonly shape: "list"; readonly length: number | null } & Range)
  | ({ readonly shape: "table"; readonly width: number | null } & Range);

export interface Input<T extends Value = Value> {
  readonly value: T;
  readonly unit: string;
  readonly accepts: Accepts;
}

/** Values of a row's inputs by name. */
export type InputsOf<I extends Readonly<Record<string, Input>>> = { readonly [K in keyof I]: I[K]["value"] };

type Limits = Partial<Range>;

/** Longest list that an input takes. */
const MOST_ITEMS = 4096;

const range = ({ min = 0, max = 1e12, whole = false }: Limits): Range => ({ min, max, whole });

/** One number, by default from 0 to 10^12. */
export const number = (value: number, unit: string, limits: Limits = {}): Input<number> => ({
  value,
  unit,
  accepts: { shape: "number", ...range(limits) },
});

/** One whole number. */
export const whole = (value: number, unit: string, limits: Limits = {}): Input<number> =>
  number(value, unit, { ...limits, whole: true });

/** A list of numbers, of any length unless it is given. */
export const list = (
  value: readonly number[],
  unit: string,
  { length = null, ...limits }: Limits & { readonly length?: number | null } = {},
): Input<readonly number[]> => ({ value, unit, accepts: { shape: "list", length, ...range(limits) } });

/** A list of lists of numbers, each as long as `width` where that is given. */
export const table = (
  value: readonly (readonly number[])[],
  unit: string,
  { width = null, ...limits }: Limits & { readonly width?: number | null } = {},
): Input<readonly (readonly number[])[]> => ({ value, unit, accepts: { shape: "table", width, ...range(limits) } });

/** What an input accepts, in words. */
export function acceptsText(accepts: Accepts): string {
  const { min, max, whole: isWhole } = accepts;
  const numbers = `${isWhole ? "whole numbers" : "numbers"} from ${min} to ${max}`;
  if (accepts.shape === "number") return `${isWhole ? "a whole number" : "a number"} from ${min} to ${max}`;
  if (accepts.shape === "list")
    return accepts.length === null ? `a list of ${numbers}` : `a list of ${accepts.length} ${numbers}`;
  return accepts.width === null ? `lists of ${numbers}` : `lists of ${accepts.width} ${numbers} each`;
}

function isAccepted(value: unknown, accepts: Accepts): boolean {
  const isNumber = (x: unknown): boolean =>
    typeof x === "number" && x >= accepts.min && x <= accepts.max && (!accepts.whole || Number.isInteger(x));
  const isList = (x: unknown, length: number | null): boolean =>
    Array.isArray(x) &&
    x.length > 0 &&
    x.length <= MOST_ITEMS &&
    (length ?? x.length) === x.length &&
    x.every(isNumber);
  if (accepts.shape === "number") return isNumber(value);
  if (accepts.shape === "list") return isList(value, accepts.length);
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MOST_ITEMS &&
    value.every((one) => isList(one, accepts.width))
  );
}

/**
 * The row's own values with the given ones in their place.
 * Throws `validate.unknown_input` and `validate.bad_input` (exit 2), which name the input and what it accepts.
 */
export function readInputs(
  row: string,
  inputs: Readonly<Record<string, Input>>,
  given: unknown,
): Readonly<Record<string, Value>> {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw failure("validate.bad_input", `the inputs of ${row} are no JSON object`, {
      expected: "an object of values by input name",
      next: `plimsoll validate --row ${row} --json prints the inputs`,
      exit: 2,
    });
  const names = Object.keys(inputs);
  for (const [name, value] of Object.entries(given)) {
    const input = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    if (!input) throw unknownInput(row, name, names);
    if (!isAccepted(value, input.accepts))
      throw failure("validate.bad_input", `${row}: ${name} cannot be ${JSON.stringify(value)?.slice(0, 80)}`, {
        expected: acceptsText(input.accepts),
        next: `plimsoll validate --row ${row} --json prints the inputs`,
        exit: 2,
      });
  }
  const values = given as Readonly<Record<string, Value>>;
  return Object.fromEntries(
    names.map((name) => [name, Object.hasOwn(values, name) ? values[name]! : inputs[name]!.value]),
  );
}

function unknownInput(row: string, name: string, names: readonly string[]) {
  const close = nearest(name, names);
  return failure("validate.unknown_input", `${row} has no input ${JSON.stringify(name.slice(0, 40))}`, {
    expected: names.join(", "),
    next: close ? `did you mean ${close}?` : `plimsoll validate --row ${row} --json prints the inputs`,
    exit: 2,
  });
}
