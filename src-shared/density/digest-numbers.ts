// Digest of every number of a reply, in the order of its fields; words are left out.
import { createDigest } from "../base/digest.ts";

export function digestOfNumbers(reply: unknown): string {
  const digest = createDigest();
  const add = (value: unknown): void => {
    if (typeof value === "number") digest.add(value);
    else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) add(inner);
  };
  add(reply);
  return digest.hex();
}
