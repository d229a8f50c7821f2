// The main job on the sample that comes with the program: import, answer, report.
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { RequestOptions, Transport } from "../../../src-shared/protocol/transport.ts";
import { readJsonFile } from "../../files/read-json.ts";
import { isProject } from "../../store/project.ts";
import { densityWords } from "./answer-words.ts";
import { type OutputOptions, printReport, printWords } from "./output.ts";

const sample = (path: string): string => fileURLToPath(new URL(`../../samples/${path}`, import.meta.url));

/** Imports the sample host unless the project holds it already, answers its scenario and writes the report beside it. */
export async function runDemo(
  backend: Transport,
  project: string,
  output: OutputOptions,
  options: RequestOptions,
): Promise<void> {
  const file = sample("scenarios/captured-host.json");
  const scenario = readJsonFile(file, "scenario");
  if (!isProject(project)) {
    const imported = await backend.request("import", { project, paths: [sample("three-vms")] }, options);
    const kept = imported.captures.filter((c) => c.duplicate_of === null).length;
    const guests = imported.guests.map((g) => g.name).join(", ");
    if (!output.json) printWords(`Imported ${kept} captures of a real host with ${guests} into ${project}\n`);
  }
  const out = resolve(`${project.replace(/\.plimsoll$/, "")}.html`);
  const reply = await backend.request(
    "report",
    { project, scenario, file, out, title: "How many guests fit on the sample host" },
    options,
  );
  printReport(reply, output, ({ density }) => `${densityWords(density)}\n\nReport: ${out}`);
}
