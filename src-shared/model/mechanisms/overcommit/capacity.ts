// Memory with a compressed pool, and the best split of memory between guests whose miss curves are known.

/** Pages at full speed and pages before the disk is used, when `pool` of `capacity` pages hold pages compressed by `ratio`. */
export const pooledCapacity = (
  capacity: number,
  pool: number,
  ratio: number,
): { readonly fullSpeed: number; readonly diskFree: number } => ({
  fullSpeed: capacity - pool,
  diskFree: capacity - pool + ratio * pool,
});

export interface Split {
  readonly units: readonly number[];
  readonly cost: number;
}

/**
 * The split of whole units between guests that costs least in all, of equals the one that gives the first guests least.
 * `curves[g][u]` is the cost of guest g with u units, beyond its end as at its end. Exact for any curves, convex or not:
 * guests are joined one by one, each time over all splits (a greedy choice is right on lower convex hulls alone).
 */
export function bestSplit(curves: readonly (readonly number[])[], units: number): Split {
  const costOf = (curve: readonly number[], u: number): number => curve[Math.min(u, curve.length - 1)]!;
  const [last, ...before] = [...curves].reverse();
  /** Least cost of the guests from g on with u units, and what guest g gets. */
  let least = Float64Array.from({ length: units + 1 }, (_, u) => costOf(last!, u));
  const choices: Int32Array[] = [];
  for (const curve of before) {
    const choice = new Int32Array(units + 1);
    const joined = new Float64Array(units + 1).fill(Number.POSITIVE_INFINITY);
    for (let u = 0; u <= units; u++)
      for (let own = 0; own <= u; own++) {
        const cost = costOf(curve, own) + least[u - own]!;
        if (cost < joined[u]!) [joined[u], choice[u]] = [cost, own];
      }
    least = joined;
    choices.unshift(choice);
  }
  let left = units;
  const given = choices.map((choice) => {
    const own = choice[left]!;
    left -= own;
    return own;
  });
  return { units: [...given, left], cost: least[units]! };
}

/** Unit by unit to whoever gains most from the next one: right for convex curves only, shown beside the best split. */
export function greedySplit(curves: readonly (readonly number[])[], units: number): Split {
  const given = curves.map(() => 0);
  const costOf = (g: number, u: number): number => curves[g]![Math.min(u, curves[g]!.length - 1)]!;
  for (let unit = 0; unit < units; unit++) {
    const gains = given.map((u, g) => costOf(g, u) - costOf(g, u + 1));
    given[gains.indexOf(Math.max(...gains))]! += 1;
  }
  return { units: given, cost: given.reduce((sum, u, g) => sum + costOf(g, u), 0) };
}
