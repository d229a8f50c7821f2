// What a recorded course leaves open: another recording of the same length would have come out differently.
import { bootstrapStretch } from "./further-guests.ts";
import type { GuestType } from "./guest-type.ts";
import { drawWords, purposes, runNumber } from "./streams.ts";

const WORD = 4294967296;

/**
 * The type as another recording might have shown it: blocks of its course from random places, stalls with them. Courses of one
 * length are drawn from the same places, so that what guests have in common stays in common: the mean of any sum of them then
 * varies as it would between recordings. A course of n blocks is drawn as n / stretch² blocks: the interval of its mean is that of
 * Student's t, which a bootstrap of n blocks makes too narrow. A course that is one block tells nothing of this.
 */
export function recordedAnew(type: GuestType, block: number, seed: number, outer: number): GuestType {
  if (type.demand.kind !== "series") return type;
  const { pages } = type.demand;
  if (block >= pages.length) return type;
  const blocks = pages.length / block;
  const length = Math.max(block, Math.round((blocks / bootstrapStretch(Math.floor(blocks)) ** 2) * block));
  const from = placesDrawn(pages.length, block, length, seed, outer);
  const drawn = (course: Float64Array): Float64Array => Float64Array.from(from, (epoch) => course[epoch]!);
  return { ...type, demand: { kind: "series", pages: drawn(pages) }, stall: type.stall && drawn(type.stall) };
}

/** Recorded epoch behind each drawn one; the recording is taken as a circle. */
function placesDrawn(recorded: number, block: number, length: number, seed: number, outer: number): Int32Array {
  const words = new Uint32Array(4);
  const places = new Int32Array(length);
  let start = 0;
  for (let epoch = 0; epoch < length; epoch++) {
    if (epoch % block === 0) {
      drawWords(seed, purposes.recordings, runNumber(outer, 0), 0, 0, epoch / block, words);
      start = Math.floor((words[0]! / WORD) * recorded);
    }
    places[epoch] = (start + (epoch % block)) % recorded;
  }
  return places;
}
