// Phases of guests that gave up pages, laid out in buckets of time, so that each touch of a frame finds its phase by one join.
import type { TypedParam } from "../store/contract.ts";
import type { GivingSpan } from "./sizes.ts";

export interface PhaseBounds {
  /** Select of (guest `g`, bucket `b`, `phase`, first and last ns `from_t`, `last_t`): the phases that a bucket touches. */
  readonly sql: string;
  readonly params: readonly TypedParam[];
  /** The bucket of column `t`; times ahead of the first and behind the last bucket belong to these. */
  readonly bucket: string;
}

const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 63n - 1n;
/** So many buckets cost nothing beside the touches. */
const FEW_BUCKETS = 1024n;

const nsOf = (ms: number): bigint => BigInt(Math.round(ms)) * 1_000_000n;

/** Where the phases of a guest begin, ns: the first long ago, 2k + 1 with its k-th span, 2k + 2 behind it. */
const beginsOf = (spans: readonly GivingSpan[]): bigint[] => [
  LEAST,
  ...spans.flatMap(({ fromMs, untilMs }) => [nsOf(fromMs), nsOf(untilMs + 1)]),
];

/** Lays out the phases of guests, `g` being their places in the list; each has at least one span. */
export function phaseBounds(guests: readonly (readonly GivingSpan[])[]): PhaseBounds {
  let [from, until, most] = [GREATEST, LEAST, FEW_BUCKETS];
  const params = guests.map((spans): TypedParam => {
    const begins = beginsOf(spans);
    const [first, last] = [begins[1] as bigint, begins.at(-1) as bigint];
    if (first < from) from = first;
    if (last > until) until = last;
    if (BigInt(begins.length) > most) most = BigInt(begins.length);
    return { type: "VARCHAR", value: begins.join(",") };
  });
  let shift = 0n;
  while ((until >> shift) - (from >> shift) >= most) shift++;
  const [first, last] = [from >> shift, until >> shift];
  const lists = guests.map((_, g) => `(${g}, $${g + 1})`).join(", ");
  const sql = `SELECT g, unnest(range(greatest(${first}, from_t >> ${shift}), least(${last}, last_t >> ${shift}) + 1)) AS b, phase, from_t, last_t
    FROM (SELECT g, phase, from_t, coalesce(lead(from_t) OVER (PARTITION BY g ORDER BY phase) - 1, ${GREATEST}) AS last_t
      FROM (SELECT g, unnest(begins) AS from_t, unnest(range(len(begins)))::INTEGER AS phase
        FROM (SELECT col0 AS g, string_split(col1, ',')::BIGINT[] AS begins FROM (VALUES ${lists})))) WHERE last_t >= from_t`;
  return { sql, params, bucket: `least(${last}, greatest(${first}, t >> ${shift}))` };
}
