import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProject } from "../../store/project.ts";
import { contextIn } from "../testing/context.ts";
import { handleBrowse } from "./browse.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-browse-"));
const { context, job } = contextIn(folder, { sample: "/samples/three-vms" });
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => {
  for (const name of ["host 10", "host 2", ".secret", "Desktop"]) mkdirSync(join(folder, name));
  createProject(join(folder, "a.plimsoll")).close();
  for (const name of ["capture10.csv", "capture2.csv", "Capture1.csv", ".hidden"])
    writeFileSync(join(folder, name), "12345");
  if (process.platform === "win32") return;
  symlinkSync(join(folder, "host 2"), join(folder, "linked"));
  symlinkSync(join(folder, "none"), join(folder, "broken"));
});

const browse = (path: string | null, hidden = false) => handleBrowse({ path, hidden }, job, context);
const code = (path: string) => browse(path).then(String, (thrown) => thrown.report.code);

describe("a folder", () => {
  it("shows folders, then projects, then files, in the order that people count in", async () => {
    const { entries, path, left_out } = await browse(null);
    const linked = process.platform === "win32" ? [] : ["folder linked"];
    expect([path, left_out]).toEqual([folder, 0]);
    expect(entries.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "folder Desktop",
      "folder host 2",
      "folder host 10",
      ...linked,
      "project a.plimsoll",
      "file Capture1.csv",
      "file capture2.csv",
      "file capture10.csv",
    ]);
    expect(entries.at(-1)).toMatchObject({ bytes: 5, path: join(folder, "capture10.csv") });
  });

  it("shows hidden entries when it is asked to", async () => {
    const names = (await browse(folder, true)).entries.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([".secret", ".hidden"]));
  });

  it("has a parent, and the root has none", async () => {
    expect((await browse(join(folder, "host 2"))).parent).toBe(folder);
    if (process.platform !== "win32") expect((await browse("/")).parent).toBe(null);
  });

  it("offers the places to start from", async () => {
    const places = (await browse(folder)).places.map(({ title, path }) => `${title}: ${path}`);
    expect(places[0]).toBe(`Home: ${folder}`);
    expect(places).toContain(`Desktop: ${join(folder, "Desktop")}`);
    expect(places).toContain("Sample captures: /samples/three-vms");
  });

  it("is cut where it holds more than a list can show, and says by how much", async () => {
    const many = join(folder, "host 10");
    for (let i = 0; i < 5003; i++) writeFileSync(join(many, `f${i}`), "");
    const { entries, left_out } = await browse(many);
    expect([entries.length, left_out]).toEqual([5000, 3]);
  });
});

describe("a folder that cannot be shown", () => {
  it("says why", async () => {
    expect(await code(join(folder, "nowhere"))).toBe("browse.not_found");
    expect(await code(join(folder, "capture2.csv"))).toBe("browse.not_a_folder");
  });

  it.skipIf(process.platform === "win32" || process.getuid?.() === 0)("may be closed to this user", async () => {
    chmodSync(join(folder, ".secret"), 0);
    expect(await code(join(folder, ".secret"))).toBe("browse.forbidden");
    chmodSync(join(folder, ".secret"), 0o700);
  });
});
