// A process that loads faults into a project's next capture file until it is killed; says `loading` when rows are in.

import { createCaptureFile } from "../capture-file.ts";
import { captureFilePath, openOrCreateProject } from "../project.ts";

const ROWS = 65_536;
const [path = ""] = process.argv.slice(2);
const project = openOrCreateProject(path);
const writer = await createCaptureFile(captureFilePath(project.path, `${project.manifest().next_job_id}.duckdb`));
const columns = {
  seq: { data: new BigInt64Array(ROWS), valid: null },
  event_id: { data: new Int32Array(ROWS), valid: null },
  kind: { data: new Uint8Array(ROWS), valid: null },
};
for (let batches = 0; ; batches++) {
  writer.append(1, { table: "fault", rows: ROWS, columns });
  if (batches === 5) process.stdout.write("loading\n");
  await new Promise((resolve) => setImmediate(resolve));
}
