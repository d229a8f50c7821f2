// What must hold for any bytes whatever: a coded error or an honest count, rows that fit their tables, bounded work.
import { detect } from "../../src-main/import/detect.ts";
import type { Importer } from "../../src-main/import/importer.ts";
import { importers } from "../../src-main/import/registry.ts";
import { type ImportRun, runImporter } from "../../src-main/import/testing/run-importer.ts";
import { PlimsollError } from "../../src-shared/base/errors.ts";
import { inputs } from "./inputs.ts";
import { type Dice, dice, mutate } from "./mutate.ts";

const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);

/** What is wrong with a run, null when nothing is. */
function wrongWith(run: ImportRun, bytes: number): string | null {
  const { accepted, rejected, skipped, lost } = run.records;
  for (const n of [accepted, rejected, skipped, lost ?? 0])
    if (!Number.isSafeInteger(n) || n < 0) return `a count of records is ${n}`;
  const events = total(run.events);
  if (events > accepted) return `${events} events of ${accepted} accepted records`;
  if (total(run.comms) > events) return `${total(run.comms)} names of threads for ${events} events`;
  if (rejected > 0 && run.complaints.length === 0) return "records were rejected and nothing says why";
  const rows = Object.values(run.tables).reduce((sum, list) => sum + list.length, 0);
  return rows > 64 * bytes + 1024 ? `${rows} rows of ${bytes} bytes` : null;
}

/** Imports bytes; a refusal with a code is as good as a count. */
async function importBytes(importer: Importer, bytes: Uint8Array, d: Dice): Promise<string | null> {
  const readAt = d.below(2) === 0;
  const chunk = [1 + d.below(64), 4096, 65_536][d.below(3)] as number;
  try {
    return wrongWith(await runImporter(importer, bytes, { readAt, chunk, name: "maps-alpha.txt" }), bytes.length);
  } catch (thrown) {
    return refusal(thrown);
  }
}

/** Null for an error that tells the user of bad input; else what was thrown. */
export function refusal(thrown: unknown): string | null {
  if (!(thrown instanceof PlimsollError)) return `thrown: ${thrown instanceof Error ? thrown.stack : String(thrown)}`;
  const { code, exit } = thrown.report;
  return exit === 3 && /^[a-z_]+(\.[a-z_0-9]+)+$/.test(code) ? null : `${code} with exit code ${exit}`;
}

function detected(bytes: Uint8Array): { importer: Importer | null; wrong: string | null } {
  try {
    return {
      importer: detect(bytes.subarray(0, 65_536), { name: "x", size: bytes.length }, importers).importer,
      wrong: null,
    };
  } catch (thrown) {
    return { importer: null, wrong: refusal(thrown) };
  }
}

/** One run: damages an input of a format, imports it as that format and as what it is then taken for. */
export async function fuzzOnce(format: string, seed: number, run: number): Promise<string | null> {
  const salt = importers.findIndex((importer) => importer.id === format);
  const own = importers[salt] as Importer;
  const d = dice(seed, run, salt);
  const list = inputsOf(format);
  const bytes = mutate(list[d.below(list.length)] as Buffer, d);
  const { importer, wrong } = detected(bytes);
  if (wrong) return `detection: ${wrong}`;
  for (const one of new Set([own, importer ?? own])) {
    const why = await importBytes(one, bytes, d);
    if (why) return `${one.id}: ${why}`;
  }
  return null;
}

const made = new Map<string, readonly Buffer[]>();
export function inputsOf(format: string): readonly Buffer[] {
  const known = made.get(format) ?? inputs[format]?.() ?? [];
  made.set(format, known);
  return known;
}

/** Failures of many runs as text by which each can be repeated; at most three. */
export async function fuzz(format: string, options: { seed: number; from: number; runs: number }): Promise<string[]> {
  const failures: string[] = [];
  for (let run = options.from; run < options.from + options.runs && failures.length < 3; run++) {
    const why = await fuzzOnce(format, options.seed, run);
    if (why) failures.push(`FUZZ_SEED=${options.seed} FUZZ_FROM=${run} FUZZ_RUNS=1: ${format}: ${why}`);
  }
  return failures;
}
