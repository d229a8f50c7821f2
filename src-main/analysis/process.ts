// The analysis process: reads one project in a database of its own, so that nobody's questions wait for it, and ends.
import { constants, setPriority } from "node:os";
import { type ErrorReport, toReport } from "../../src-shared/base/errors.ts";
import { createLocalClient } from "../store/local-client.ts";
import { readManifest } from "../store/manifest.ts";
import { openReader, type ReaderOptions } from "../store/reader.ts";
import { type Analysis, analyse } from "./analysis.ts";

/** What the process is started with, as its one argument in JSON. */
export interface AnalysisRequest {
  readonly project: string;
  readonly withProfile: boolean;
}

export type FromAnalysis =
  | { readonly touches: number; readonly of: number }
  | { readonly done: Analysis }
  | { readonly failed: ErrorReport };

/** Page contents are compared as a whole; all else is read in parts. */
const hasPages = (project: string): boolean => readManifest(project).catalogue.some(({ tables }) => tables.page);

/** One thread needs less memory than two, and leaves the other cores to whoever waits. */
const optionsFor = (project: string): ReaderOptions => ({
  threads: 1,
  memoryLimit: hasPages(project) ? "300MB" : "100MB",
});

/** How long a query may take to stop when the parent is gone or wants nothing more. */
const LAST_WORDS_MS = 1_000;

const abort = new AbortController();

/** Progress is for a parent that is there; one that has just gone wants nothing more. */
function tell(touches: number, of: number): void {
  if (process.connected) process.send?.({ touches, of } satisfies FromAnalysis, () => {});
}

async function read({ project, withProfile }: AnalysisRequest): Promise<FromAnalysis> {
  try {
    const client = createLocalClient(await openReader(project, optionsFor(project)), abort.signal);
    const analysis = await analyse(client, withProfile, tell);
    await client.close();
    return { done: analysis };
  } catch (thrown) {
    return { failed: toReport(thrown) };
  }
}

process.on("disconnect", () => {
  abort.abort();
  setTimeout(() => process.kill(process.pid, "SIGKILL"), LAST_WORDS_MS);
});
// The parent hears an interrupt from the terminal too, and decides.
process.on("SIGINT", () => {});

try {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
} catch {
  // It then competes with the others as an equal.
}
const message = await read(JSON.parse(process.argv[2] ?? "") as AnalysisRequest);
if (process.connected) process.send?.(message, () => process.exit(0));
else process.exit(0);
