import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { createBackend } from "../backend.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-stage-text-"));
const backend = createBackend({ staging: folder });
afterAll(async () => {
  await backend.close();
  rmSync(folder, { recursive: true, force: true });
});

const stage = (name: string, text: string) => backend.request("stageText", { name, text });

it("a text of a window becomes a file that it can fetch, byte by byte", async () => {
  const text = "#!/bin/sh\necho 'größe'\r\n";
  const { file } = await stage("record.sh", text);
  expect(file).toMatchObject({ name: "record.sh", bytes: 26 });
  expect(readFileSync(join(folder, file.id, "record.sh"), "utf8")).toBe(text);
});

it.each([
  ["../../etc/passwd", "_.._etc_passwd"],
  ["a\u0000b\u202e.csv", "ab.csv"],
  ["con.txt", "_con.txt"],
  [" .. ", "text.txt"],
  [`${"好".repeat(110)}.csv`, `${"好".repeat(65)}.csv`],
])("the name %j cannot lead anywhere or be too long for a file system", async (name, plain) => {
  expect((await stage(name, "x")).file.name).toBe(plain);
});

it.each([
  ["a name of 121 characters", "n".repeat(121), "x"],
  ["a text of 16 MiB and a byte", "x.txt", `${"é".repeat(8 * 2 ** 20)}x`],
])("%s is refused", async (_what, name, text) => {
  await expect(stage(name, text)).rejects.toMatchObject({ report: { code: "request.bad_value" } });
});

it("a document's name is counted in bytes, as file systems count it", async () => {
  const named = (name: string) =>
    backend.request("saveDocument", { project: join(folder, "none"), kind: "query", name, text: "" });
  await expect(named("好".repeat(67))).rejects.toMatchObject({
    report: { code: "request.bad_value", what: expect.stringContaining("200 bytes") },
  });
  // As long as may be: only the project is missing then.
  await expect(named("好".repeat(66))).rejects.toMatchObject({ report: { code: "project.not_found" } });
});
