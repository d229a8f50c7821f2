import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Progress } from "../../../src-shared/protocol/requests.ts";
import { createJob } from "../../jobs/job.ts";
import { removeFolder, temporaryFolder } from "../../store/testing/project.ts";
import { createBackend } from "../backend.ts";
import { handleDetect } from "./detect.ts";

const folder = temporaryFolder();
const FILES = 40;
mkdirSync(join(folder, "captures"));
for (let i = 0; i < FILES; i++) writeFileSync(join(folder, "captures", `${i}.txt`), `nobody knows this ${i}\n`);
const backend = createBackend();
afterAll(async () => {
  await backend.close();
  removeFolder(folder);
});
const paths = [join(folder, "captures")];

it.each([1, FILES / 2, FILES + 5])("a cancel at step %i of looking at files stops it there", async (step) => {
  const abort = new AbortController();
  const heard: number[] = [];
  const listen = ({ done }: Progress): void => {
    heard.push(done);
    if (done === step) abort.abort();
  };
  const job = createJob("Look at captures", { signal: abort.signal, listen, everyMs: 0 });
  await expect(handleDetect({ paths, project: null }, job)).rejects.toMatchObject({
    report: { code: "job.cancelled" },
  });
  expect(heard.at(-1)).toBe(step);
});

it("a cancel before the first file stops it too", async () => {
  const job = createJob("Look at captures", { signal: AbortSignal.abort() });
  await expect(handleDetect({ paths, project: null }, job)).rejects.toMatchObject({
    report: { code: "job.cancelled" },
  });
});

it("looking at files is a job that tells how far it is", async () => {
  const heard: Progress[] = [];
  const reply = await backend.request("detect", { paths }, { onProgress: (progress) => heard.push(progress) });
  expect(reply.files).toHaveLength(FILES);
  expect(heard[0]).toMatchObject({ title: "Look at captures", total: 2 * FILES });
});
