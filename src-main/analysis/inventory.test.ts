import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lockProject } from "../store/project.ts";
import { type ProjectClient, startQueryProcess } from "../store/query-client.ts";
import { bundle, bundleFolder } from "../store/testing/bundle.ts";
import { captureRow, makeProject, removeFolder, temporaryFolder } from "../store/testing/project.ts";
import { clocksOf } from "./inventory.ts";

const built = bundleFolder(`inventory-${process.pid}`);
const folder = temporaryFolder();
const project = join(folder, "it.plimsoll");
let client: ProjectClient;

const link = (capture: number, from: string, offset: bigint) => ({
  capture_id: capture,
  from_clock: from,
  to_clock: "realtime",
  offset_ns: offset,
  drift_ppm: null,
  residual_ns: 500n,
  pairs: 2,
  method: "pairs",
});

beforeAll(async () => {
  await bundle(built, { "query-process": "src-main/store/query-process.ts" });
  // An import keeps its links with its first capture, whichever captures they join.
  await makeProject(project, [
    { capture: [captureRow(1), captureRow(2)], clock_link: [link(1, "boottime", 7n), link(1, "monotonic", -3n)] },
    { capture: [captureRow(3), captureRow(4)], clock_link: [link(3, "boottime", 7n), link(3, "xen", 9n)] },
  ]);
  client = await startQueryProcess(project, { entry: join(built, "query-process.js"), threads: 1 });
});
afterAll(async () => {
  await client.close();
  rmSync(built, { recursive: true, force: true });
  removeFolder(folder);
});

async function exclude(...captures: number[]): Promise<void> {
  const open = lockProject(project);
  open.update((manifest) => ({
    ...manifest,
    hidden: captures.map((capture) => ({ capture, state: "excluded", of: null })),
  }));
  open.close();
  await client.refresh();
}

test("clocks stay joined whichever captures are excluded, and each link is told once", async () => {
  const told = (from: string, offset: string) => ({
    from,
    to: "realtime",
    offset_ns: offset,
    residual_ns: "500",
    method: "pairs",
  });
  const all = [told("boottime", "7"), told("monotonic", "-3"), told("xen", "9")];
  for (const captures of [[], [1], [3], [1, 2, 3, 4]]) {
    await exclude(...captures);
    expect(await clocksOf(client)).toEqual(all);
  }
  const { rows } = await client.json("SELECT count(*) FROM clock_link");
  expect(rows).toEqual([[0]]);
});
