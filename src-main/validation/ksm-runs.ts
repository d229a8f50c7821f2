// Recorded runs of KSM: page contents of one moment and the counters of the same folder.
import type { KsmReading, KsmRun } from "../../src-shared/validation/recordings.ts";
import type { DetectedSource } from "../import/sources.ts";
import { digestAt, numberAt, readSource, textAt } from "./read-source.ts";

export type FoundRun = KsmRun & { readonly guests: boolean };

/** Most pages whose contents are kept one by one. */
const MOST_PAGES = 1_048_576;

/** Page contents of one moment and KSM's counters of the same folder; null where one of them is missing. */
export async function readRun(
  name: string,
  files: readonly DetectedSource[],
  signal: AbortSignal,
): Promise<FoundRun | null> {
  const pages = files.find((file) => file.importer.id === "page-table");
  if (!pages) return null;
  const series = await readCounters(files, signal);
  const last = (key: string): number | null => series.get(`ksm.${key}`)?.at(-1)?.value ?? null;
  const sharing = last("pages_sharing");
  if (sharing === null) return null;
  return {
    name,
    ...(await readPages(pages, signal)),
    cap: last("max_page_sharing") ?? 256,
    useZeroPages: last("use_zero_pages") === 1,
    kernel: series.has("ksm.smart_scan") ? "6.12" : "6.1",
    smartScan: last("smart_scan") === 1,
    seen: {
      shared: last("pages_shared") ?? 0,
      sharing,
      unshared: last("pages_unshared") ?? 0,
      zero: last("ksm_zero_pages") ?? 0,
    },
    course: courseOf(series),
  };
}

interface Value {
  readonly t: number;
  readonly value: number;
}
type Series = ReadonlyMap<string, readonly Value[]>;

/** Readings from the last one before ksmd ran to the last one while it ran; all of them where that was not recorded. */
function courseOf(series: Series): KsmReading[] {
  const byTime = new Map(
    [...series].map(([name, values]) => [name, new Map(values.map(({ t, value }) => [t, value]))]),
  );
  const at = (key: string, t: number): number => byTime.get(`ksm.${key}`)?.get(t) ?? 0;
  const all = (series.get("ksm.pages_sharing") ?? []).map(({ t }) => t);
  const running = all.map((t) => !series.has("ksm.run") || at("run", t) === 1);
  const first = Math.max(0, running.indexOf(true) - 1);
  const times = all.slice(first, running.lastIndexOf(true) + 1);
  return times.map((t) => ({
    seconds: (t - times[0]!) / 1e9,
    passes: at("full_scans", t) - at("full_scans", times[0]!),
    scanned: at("pages_scanned", t) - at("pages_scanned", times[0]!),
    shared: at("pages_shared", t),
    sharing: at("pages_sharing", t),
    zero: at("ksm_zero_pages", t),
    pagesToScan: at("pages_to_scan", t),
  }));
}

/** Values of each series of KSM in the order of the file. */
async function readCounters(files: readonly DetectedSource[], signal: AbortSignal): Promise<Series> {
  const values = new Map<string, Value[]>();
  for (const file of files) {
    if (file.importer.id !== "counter-csv") continue;
    const names = new Map<number, string>();
    await readSource(file, signal, (batch) => {
      for (let row = 0; row < batch.rows; row++) {
        if (batch.table === "series" && textAt(batch, "name", row)?.startsWith("ksm."))
          names.set(numberAt(batch, "id", row)!, textAt(batch, "name", row)!);
        if (batch.table !== "counter") continue;
        const name = names.get(numberAt(batch, "series_id", row)!);
        const value = numberAt(batch, "value", row);
        if (name === undefined || value === null) continue;
        const known = values.get(name);
        const reading = { t: numberAt(batch, "t", row) ?? 0, value };
        if (known) known.push(reading);
        else values.set(name, [reading]);
      }
    });
  }
  return values;
}

/** How often each non-zero content stands on pages that the host backs, and frames that sharing saved among them. */
async function readPages(file: DetectedSource, signal: AbortSignal) {
  const ids = new Map<string, number>();
  const copies: number[] = [];
  const order: number[] = [];
  const frames = new Set<number>();
  let [zeroPages, framed, pages, guests] = [0, 0, 0, false];
  const see = (content: number): void => {
    pages++;
    if (pages <= MOST_PAGES) order.push(content);
  };
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
      if (numberAt(batch, "zero", row) === 1) {
        zeroPages++;
        see(0);
      } else if (hash !== null) {
        const id = ids.get(hash) ?? ids.size + 1;
        ids.set(hash, id);
        copies[id] = (copies[id] ?? 0) + 1;
        see(id);
      }
    }
  });
  const histogram = new Map<number, number>();
  for (const n of copies) if (n !== undefined) histogram.set(n, (histogram.get(n) ?? 0) + 1);
  return {
    guests,
    zeroPages,
    multiplicities: [...histogram].sort((a, b) => a[0] - b[0]),
    framesSaved: framed > 0 ? framed - frames.size : null,
    contents: pages > MOST_PAGES ? null : Int32Array.from(order),
  };
}

/** Index of "gpa" among the spaces of table snapshot. */
const GUEST_SPACE = 2;
