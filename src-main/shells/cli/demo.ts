// The main job on the sample that comes with the program: import, answer, report.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { RequestOptions, Transport } from "../../../src-shared/protocol/transport.ts";
import { readJsonFile } from "./read-json.ts";
import { densityWords } from "./words.ts";

const sample = (path: string): string => fileURLToPath(new URL(`../../samples/${path}`, import.meta.url));

/** Imports the sample host unless the project holds it already, answers its scenario and writes the report beside it. */
export async function runDemo(backend: Transport, project: string, options: RequestOptions): Promise<void> {
  const file = sample("scenarios/captured-host.json");
  const scenario = readJsonFile(file, "scenario");
  if (!existsSync(project)) {
    const imported = await backend.request("import", { project, paths: [sample("three-vms")] }, options);
    const kept = imported.captures.filter((c) => c.duplicate_of === null).length;
    process.stdout.write(
      `Imported ${kept} captures of a real host with ${imported.guests.map((g) => g.name).join(", ")} into ${project}\n\n`,
    );
  }
  const out = resolve(`${project.replace(/\.plimsoll$/, "")}.html`);
  const { density } = await backend.request(
    "report",
    { project, scenario, file, out, title: "How many guests fit on the sample host" },
    options,
  );
  process.stdout.write(`${densityWords(density)}\n\nReport: ${out}\n`);
}
