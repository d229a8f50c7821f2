// What lies between the least and the greatest value of what was drawn together, as one shape behind the line.

interface BandApi {
  coord(point: readonly [number, number]): readonly [number, number];
}

/** A custom series; `places` are on the horizontal axis. Gaps stay gaps. */
export function bandSeries(
  id: string,
  places: ArrayLike<number>,
  min: Float64Array,
  max: Float64Array,
  colour: string,
): object {
  const place = (at: number): number => places[at] as number;
  return {
    type: "custom",
    id,
    silent: true,
    z: 1,
    encode: { x: 0, y: [1, 2] },
    data: Array.from(min, (least, at) => [place(at), least, max[at]]),
    // Drawn once as a whole: pieces side by side would show their seams.
    renderItem: ({ dataIndexInside }: { readonly dataIndexInside: number }, api: BandApi) => {
      if (dataIndexInside > 0) return null;
      const corner = (values: Float64Array) => (at: number) => api.coord([place(at), values[at] ?? Number.NaN]);
      const children = knownRuns(min).map((run) => ({
        type: "polygon",
        shape: { points: [...run.map(corner(max)), ...run.toReversed().map(corner(min))] },
        style: { fill: colour, opacity: 0.22 },
      }));
      return { type: "group", children };
    },
  };
}

/** Places of values that are known, in runs without a gap. */
export function knownRuns(values: ArrayLike<number>): number[][] {
  const runs: number[][] = [];
  for (let at = 0; at < values.length; at++) {
    if (Number.isNaN(values[at] as number)) continue;
    if (at > 0 && !Number.isNaN(values[at - 1] as number)) runs.at(-1)?.push(at);
    else runs.push([at]);
  }
  return runs;
}
