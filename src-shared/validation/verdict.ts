// Judging a row: what was computed against what was expected, and how far apart they are.
import { formatPlain } from "../base/format.ts";
import type { ValidationKind, ValidationVerdict } from "../protocol/validation-replies.ts";
import type { Value } from "./inputs.ts";
import type { Expectation, Ours } from "./row.ts";

export interface Judgement {
  readonly verdict: ValidationVerdict;
  /** The largest difference as a share of the expected value, with its sign; null where nothing can be divided. */
  readonly deviation: number | null;
}

/** Numbers computed in a closed form may differ from an expected whole number by rounding alone. */
const ROUNDING = 1e-9;

const flat = (value: Value): readonly (number | string | boolean | null)[] =>
  Array.isArray(value) ? value.flatMap(flat) : [value as number | string | boolean | null];

/** Half a unit of the last digit that is written. */
const lastDigit = (written: number): number => {
  const decimals = (String(written).split(".")[1] ?? "").length;
  return decimals === 0 ? 0 : 0.5 * 10 ** -decimals;
};

type Compare = (ours: number, expected: number) => boolean;

function allNear(ours: Value, expected: Value, near: Compare): boolean {
  const [a, b] = [flat(ours), flat(expected)];
  return a.length === b.length && a.every((x, i) => (typeof x === "number" ? near(x, b[i] as number) : x === b[i]));
}

function holds(ours: Value, expects: Expectation): boolean {
  const numbers = flat(ours).filter((x): x is number => typeof x === "number" && Number.isFinite(x));
  if (numbers.length < flat(ours).length && expects.is !== "exact") return false;
  const inOrder = (goesOn: Compare): boolean =>
    numbers.length > 1 && numbers.every((x, i) => i === 0 || goesOn(x, numbers[i - 1]!));
  switch (expects.is) {
    case "exact":
      return allNear(ours, expects.value, (x, e) => Math.abs(x - e) <= Math.max(lastDigit(e), ROUNDING * Math.abs(e)));
    case "near": {
      const { share = 0, distance = 0, atLeast = false } = expects;
      return allNear(
        ours,
        expects.value,
        (x, e) => Math.abs(x - e) <= Math.max(distance, share * Math.abs(e)) && (!atLeast || x >= e),
      );
    }
    case "between":
      return numbers.every((x) => x >= expects.low && x <= expects.high);
    case "contains":
      return numbers.length === 2 && numbers[0]! <= expects.value && numbers[1]! >= expects.value;
    case "bounds":
      return numbers.length === expects.value.length && numbers.every((x, i) => x >= expects.value[i]!);
    case "rising":
      return inOrder((x, before) => x > before);
    case "not falling":
      return inOrder((x, before) => x >= before);
    case "falling":
      return inOrder((x, before) => x < before);
    case "equal":
      return inOrder((x, before) => x === before);
    case "figure":
      return false;
  }
}

function deviationOf(ours: Value, expects: Expectation): number | null {
  if (expects.is !== "exact" && expects.is !== "near") return null;
  const [a, b] = [flat(ours), flat(expects.value)];
  if (a.length !== b.length) return null;
  let worst: number | null = null;
  for (const [i, x] of a.entries()) {
    const e = b[i];
    if (typeof x !== "number" || typeof e !== "number" || (e === 0 && x !== 0)) continue;
    const share = e === 0 ? 0 : (x - e) / Math.abs(e);
    if (worst === null || Math.abs(share) > Math.abs(worst)) worst = share;
  }
  return worst;
}

/** Verdict and deviation; an inversion or an external figure is consistent at best. */
export function judge(kind: ValidationKind, expects: Expectation, ours: Ours): Judgement {
  if (isNotRun(ours)) return { verdict: "not_run", deviation: null };
  const good = holds(ours, expects);
  const shownOnly = kind === "inversion" || kind === "external";
  return {
    verdict: good ? (shownOnly ? "consistent" : "pass") : shownOnly ? "inconsistent" : "fail",
    deviation: deviationOf(ours, expects),
  };
}

export const isNotRun = (ours: Ours): ours is { readonly notRun: string } =>
  typeof ours === "object" && ours !== null && "notRun" in ours;

/** Expected values as a reply shows them. */
export function expectedOf(expects: Expectation): Value {
  switch (expects.is) {
    case "between":
      return [expects.low, expects.high];
    case "exact":
    case "near":
    case "contains":
    case "bounds":
    case "figure":
      return expects.value;
    default:
      return expects.is;
  }
}

/** The largest deviation that passes, as a share of the expected value; null where it is none. */
export function allowedShare(expects: Expectation): number | null {
  if (expects.is !== "near") return null;
  const numbers = flat(expects.value).filter((x): x is number => typeof x === "number" && x !== 0);
  const ofDistance = Math.min(...numbers.map((x) => (expects.distance ?? 0) / Math.abs(x)));
  const share = Math.max(expects.share ?? 0, Number.isFinite(ofDistance) ? ofDistance : 0);
  return share > 0 ? share : null;
}

/** The tolerance in words. */
export function toleranceText(expects: Expectation): string {
  switch (expects.is) {
    case "exact":
      return "to the last digit printed";
    case "near": {
      const parts = [
        expects.share === undefined ? null : `±${formatPlain(expects.share * 100)} %`,
        expects.distance === undefined ? null : `±${formatPlain(expects.distance)}`,
      ].filter((part) => part !== null);
      return `${parts.join(" or ")}${expects.atLeast ? ", not below" : ""}`;
    }
    case "between":
      return "every value inside the range";
    case "contains":
      return "the figure lies between ours";
    case "bounds":
      return "ours are upper bounds of the figures";
    case "figure":
      return "a published figure, shown for comparison";
    case "equal":
      return "values in order are equal";
    default:
      return `values in order are ${expects.is}`;
  }
}
