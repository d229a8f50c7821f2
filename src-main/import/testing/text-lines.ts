// What holds of every reader of lines, whatever its format.
import fc from "fast-check";
import { expect } from "vitest";
import type { ImportRun } from "./run-importer.ts";

/** ns of a time in seconds as tools print it, of any number of decimals. */
export function nsOf(time: string): bigint {
  const [seconds = "0", fraction = ""] = time.split(".");
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** Texts of any pieces, also such as begin like lines of the format: each line is counted once. */
export async function countsEveryLine(
  run: (text: string) => Promise<ImportRun>,
  line: fc.Arbitrary<string>,
  halves: readonly string[],
): Promise<void> {
  const piece = fc.oneof(line, fc.string({ maxLength: 40 }), fc.constantFrom(...halves));
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
      const text = pieces.join("\n");
      const { records } = await run(text);
      const lines = text === "" ? 0 : text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
      expect(records.accepted + records.rejected + records.skipped).toBe(lines);
    }),
    { seed: 6, numRuns: 120 },
  );
}
