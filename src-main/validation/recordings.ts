// Recordings for the validation table: a folder is looked through, files are known by content, and what rows need is counted.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { failure } from "../../src-shared/base/errors.ts";
import { MIB } from "../../src-shared/base/units.ts";
import { type KsmRun, noRecordings, type Recordings, type Unplug } from "../../src-shared/validation/recordings.ts";
import { type DetectedSource, detectSources } from "../import/sources.ts";
import type { Job } from "../jobs/job.ts";
import { digestAt, numberAt, readSource, textAt } from "./read-source.ts";

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
  const all = own.ksmSession && own.threeGuests && own.unplugs;
  if (all || !existsSync(SAMPLES)) return own;
  const samples = await readFolder(SAMPLES, job);
  return {
    ksmSession: own.ksmSession ?? samples.ksmSession,
    threeGuests: own.threeGuests ?? samples.threeGuests,
    unplugs: own.unplugs ?? samples.unplugs,
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
  const runs: (KsmRun & { readonly guests: boolean })[] = [];
  const unplugs: Unplug[] = [];
  for (const [name, files] of [...byFolder].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const run = await readRun(name, files, job.signal);
    if (run) runs.push(run);
    for (const file of files)
      if (file.importer.id === "resize-csv") unplugs.push(...(await readUnplugs(file, job.signal)));
  }
  const session = runs.filter((run) => !run.guests);
  return {
    ksmSession: session.length > 0 ? session : null,
    threeGuests: runs.find((run) => run.guests) ?? null,
    unplugs: unplugs.length > 0 ? unplugs : null,
  };
}

/** Page contents of one moment and KSM's counters of the same folder; null where one of them is missing. */
async function readRun(
  name: string,
  files: readonly DetectedSource[],
  signal: AbortSignal,
): Promise<(KsmRun & { readonly guests: boolean }) | null> {
  const pages = files.find((file) => file.importer.id === "page-table");
  if (!pages) return null;
  const course = await readCounters(files, signal);
  const last = (key: string): number | null => course.get(`ksm.${key}`)?.at(-1) ?? null;
  const sharing = course.get("ksm.pages_sharing");
  if (!sharing) return null;
  const contents = await readPages(pages, signal);
  return {
    name,
    ...contents,
    cap: last("max_page_sharing") ?? 256,
    useZeroPages: last("use_zero_pages") === 1,
    seen: {
      shared: last("pages_shared") ?? 0,
      sharing: sharing.at(-1)!,
      unshared: last("pages_unshared") ?? 0,
      zero: last("ksm_zero_pages") ?? 0,
    },
    sharingLater: sharing.slice(Math.floor(sharing.length / 2)),
  };
}

/** Values of each series of KSM in the order of the file. */
async function readCounters(files: readonly DetectedSource[], signal: AbortSignal): Promise<Map<string, number[]>> {
  const values = new Map<string, number[]>();
  for (const file of files) {
    if (file.importer.id !== "counter-csv") continue;
    const names = new Map<number, string>();
    await readSource(file, signal, (batch) => {
      for (let row = 0; row < batch.rows; row++) {
        if (batch.table === "series" && textAt(batch, "name", row)?.startsWith("ksm."))
          names.set(numberAt(batch, "id", row)!, textAt(batch, "name", row)!);
        if (batch.table !== "counter") continue;
        const series = names.get(numberAt(batch, "series_id", row)!);
        const value = numberAt(batch, "value", row);
        if (series === undefined || value === null) continue;
        const known = values.get(series);
        if (known) known.push(value);
        else values.set(series, [value]);
      }
    });
  }
  return values;
}

/** How often each non-zero content stands on pages that the host backs, and frames that sharing saved among them. */
async function readPages(file: DetectedSource, signal: AbortSignal) {
  const copies = new Map<string, number>();
  const frames = new Set<number>();
  let [zeroPages, framed, guests] = [0, 0, false];
  await readSource(file, signal, (batch) => {
    if (batch.table === "snapshot") guests ||= (batch.columns.space?.data[0] ?? 0) === GUEST_SPACE;
    if (batch.table !== "page") return;
    for (let row = 0; row < batch.rows; row++) {
      if (numberAt(batch, "resident", row) === 0) continue;
      const frame = numberAt(batch, "frame", row);
      if (frame !== null) {
        frames.add(frame);
        framed++;
      }
      const hash = digestAt(batch, "hash", row);
      if (numberAt(batch, "zero", row) === 1) zeroPages++;
      else if (hash !== null) copies.set(hash, (copies.get(hash) ?? 0) + 1);
    }
  });
  const histogram = new Map<number, number>();
  for (const n of copies.values()) histogram.set(n, (histogram.get(n) ?? 0) + 1);
  return {
    guests,
    zeroPages,
    multiplicities: [...histogram].sort((a, b) => a[0] - b[0]),
    framesSaved: framed > 0 ? framed - frames.size : null,
  };
}

/** Index of "gpa" among the spaces of table snapshot. */
const GUEST_SPACE = 2;

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
