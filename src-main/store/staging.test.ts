import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { StagedFile } from "../../src-shared/protocol/window-replies.ts";
import { stageFile } from "./staging.ts";

const staging = mkdtempSync(join(tmpdir(), "plimsoll-staging-"));
afterAll(() => rmSync(staging, { recursive: true, force: true }));

it("a staged file stands alone in a private folder that nobody can guess", async () => {
  const write = async (path: string) => writeFileSync(path, "a,b\r\n");
  const [one, two] = [await stageFile(staging, "result.csv", write), await stageFile(staging, "result.csv", write)];
  expect(StagedFile.parse(one)).toEqual({ id: expect.any(String), name: "result.csv", bytes: 5 });
  expect(two.id).not.toBe(one.id);
  expect(readFileSync(join(staging, one.id, "result.csv"), "utf8")).toBe("a,b\r\n");
  if (process.platform !== "win32") expect(statSync(join(staging, one.id)).mode & 0o077).toBe(0);
});

it("nothing stays when the file cannot be made", async () => {
  const before = readdirSync(staging);
  const failing = stageFile(staging, "x.csv", async (path) => {
    writeFileSync(path, "half");
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" });
  });
  await expect(failing).rejects.toMatchObject({ report: { code: "store.disk_full" } });
  expect(readdirSync(staging)).toEqual(before);
});

it("a shell without windows stages nothing", async () => {
  await expect(stageFile(null, "x.csv", async () => {})).rejects.toMatchObject({
    report: { code: "staging.none", exit: 2 },
  });
});
