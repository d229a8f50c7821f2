// Phases of guests that gave up pages, laid out in buckets of time, so that each touch of a frame finds its phase by one join.
import type { TypedParam } from "../store/contract.ts";
import type { GivingSpan } from "./sizes.ts";

/** Phases of one guest: the k-th begins at `begins[k]`, ns; the first has no beginning. */
interface Phases {
  readonly guest: number;
  readonly begins: readonly bigint[];
}

/** A bucket of time is 2^shift ns long; times before the first and behind the last one belong to these. */
export interface PhaseBounds {
  readonly shift: number;
  readonly first: bigint;
  readonly last: bigint;
  /** `$1` to `$5` of `BOUNDS_SQL`. */
  readonly params: readonly TypedParam[];
}

const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 63n - 1n;
/** Buckets that cost nothing beside the touches. */
const FEW_BUCKETS = 1024;

/** Rows (guest, bucket, phase, first and last ns): the phases that a bucket touches. */
export const BOUNDS_SQL = `SELECT unnest(string_split($1, ','))::INTEGER AS g, unnest(string_split($2, ','))::BIGINT AS b,
  unnest(string_split($3, ','))::INTEGER AS phase, unnest(string_split($4, ','))::BIGINT AS from_t, unnest(string_split($5, ','))::BIGINT AS last_t`;

const nsOf = (ms: number): bigint => BigInt(Math.round(ms)) * 1_000_000n;

/** Where the phases of a guest begin: 2k + 1 with its k-th span, 2k + 2 behind it. */
const beginsOf = (spans: readonly GivingSpan[]): bigint[] => [
  LEAST,
  ...spans.flatMap(({ fromMs, untilMs }) => [nsOf(fromMs), nsOf(untilMs + 1)]),
];

/** Lays out the phases of guests, by their places in the list; each has at least one span. */
export function phaseBounds(guests: readonly (readonly GivingSpan[])[]): PhaseBounds {
  const phases = guests.map((spans, guest): Phases => ({ guest, begins: beginsOf(spans) }));
  const ends = phases.flatMap(({ begins }) => [begins[1] as bigint, begins.at(-1) as bigint]);
  const [from, until] = [ends.reduce((a, b) => (b < a ? b : a)), ends.reduce((a, b) => (b > a ? b : a))];
  const most = BigInt(Math.max(FEW_BUCKETS, ...phases.map(({ begins }) => begins.length)));
  let shift = 0;
  while ((until >> BigInt(shift)) - (from >> BigInt(shift)) >= most) shift++;
  const [first, last] = [from >> BigInt(shift), until >> BigInt(shift)];
  const columns: [string[], string[], string[], string[], string[]] = [[], [], [], [], []];
  for (const { guest, begins } of phases)
    for (const [phase, begin] of begins.entries()) {
      const end = (begins[phase + 1] ?? GREATEST + 1n) - 1n;
      if (end < begin) continue;
      const to = end >> BigInt(shift) < last ? end >> BigInt(shift) : last;
      for (let b = begin === LEAST ? first : begin >> BigInt(shift); b <= to; b++)
        for (const [at, value] of [guest, b, phase, begin, end].entries()) columns[at]?.push(String(value));
    }
  return { shift, first, last, params: columns.map((list) => ({ type: "VARCHAR", value: list.join(",") })) };
}
