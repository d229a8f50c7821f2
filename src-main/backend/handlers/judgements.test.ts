import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { GuestMapEntry } from "../../../src-shared/protocol/requests.ts";
import type { GuestEvidence } from "../../store/contract.ts";
import { acquireLock } from "../../store/lock.ts";
import { createProject, lockProject, openProject } from "../../store/project.ts";
import { contextIn } from "../testing/context.ts";
import { handleExclude } from "./exclude.ts";
import { handleGuestMap, handleSetGuestMap } from "./guest-map.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-judge-"));
const { context, job, changes } = contextIn(folder);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const seen = { uuid: null, domid: null, ram_bytes: null, how: "libvirt.xml" };
/** Two guests of which only one has a process by itself; a process with faults in the RAM of the other. */
const evidence: GuestEvidence = {
  seen: [
    { ...seen, capture: 1, name: "alpha", pid: 81, ram_bytes: 2 ** 20 },
    { ...seen, capture: 2, name: "bravo", pid: null },
  ],
  ram: [{ capture: 1, name: null, pid: 90, gpa: "0", bytes: "4096", hva: "8192", label: null }],
  faulting: [{ hva: "8192", pid: 90, faults: 7 }],
  pins: [],
};

let project = "";
let made = 0;
beforeEach(() => {
  project = join(folder, `${++made}.plimsoll`);
  const open = createProject(project);
  open.update((manifest) => ({
    ...manifest,
    jobs: [{ id: 1, file: "0001.duckdb", captures: [1, 2, 3], evidence }],
    hidden: [{ capture: 3, state: "duplicate", of: 1 }],
  }));
  open.close();
  changes.length = 0;
});

const map = (entries: GuestMapEntry[]) => handleSetGuestMap({ project, entries }, job, context);
const code = (work: Promise<unknown>) => work.then(String, (thrown) => thrown.report?.code ?? String(thrown));

describe("the guest map", () => {
  it("offers the processes that captures saw", async () => {
    const { entries, candidates } = await handleGuestMap({ project });
    expect(entries).toEqual([]);
    expect(candidates).toEqual([
      { pid: 81, domid: null, name: "alpha", ram_bytes: 2 ** 20, how: "libvirt.xml" },
      { pid: 90, domid: null, name: null, ram_bytes: null, how: "memory map" },
    ]);
  });

  it("is replaced as a whole, matches the guests anew and tells all windows", async () => {
    const { guests, problems } = await map([{ guest: "bravo", pid: 90 }]);
    expect(guests.map(({ name, pid, mapped }) => [name, pid, mapped])).toContainEqual(["bravo", 90, "file"]);
    expect(problems).toEqual([]);
    expect((await handleGuestMap({ project })).entries).toEqual([{ guest: "bravo", pid: 90 }]);
    await map([]);
    expect((await handleGuestMap({ project })).entries).toEqual([]);
    expect(openProject(project).manifest.guests.map(({ name }) => name)).not.toContain("charlie");
    expect(changes).toEqual([project, project]);
  });

  it("warns of a process that no capture has seen", async () => {
    const { problems } = await map([{ guest: "bravo", pid: 4711 }]);
    expect(problems).toMatchObject([{ code: "guest_map.unknown_process", excerpt: "bravo: process 4711" }]);
  });

  it.each<[string, GuestMapEntry[]]>([
    ["two entries are for one guest", [{ guest: "a" }, { guest: "a" }]],
    [
      "two guests have one process",
      [
        { guest: "a", pid: 5 },
        { guest: "b", pid: 5 },
      ],
    ],
    ["a number is no process", [{ guest: "a", pid: 2 ** 31 }]],
    [
      "an address has more than 64 bits",
      [{ guest: "a", ram: [{ gpa: "99999999999999999999", bytes: "1", hva: "0" }] }],
    ],
    ["a RAM block is empty", [{ guest: "a", ram: [{ gpa: "0", bytes: "0x0", hva: "0" }] }]],
  ])("is refused where %s, and nothing changes", async (_, entries) => {
    const before = openProject(project).manifest;
    expect(await code(map(entries))).toBe("guest_map.bad_value");
    expect([openProject(project).manifest, changes]).toEqual([before, []]);
  });

  it("can be set while an import of this back end has the project open, but not while another program has", async () => {
    const held = context.writers.change(project, lockProject, async (open) => {
      await map([{ guest: "bravo", pid: 90 }]);
      return open.manifest().guest_map;
    });
    expect(await held).toEqual([{ guest: "bravo", pid: 90 }]);
    const lock = acquireLock(project);
    expect(await code(map([]))).toBe("project.in_use");
    lock.release();
  });
});

describe("excluding captures", () => {
  const exclude = (captures: number[]) => handleExclude({ project, captures }, job, context);
  const hidden = () => openProject(project).manifest.hidden.map(({ capture, state }) => `${capture} ${state}`);

  it("replaces the earlier choice and leaves duplicates what they are", async () => {
    await exclude([1, 1]);
    expect(hidden()).toEqual(["3 duplicate", "1 excluded"]);
    await exclude([2, 3]);
    expect(hidden()).toEqual(["3 duplicate", "2 excluded"]);
    await exclude([]);
    expect(hidden()).toEqual(["3 duplicate"]);
    expect(changes).toEqual([project, project, project]);
  });

  it("knows only captures of the project", async () => {
    expect(await code(exclude([1, 99]))).toBe("capture.unknown");
    expect([hidden(), changes]).toEqual([["3 duplicate"], []]);
  });
});
