// Randomised addresses, mode 2: every image has its libraries in an order of its own, the application last (systems section 3, step 9).
import { createStream } from "../../../base/rng.ts";
import { streams } from "../../engine/demand.ts";
import { type ImageSet, occurrences } from "./sizes.ts";

/** The set with the libraries of each image shuffled; those that one image alone has are its application and stay at the end. */
export function shuffled(set: ImageSet, seed: number): ImageSet {
  const counts = occurrences(set.images);
  const images = set.images.map((image, index) => {
    const order = image.libraries.filter((name) => counts.get(name)! > 1);
    const draws = createStream(seed, { mechanism: streams.layouts, guest: index });
    for (let i = order.length - 1; i > 0; i--) {
      const other = Math.floor(draws.next() * (i + 1));
      [order[i], order[other]] = [order[other]!, order[i]!];
    }
    return { ...image, libraries: [...order, ...image.libraries.filter((name) => counts.get(name) === 1)] };
  });
  return { ...set, images };
}
