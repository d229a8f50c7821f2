// What an answer is computed from: the parsed scenario, its series files, and the captured host where it names one.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { failure } from "../../../src-shared/base/errors.ts";
import { laidOut, type SizeSets } from "../../../src-shared/density/image-guests.ts";
import type { SeriesTables } from "../../../src-shared/density/plan.ts";
import { parseScenario } from "../../../src-shared/density/scenario.ts";
import type { Scenario } from "../../../src-shared/density/scenario-schema.ts";
import { parseSeriesTable, type SeriesTable } from "../../../src-shared/density/series-table.ts";
import { parseSizes } from "../../../src-shared/density/size-file.ts";
import type { CapturedHost } from "../../../src-shared/profile/host.ts";
import { readJsonFile } from "../../files/read-json.ts";
import type { Job } from "../../jobs/job.ts";
import type { Context } from "../context.ts";

export interface ScenarioInput {
  /** As computed: guests from images are there as guests of known pages. */
  readonly scenario: Scenario;
  /** As it was asked for, with defaults. */
  readonly written: Scenario;
  readonly host: CapturedHost | null;
  readonly series: SeriesTables;
  /** What guests of kind `image` are laid out from. */
  readonly sizes: SizeSets;
}

/** A series file is looked up from the scenario file's folder. */
function readSeries(file: string, scenarioFile: string | null): SeriesTable {
  const path = scenarioFile === null ? file : join(dirname(scenarioFile), file);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (thrown) {
    throw failure("series.not_found", `the series file cannot be read (${(thrown as NodeJS.ErrnoException).code})`, {
      where: { file: path },
      expected: "a CSV file beside the scenario",
      next: "correct the path of the series in the scenario; it counts from the scenario's folder",
      exit: 2,
    });
  }
  return parseSeriesTable(text, file);
}

/** The sizes that guests of kind `image` name, looked up from the scenario file's folder. */
function readSizes(scenario: Scenario, scenarioFile: string | null): SizeSets {
  const files = scenario.guests.flatMap((guest) => (guest.kind === "image" ? [guest.sizes] : []));
  return Object.fromEntries(
    [...new Set(files)].map((file) => {
      const path = scenarioFile === null ? file : join(dirname(scenarioFile), file);
      return [file, parseSizes(readJsonFile(path, "sizes"), path)];
    }),
  );
}

/** The captured host is read once for each revision of the project. Errors: `scenario.*`, `series.*`, and those of opening the project. */
export async function scenarioInput(
  request: { readonly project: string | null; readonly scenario?: unknown; readonly file: string | null },
  job: Job,
  context: Pick<Context, "analyses">,
): Promise<ScenarioInput> {
  const written = parseScenario(request.scenario, request.file);
  const sizes = readSizes(written, request.file);
  const scenario = laidOut(written, sizes);
  const files = scenario.guests.flatMap((guest) => (guest.kind === "series" ? [guest.file] : []));
  const series = Object.fromEntries([...new Set(files)].map((file) => [file, readSeries(file, request.file)]));
  const captured = scenario.guests.some((guest) => guest.kind === "profile");
  const host = captured && request.project !== null ? await context.analyses.host(request.project, job) : null;
  return { scenario, written, host, series, sizes };
}
