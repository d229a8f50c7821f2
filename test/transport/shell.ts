// A shell in small, as a process: a back end with an import, a query and an export under way; says `busy` when all run.
import { join } from "node:path";
import { startSupervisor } from "../../src-main/backend/supervisor.ts";
import { createClient } from "../../src-shared/protocol/client.ts";

const [folder = "", few = "", many = ""] = process.argv.slice(2);
const window = createClient(startSupervisor({ staging: null }).connect());
const ENDLESS = "FROM range(10000000) a, range(10000000) b";
const [read, written] = [join(folder, "read.plimsoll"), join(folder, "written.plimsoll")];

await window.request("import", { project: read, paths: [few] });
const fail = (thrown: unknown): void => console.error(thrown);
window.request("query", { project: read, sql: `SELECT sum(a.range * b.range) ${ENDLESS}` }).catch(fail);
window
  .request("query", { project: read, sql: `SELECT a.range ${ENDLESS}`, parquet: join(folder, "out.parquet") })
  .catch(fail);
// Told once the import process reads its first files.
const onProgress = ({ done }: { done: number }): void => {
  if (done > 0) process.stdout.write("busy\n");
};
window.request("import", { project: written, paths: [many] }, { onProgress }).catch(fail);
