// How the courses of guests stand to each other in time (model section 5): from each by itself to all at the same quantile at once.
import type { Entry, GuestType } from "./guest-type.ts";
import type { Multiplexing } from "./scenario-schema.ts";
import { guestNumber } from "./streams.ts";

/** Types with the courses that the mode gives them: peaks for static sizing, one order for comonotone courses. */
export function multiplexed(types: readonly GuestType[], mode: Multiplexing): GuestType[] {
  if (mode === "static") return types.map(atPeak);
  return mode === "comonotone" ? inOneOrder(types) : [...types];
}

/** Whose draws of places a guest's course takes: its own, those of its group, or those of all. */
export function courseOwner(mode: Multiplexing, { rank, types }: Entry, ordinal: number): number {
  if (mode === "captured-groups") return guestNumber(0, Math.floor(ordinal / types.length));
  return mode === "phase-aligned" || mode === "comonotone" ? guestNumber(0, 0) : guestNumber(rank, ordinal);
}

/** Whose bursts a guest has. They know no phase, so that only comonotone ones come together. */
export const burstOwner = (
  mode: Multiplexing,
  entry: Pick<Entry, "rank">,
  ordinal: number,
): [rank: number, ordinal: number] => (mode === "comonotone" ? [0, 0] : [entry.rank, ordinal]);

function atPeak(type: GuestType): GuestType {
  const { demand } = type;
  if (demand.kind === "constant") return type;
  const pages =
    demand.kind === "bursts"
      ? demand.base + demand.burst
      : demand.pages.reduce((most, value) => Math.max(most, value), 0);
  return {
    ...type,
    demand: { kind: "constant", pages },
    meanDemand: pages,
    meanResident: Math.max(type.meanResident, pages),
  };
}

/**
 * All courses ordered as their sum is, so that every guest is at the same quantile of its own course at once; each keeps all its
 * values, and together they keep the memory of the sum. Courses of another length are read at the same quantiles.
 */
function inOneOrder(types: readonly GuestType[]): GuestType[] {
  const courses = types.flatMap(({ demand }) => (demand.kind === "series" ? [demand.pages] : []));
  const length = Math.max(0, ...courses.map((pages) => pages.length));
  const sum = new Float64Array(length);
  for (const pages of courses) for (let e = 0; e < length; e++) sum[e]! += pages[e % pages.length]!;
  const rank = new Int32Array(length);
  for (const [place, epoch] of ascending(sum).entries()) rank[epoch] = place;
  return types.map((type) => {
    const { demand, stall } = type;
    if (demand.kind !== "series") return type;
    const order = ascending(demand.pages);
    const from = Int32Array.from(rank, (place) => order[Math.floor(((place + 0.5) * order.length) / length)]!);
    const arranged = (course: Float64Array): Float64Array => Float64Array.from(from, (epoch) => course[epoch]!);
    return { ...type, demand: { kind: "series", pages: arranged(demand.pages) }, stall: stall && arranged(stall) };
  });
}

/** Epochs of a course from its least value to its largest. */
const ascending = (values: Float64Array): Int32Array =>
  Int32Array.from(values, (_, epoch) => epoch).sort((a, b) => values[a]! - values[b]! || a - b);
