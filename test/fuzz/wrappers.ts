// Damaged compression wrappers, read from a file as an import does it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWrapped } from "../../src-main/import/unwrap.ts";
import { refusal } from "./check.ts";
import { wrapped } from "./inputs.ts";
import { dice, mutate } from "./mutate.ts";

/** The greatest ratio of zstd's run-length blocks: 128 KiB of 4 bytes. */
const MOST_GROWTH = 131_072;

async function unpack(path: string, bytes: number): Promise<string | null> {
  try {
    const opened = await openWrapped(path);
    try {
      let length = 0;
      for await (const chunk of opened.source.chunks()) length += chunk.length;
      const { contentBytes } = await opened.finish();
      if (contentBytes !== length) return `${length} bytes given, ${contentBytes} counted`;
      return length > MOST_GROWTH * (bytes + 1) ? `${length} bytes of ${bytes}` : null;
    } finally {
      await opened.close();
    }
  } catch (thrown) {
    return refusal(thrown);
  }
}

/** Failures of many damaged wrappers, at most three. */
export async function fuzzWrappers(options: { seed: number; from: number; runs: number }): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-fuzz-"));
  const list = wrapped();
  const failures: string[] = [];
  try {
    for (let run = options.from; run < options.from + options.runs && failures.length < 3; run++) {
      const d = dice(options.seed, run, 99);
      const [name, whole] = list[d.below(list.length)] as readonly [string, Buffer];
      const bytes = mutate(whole, d);
      const path = join(folder, name);
      writeFileSync(path, bytes);
      const why = await unpack(path, bytes.length);
      if (why) failures.push(`FUZZ_SEED=${options.seed} FUZZ_FROM=${run} FUZZ_RUNS=1: ${name}: ${why}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return failures;
}
