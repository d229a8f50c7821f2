import { describe, expect, it } from "vitest";
import { matchGuests } from "../../../src-main/import/guests.ts";
import { toReport } from "../../../src-shared/base/errors.ts";
import type { Guest } from "../../../src-shared/protocol/replies.ts";
import { editOf, editProblem, parseGuestMap, processOptions, withEdit, withFile, withoutEdit } from "./guest-map.ts";

const guest = (name: string, pid: number | null): Guest => ({
  id: 1,
  name,
  ram_bytes: null,
  source: "stamp",
  pid,
  mapped: "auto",
  pinned: null,
});
const alpha = guest("alpha", 81);
const bravo = guest("bravo", 141);

describe("editing a guest", () => {
  it("begins with what was found, or with what was said before", () => {
    expect(editOf(alpha, [])).toEqual({ name: "alpha", pid: 81, domid: null, ramBytes: null });
    expect(editOf(alpha, [{ guest: "alpha", pid: 9, ram_bytes: 4096 }])).toEqual({
      name: "alpha",
      pid: 9,
      domid: null,
      ramBytes: 4096,
    });
  });
  it("a new name keeps the process, so that the project has the guest once", () => {
    const seen = { capture: 1, name: "alpha", uuid: null, pid: 81, domid: null, ram_bytes: null, how: "stamp" };
    const evidence = [{ seen: [seen], ram: [], faulting: [], pins: [] }];
    const entries = withEdit([], alpha, { ...editOf(alpha, []), name: "web-1" });
    expect(entries).toEqual([{ guest: "web-1", pid: 81 }]);
    expect(matchGuests(evidence, entries).map(({ name, pid }) => [name, pid])).toEqual([["web-1", 81]]);
    expect(matchGuests(evidence, withoutEdit(entries, "web-1")).map(({ name }) => name)).toEqual(["alpha"]);
  });
  it("keeps RAM blocks that a file gave, and leaves the old list as it was", () => {
    const ram = [{ gpa: "0", bytes: "4096", hva: "0x7f00" }];
    const old = [
      { guest: "alpha", pid: 81, ram },
      { guest: "bravo", pid: 141 },
    ];
    const next = withEdit(old, alpha, { name: "web", pid: 81, domid: null, ramBytes: null });
    expect(next).toEqual([
      { guest: "bravo", pid: 141 },
      { guest: "web", pid: 81, ram },
    ]);
    expect(old).toHaveLength(2);
  });
  it("cannot take another guest's name or process, and needs a process for a new name", () => {
    const edit = editOf(alpha, []);
    const guests = [alpha, bravo, guest("charlie", null)];
    expect(editProblem(edit, alpha, guests, [])).toBeNull();
    expect(editProblem({ ...edit, name: "bravo" }, alpha, guests, [])?.field).toBe("name");
    expect(editProblem({ ...edit, name: " " }, alpha, guests, [])?.field).toBe("name");
    expect(editProblem({ ...edit, name: "x", pid: null }, alpha, guests, [])?.field).toBe("pid");
    expect(editProblem({ ...edit, pid: 141 }, alpha, guests, [{ guest: "bravo", pid: 141 }])?.what).toBe(
      "process 141 is given to bravo",
    );
  });
});

describe("a guest map file", () => {
  it("replaces the entries of the guests that it names", () => {
    const old = [
      { guest: "alpha", pid: 1 },
      { guest: "bravo", pid: 2 },
    ];
    expect(withFile(old, [{ guest: "alpha", pid: 3 }])).toEqual([
      { guest: "bravo", pid: 2 },
      { guest: "alpha", pid: 3 },
    ]);
  });
  it("is read as documented", () => {
    const text =
      '[{ "guest": "web-1", "pid": 4711, "ram": [{ "gpa": "0", "bytes": "0x6000000", "hva": "0x7fb245e00000" }] }]';
    expect(parseGuestMap(text, "guests.json")).toEqual(JSON.parse(text));
  });
  it("that is wrong is refused with the place of the first fault", () => {
    const report = (text: string) => {
      try {
        parseGuestMap(text, "g.json");
        return null;
      } catch (thrown) {
        return toReport(thrown);
      }
    };
    expect(report("{")?.code).toBe("guest_map.unreadable");
    expect(report('[{ "guest": "a", "pdi": 1 }]')).toMatchObject({
      code: "guest_map.bad_value",
      where: { file: "g.json" },
    });
    expect(report('[{ "guest": "a", "pid": "1" }]')?.what).toContain("0.pid");
  });
});

describe("the choice of processes", () => {
  const candidates = [
    { pid: 7, domid: null, name: null, ram_bytes: null, how: "memory map" },
    { pid: 81, domid: null, name: "alpha", ram_bytes: 96 * 1024 ** 2, how: "stamp" },
    { pid: null, domid: 3, name: "dom", ram_bytes: null, how: "xl" },
  ];
  it("has named ones first and says where each was seen", () => {
    expect(processOptions(candidates, editOf(alpha, [])).map(({ title }) => title)).toEqual([
      "no process",
      "process 81, alpha, 96\u202fMiB, seen in a stamp line",
      "domain 3, dom, seen in xl",
      "process 7, seen in memory map",
    ]);
  });
  it("holds what the guest has although no capture saw it", () => {
    const options = processOptions([], { name: "x", pid: 5, domid: null, ramBytes: null });
    expect(options.map(({ title }) => title)).toEqual(["no process", "process 5, seen in no capture"]);
  });
});
