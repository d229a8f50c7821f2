import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Manifest } from "./contract.ts";
import { acquireLock, lockPath } from "./lock.ts";
import { manifestPath } from "./manifest.ts";
import { createProject, lockProject, openOrCreateProject, openProject } from "./project.ts";
import { guest, removeFolder, temporaryFolder } from "./testing/project.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, "host.plimsoll");
});
afterEach(() => removeFolder(folder));

const coded = (code: string, exit = 3) => expect.objectContaining({ report: expect.objectContaining({ code, exit }) });
const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
  } catch (thrown) {
    return thrown;
  }
  return null;
};

test("a new project is empty, and gives back the manifest it was told", () => {
  const project = createProject(path);
  const change = (manifest: Manifest): Manifest => ({
    ...manifest,
    next_capture_id: 3,
    jobs: [{ id: 1, file: "1.duckdb", captures: [1, 2], evidence: { seen: [], ram: [], faulting: [], pins: [] } }],
    guests: [
      guest(1, "alpha", {
        pid: 7,
        tasks: [{ capture: null, pid: 7, domid: null }],
        ram: [{ gpa: "0", bytes: "4096", hva: "0x7f0000000000" }],
        pinned: { reason: "locked" },
      }),
    ],
    guest_map: [{ guest: "alpha", pid: 7 }],
    hidden: [{ capture: 2, state: "duplicate", of: 1 }],
    shifts: [{ capture: 1, ns: "-1234567890123456789", wall: true }],
  });
  const written = project.update(change);
  project.close();
  expect(openProject(path).manifest).toEqual(written);
  expect(readdirSync(folder)).toEqual(["host.plimsoll"]);
});

test("a path without a project, and one with something else", () => {
  expect(thrownBy(() => openProject(path))).toEqual(coded("project.not_found"));
  mkdirSync(path);
  createProject(path).close();
  expect(thrownBy(() => createProject(path))).toEqual(coded("project.exists"));
  writeFileSync(join(folder, "letter.txt"), "hello");
  expect(thrownBy(() => createProject(folder))).toEqual(coded("project.folder_taken"));
  expect(thrownBy(() => createProject(join(folder, "letter.txt")))).toEqual(coded("project.folder_taken"));
  expect(thrownBy(() => openProject(join(folder, "letter.txt")))).toEqual(coded("project.not_found"));
});

test("a manifest that is damaged or of a newer version is told apart", () => {
  createProject(path).close();
  const good = readFileSync(manifestPath(path), "utf8");
  writeFileSync(manifestPath(path), good.slice(0, 40));
  expect(thrownBy(() => openProject(path))).toEqual(coded("project.damaged"));
  writeFileSync(manifestPath(path), good.replace('"jobs": []', '"jobs": [{ "id": 1, "file": "../x.duckdb" }]'));
  expect(thrownBy(() => openProject(path))).toEqual(coded("project.damaged"));
  writeFileSync(manifestPath(path), good.replace("project/1", "project/2"));
  expect(thrownBy(() => openProject(path))).toEqual(coded("project.newer_schema"));
});

test("one writer at a time; readers are not kept out", () => {
  const first = createProject(path);
  expect(thrownBy(() => lockProject(path))).toEqual(coded("project.in_use"));
  expect(openProject(path).manifest.jobs).toEqual([]);
  first.close();
  lockProject(path).close();
  openOrCreateProject(path).close();
  expect(existsSync(lockPath(path))).toBe(false);
});

test("the lock of another live process is respected, that of a dead one taken over", () => {
  createProject(path).close();
  const own = acquireLock(path);
  const mine = JSON.parse(readFileSync(lockPath(path), "utf8"));
  own.release();
  const parent = { ...mine, pid: process.ppid, start: null };
  writeFileSync(lockPath(path), JSON.stringify(parent));
  expect(thrownBy(() => lockProject(path))).toEqual(coded("project.in_use"));
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  writeFileSync(lockPath(path), JSON.stringify({ ...mine, pid: dead }));
  lockProject(path).close();
});

