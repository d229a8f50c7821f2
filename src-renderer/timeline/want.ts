// Which tiles are missing for what is seen, most wanted first: a whole coarse picture, then the fine one, lane by lane.
import { heatLevelFor } from "./heat.ts";
import { type Frame, type LaneData, levelFor } from "./lane-data.ts";
import { keyOf, type TileForm, type TileName, tilesIn, topHeatLevel, topLevel } from "./tiles.ts";
import { lanesOf, type Track } from "./track.ts";
import { whole } from "./view.ts";

/** `tracks` in the order in which they are wanted. */
export function missingTiles(data: LaneData, tracks: readonly Track[], frame: Frame): readonly TileName[] {
  const missing = new Map<string, TileName>();
  const want = (form: TileForm, lane: number, level: number, view = frame.view): void => {
    const { first, last } = tilesIn(data.base, form, level, view);
    // What is in the middle is looked at first.
    const middle = (first + last) / 2;
    const indices = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
    for (const index of indices.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))) {
      const name = { form, lane, level, index };
      if (!data.cache.has(name)) missing.set(keyOf(name), name);
    }
  };
  for (const track of tracks) {
    for (const lane of lanesOf(track)) want("lane", lane, topLevel(data.base), whole(data.base.lengthMs));
    if (track.heat) want("heat", track.heat.lane, topHeatLevel(data.base), whole(data.base.lengthMs));
  }
  for (const track of tracks) {
    if (track.overview) continue;
    if (track.heat) want("heat", track.heat.lane, heatLevelFor(data.base, frame));
    for (const { kind, parts } of track.measures)
      for (const lane of parts.flatMap(({ terms }) => terms.flatMap(({ lanes }) => lanes)))
        want("lane", lane, levelFor(data.base, kind, frame, data.facts(lane)));
  }
  return [...missing.values()];
}
