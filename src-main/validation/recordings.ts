// Recordings for the validation table: a folder is looked through, files are known by content, and what rows need is counted.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { failure } from "../../src-shared/base/errors.ts";
import { MIB } from "../../src-shared/base/units.ts";
import {
  type BalloonMove,
  noRecordings,
  type Recordings,
  type Unplug,
} from "../../src-shared/validation/recordings.ts";
import { type DetectedSource, detectSources } from "../import/sources.ts";
import type { Job } from "../jobs/job.ts";
import { readBalloonMoves } from "./balloon-moves.ts";
import { type FoundRun, readRun } from "./ksm-runs.ts";
import { numberAt, readSource, textAt } from "./read-source.ts";

/** The samples beside the program's bundle, and beside its sources. */
const SAMPLES = fileURLToPath(new URL("../../samples", import.meta.url));

/**
 * What the rows need: of the recordings below `folder`, and what those lack of the ones that come with the program.
 * Throws `validate.no_folder`, and what looking at files throws.
 */
export async function readRecordings(folder: string | null, job: Job): Promise<Recordings> {
  if (folder !== null && !existsSync(folder))
    throw failure("validate.no_folder", "the folder of recordings is not there", {
      where: { file: folder },
      next: "name a folder with --data, or leave it out for the samples",
      exit: 2,
    });
  const own = folder === null ? noRecordings : await readFolder(folder, job);
  const all = own.ksmSession && own.threeGuests && own.unplugs && own.balloonMoves;
  if (all || !existsSync(SAMPLES)) return own;
  const samples = await readFolder(SAMPLES, job);
  return {
    ksmSession: own.ksmSession ?? samples.ksmSession,
    threeGuests: own.threeGuests ?? samples.threeGuests,
    unplugs: own.unplugs ?? samples.unplugs,
    balloonMoves: own.balloonMoves ?? samples.balloonMoves,
  };
}

async function readFolder(path: string, job: Job): Promise<Recordings> {
  const sources = await detectSources([path], [], {
    signal: job.signal,
    onFile: (done, total) => job.report(done, total, "files of recordings"),
  });
  const byFolder = new Map<string, DetectedSource[]>();
  for (const source of sources) {
    const of = source.name.replace(/\/?[^/]*$/, "");
    byFolder.set(of, [...(byFolder.get(of) ?? []), source]);
  }
  const runs: FoundRun[] = [];
  const unplugs: Unplug[] = [];
  const moves: BalloonMove[] = [];
  for (const [name, files] of [...byFolder].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const run = await readRun(name, files, job.signal);
    if (run) runs.push(run);
    moves.push(...(await readBalloonMoves(files, job.signal)));
    for (const file of files)
      if (file.importer.id === "resize-csv") unplugs.push(...(await readUnplugs(file, job.signal)));
  }
  const session = runs.filter((run) => !run.guests);
  return {
    ksmSession: session.length > 0 ? session : null,
    threeGuests: runs.find((run) => run.guests) ?? null,
    unplugs: unplugs.length > 0 ? unplugs : null,
    balloonMoves: moves.length > 0 ? moves : null,
  };
}

/** Resizes downwards, with the size they began at from the row before. */
async function readUnplugs(file: DetectedSource, signal: AbortSignal): Promise<Unplug[]> {
  const unplugs: Unplug[] = [];
  let size = 0;
  await readSource(file, signal, (batch) => {
    if (batch.table !== "guest_event") return;
    for (let row = 0; row < batch.rows; row++) {
      const bytes = numberAt(batch, "bytes", row);
      const took = numberAt(batch, "took_ns", row);
      const mode = /^unplug-(idle|freed|in-use)$/.exec(textAt(batch, "detail", row) ?? "")?.[1];
      if (bytes === null) continue;
      if (mode && took !== null && bytes < size)
        unplugs.push({ mode: mode as Unplug["mode"], mib: (size - bytes) / MIB, milliseconds: took / 1e6 });
      size = bytes;
    }
  });
  return unplugs;
}