// Only Linux tells when a process began.
test.skipIf(process.platform !== "linux")("a process with the same number as a dead holder keeps no lock", () => {
  createProject(path).close();
  const lock = acquireLock(path);
  const mine = JSON.parse(readFileSync(lockPath(path), "utf8"));
  lock.release();
  expect(mine.start).not.toBeNull();
  writeFileSync(lockPath(path), JSON.stringify({ ...mine, pid: process.ppid, start: "another boot/1" }));
  lockProject(path).close();
  expect(existsSync(lockPath(path))).toBe(false);
});

test("a lock of another machine, or one that cannot be read, is respected", () => {
  createProject(path).close();
  writeFileSync(lockPath(path), JSON.stringify({ pid: 1, start: null, place: "elsewhere" }));
  expect(thrownBy(() => lockProject(path))).toEqual(coded("project.in_use"));
  writeFileSync(lockPath(path), "");
  expect(thrownBy(() => lockProject(path))).toEqual(coded("project.in_use"));
});

test("a manifest that could not be read again is not written", () => {
  const project = createProject(path);
  const before = readFileSync(manifestPath(path), "utf8");
  const shifted = (ns: string) => () =>
    project.update((manifest) => ({ ...manifest, shifts: [{ capture: 1, ns, wall: true }] }));
  // 2^63 is the first number that a BIGINT does not hold
  expect(thrownBy(shifted("9223372036854775808"))).toEqual(coded("project.refused"));
  expect(thrownBy(shifted("soon"))).toEqual(coded("project.refused"));
  expect(readFileSync(manifestPath(path), "utf8")).toBe(before);
  expect(shifted("9223372036854775807")().shifts).toHaveLength(1);
  project.close();
});

test("a manifest with two jobs of one file, or numbers that no table holds, is damaged", () => {
  createProject(path).close();
  const good = JSON.parse(readFileSync(manifestPath(path), "utf8"));
  const job = { id: 1, file: "1.duckdb", captures: [], evidence: { seen: [], ram: [], faulting: [], pins: [] } };
  const wrong = [
    { jobs: [job, { ...job, id: 2 }] },
    { jobs: [job, { ...job, file: "2.duckdb" }] },
    { hidden: [{ capture: 1, state: "duplicate", of: 2 ** 31 }] },
    { guests: [guest(1, "alpha", { ram: [{ gpa: "18446744073709551616", bytes: "1", hva: "0x0" }] })] },
  ];
  for (const part of wrong) {
    writeFileSync(manifestPath(path), JSON.stringify({ ...good, ...part }));
    expect(thrownBy(() => openProject(path))).toEqual(coded("project.damaged"));
  }
});

test("what dead processes left is removed by the next writer, never by a reader, and nothing else is", () => {
  createProject(path).close();
  const ended = spawnSync(process.execPath, ["-e", ""]).pid;
  const orphans = [
    "captures/.7.duckdb.tmp-1",
    "captures/.7.duckdb.tmp-1.wal",
    "captures/8.duckdb",
    "project.json.tmp-1",
    `derived/.${ended}.duckdb`,
    `tmp/${ended}-1`,
    `tmp/${ended}-unpacked-2`,
  ];
  const kept = ["captures/letter.txt", `derived/.${process.ppid}.duckdb`, `tmp/${process.ppid}-1`];
  for (const name of [...orphans, ...kept]) writeFileSync(join(path, name), "x");
  openProject(path);
  expect(orphans.every((orphan) => existsSync(join(path, orphan)))).toBe(true);
  lockProject(path).close();
  expect(orphans.filter((orphan) => existsSync(join(path, orphan)))).toEqual([]);
  expect(kept.filter((name) => existsSync(join(path, name)))).toEqual(kept);
});
