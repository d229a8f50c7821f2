import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GuestEvidence, SeenGuest, SeenRam } from "../store/contract.ts";
import { matchGuests } from "./guests.ts";

const seen = (of: Partial<SeenGuest>): SeenGuest => ({
  capture: 1,
  name: null,
  uuid: null,
  pid: null,
  domid: null,
  ram_bytes: null,
  how: "events",
  ...of,
});
const ram = (of: Partial<SeenRam>): SeenRam => ({
  capture: 1,
  name: null,
  pid: null,
  gpa: "0",
  bytes: "4096",
  hva: null,
  label: "pc.ram",
  ...of,
});
const evidence = (of: Partial<GuestEvidence>): GuestEvidence => ({ seen: [], ram: [], faulting: [], pins: [], ...of });

describe("matching guests", () => {
  it("joins the name and process of one file with the RAM block of another", () => {
    const [guest] = matchGuests(
      [
        evidence({ seen: [seen({ name: "alpha", pid: 81 })] }),
        evidence({ ram: [ram({ name: "alpha", hva: String(0x7fb245e00000n), bytes: String(96 << 20) })] }),
      ],
      [],
    );
    expect(guest).toMatchObject({
      name: "alpha",
      pid: 81,
      mapped: "auto",
      ram_bytes: 96 << 20,
      ram: [{ gpa: "0", bytes: String(96 << 20), hva: String(0x7fb245e00000n) }],
    });
  });

  it("invents nothing: without a RAM block the guest is not mapped", () => {
    expect(matchGuests([evidence({ seen: [seen({ name: "alpha", pid: 81 })] })], [])[0]).toMatchObject({
      mapped: "none",
      ram: [],
    });
  });

  it("finds the process of a RAM block by the page faults inside it", () => {
    const guests = matchGuests(
      [
        evidence({
          ram: [ram({ name: "bravo", hva: "1000" })],
          faulting: [
            { hva: "1000", pid: 7, faults: 900 },
            { hva: "1000", pid: 8, faults: 3 },
          ],
        }),
      ],
      [],
    );
    expect(guests[0]).toMatchObject({ name: "bravo", pid: 7, mapped: "auto" });
  });

  it("places blocks above the PCI hole by their offset in the backing memory", () => {
    const GIB = 2n ** 30n;
    const [guest] = matchGuests(
      [
        evidence({
          seen: [seen({ name: "big", pid: 5 })],
          ram: [
            ram({ name: "big", hva: String(64n * GIB), bytes: String(4n * GIB) }),
            ram({ name: "big", bytes: String(3n * GIB) }),
            ram({ name: "big", gpa: String(4n * GIB), bytes: String(GIB), label: "pc.ram @00000000c0000000" }),
          ],
        }),
      ],
      [],
    );
    expect(guest?.ram).toEqual([
      { gpa: "0", bytes: String(3n * GIB), hva: String(64n * GIB) },
      { gpa: String(4n * GIB), bytes: String(GIB), hva: String(67n * GIB) },
    ]);
  });

  it("takes maps of one process at several moments as one guest", () => {
    const block = { hva: "4096", bytes: "8192" };
    const guests = matchGuests(
      [evidence({ ram: [ram({ name: "idle", ...block }), ram({ name: "in-use", ...block })] })],
      [],
    );
    expect(guests).toHaveLength(1);
  });

  it("lets the user's guest map win, by name or by process", () => {
    const found = [evidence({ seen: [seen({ name: "alpha", pid: 81 })] })];
    const map = [{ guest: "web", pid: 81, ram: [{ gpa: "0", bytes: "8192", hva: "0x1000" }] }];
    expect(matchGuests(found, map)).toMatchObject([
      { name: "web", pid: 81, mapped: "file", ram_bytes: 8192, ram: [{ gpa: "0", bytes: "8192", hva: "4096" }] },
    ]);
  });

  it("obeys what pins a guest's memory", () => {
    const pinned = evidence({
      seen: [seen({ name: "alpha", pid: 81, ram_bytes: 8192 })],
      pins: [{ subject: "81", reason: "memory is locked", bytes: 8192 }],
    });
    expect(matchGuests([pinned], [])[0]?.pinned).toEqual({ reason: "memory is locked" });
  });

  it("does not take a few locked pages of the process for locked guest memory", () => {
    const few = evidence({
      seen: [seen({ name: "alpha", pid: 81, ram_bytes: 1 << 30 })],
      pins: [{ subject: "81", reason: "memory is locked", bytes: 65_536 }],
    });
    expect(matchGuests([few], [])[0]?.pinned).toBeNull();
  });

  it("gives the same guests whatever the order of the evidence", () => {
    const parts = [
      evidence({ seen: [seen({ name: "alpha", pid: 81 }), seen({ name: "bravo", pid: 141 })] }),
      evidence({ ram: [ram({ name: "alpha", hva: "1000" })] }),
      evidence({ seen: [seen({ name: "alpha", uuid: "u1", ram_bytes: 4096, how: "xml" })] }),
      evidence({ ram: [ram({ name: "bravo", hva: "9000" })] }),
    ];
    const expected = matchGuests(parts, []);
    fc.assert(
      fc.property(fc.shuffledSubarray(parts, { minLength: parts.length }), (shuffled) => {
        expect(matchGuests(shuffled, [])).toEqual(expected);
      }),
    );
  });
});

describe("names that only files give", () => {
  const GIB = 2n ** 30n;
  const byFile = (capture: number, name: string) => seen({ capture, name, how: "file name" });

  it("name a guest where nothing else does", () => {
    const [guest] = matchGuests(
      [evidence({ seen: [byFile(1, "alpha")], ram: [ram({ name: "alpha", hva: "4096" })] })],
      [],
    );
    expect(guest).toMatchObject({ name: "alpha", source: "memory map" });
  });

  it("tell moments where the maps of one process bear several, and then name no guest", () => {
    const names = ["freed-256", "idle-256", "in-use-256"];
    const guests = matchGuests(
      [
        evidence({
          seen: [...names.map((name) => byFile(1, name)), byFile(2, "unplugged")],
          ram: [
            ...names.map((name) => ram({ name, hva: String(8n * GIB), bytes: String(GIB) })),
            ram({ capture: 2, name: "unplugged", bytes: String(GIB) }),
          ],
          faulting: [{ hva: String(8n * GIB), pid: 4, faults: 9 }],
        }),
      ],
      [],
    );
    expect(guests.map(({ name, pid, mapped }) => ({ name, pid, mapped }))).toEqual([
      { name: "process 4", pid: 4, mapped: "auto" },
    ]);
  });

  it("give their common beginning", () => {
    const names = ["web-1-start", "web-1-end"];
    const found = evidence({
      seen: names.map((n) => byFile(1, n)),
      ram: names.map((name) => ram({ name, hva: "4096" })),
    });
    expect(matchGuests([found], []).map((g) => g.name)).toEqual(["web-1"]);
  });

  it("yield to a name that a record gives", () => {
    const found = evidence({
      seen: [byFile(1, "before"), byFile(1, "after"), seen({ capture: 2, name: "db", pid: 9, how: "event log" })],
      ram: ["before", "after"].map((name) => ram({ name, pid: 9, hva: "4096" })),
    });
    expect(matchGuests([found], []).map(({ name, pid }) => [name, pid])).toEqual([["db", 9]]);
  });

  it("keep two guests with one layout apart", () => {
    const found = evidence({
      seen: [byFile(1, "alpha"), byFile(1, "bravo")],
      ram: ["alpha", "bravo"].map((name) => ram({ name })),
    });
    expect(matchGuests([found], []).map((g) => g.name)).toEqual(["alpha", "bravo"]);
  });

  it("make a guest of a plugged device's memory and the boot memory of one process", () => {
    const found = evidence({
      seen: [byFile(1, "vm")],
      ram: [
        ram({ name: "vm", hva: String(8n * GIB), bytes: String(GIB) }),
        ram({ name: "vm", gpa: String(4n * GIB), hva: String(16n * GIB), bytes: String(GIB), label: "mem0" }),
      ],
    });
    expect(matchGuests([found], [])[0]).toMatchObject({
      ram_bytes: Number(2n * GIB),
      ram: [
        { gpa: "0", bytes: String(GIB), hva: String(8n * GIB) },
        { gpa: String(4n * GIB), bytes: String(GIB), hva: String(16n * GIB) },
      ],
    });
  });
});

describe("places of RAM", () => {
  const GIB = 2n ** 30n;

  it("end where another place begins in the same mapping, when only the two sides of a PCI hole were asked for", () => {
    const found = evidence({
      seen: [seen({ name: "big", pid: 5 })],
      ram: [
        ram({ name: "big", hva: String(64n * GIB), bytes: String(6n * GIB) }),
        ram({ name: "big", gpa: String(4n * GIB), hva: String(67n * GIB), bytes: String(3n * GIB) }),
      ],
    });
    expect(matchGuests([found], [])[0]?.ram).toEqual([
      { gpa: "0", bytes: String(3n * GIB), hva: String(64n * GIB) },
      { gpa: String(4n * GIB), bytes: String(3n * GIB), hva: String(67n * GIB) },
    ]);
  });

  it("are those in which the process has page faults, where two are told", () => {
    const found = evidence({
      seen: [seen({ name: "alpha", pid: 5 })],
      ram: [ram({ name: "alpha", hva: "4096" }), ram({ name: "alpha", hva: "81920" })],
      faulting: [{ hva: "81920", pid: 5, faults: 3 }],
    });
    expect(matchGuests([found], [])[0]?.ram).toEqual([{ gpa: "0", bytes: "4096", hva: "81920" }]);
  });
});

describe("two hosts in one project", () => {
  const host = (name: string, hva: string, uuid: string | null = null) =>
    evidence({ seen: [seen({ name, pid: 81, uuid })], ram: [ram({ name, hva })] });

  it("do not make one guest of two that have one process number", () => {
    const faulting = evidence({ faulting: [{ hva: "4096", pid: 81, faults: 12 }] });
    const guests = matchGuests([host("alpha", "4096"), host("web", "81920"), faulting], []);
    expect(guests.map(({ name, mapped, tasks }) => [name, mapped, tasks.length])).toEqual([
      ["alpha", "auto", 1],
      ["web", "none", 0],
    ]);
  });

  it("map neither where nothing tells which of them a process number means", () => {
    const guests = matchGuests([host("alpha", "4096"), host("web", "81920")], []);
    expect(guests.map(({ name, mapped }) => [name, mapped])).toEqual([
      ["alpha", "none"],
      ["web", "none"],
    ]);
  });

  it("keep guests with one name and two uuids apart", () => {
    const guests = matchGuests([evidence({ seen: [seen({ uuid: "u1" }), seen({ uuid: "u2" })] })], []);
    expect(guests).toEqual([]);
    const both = evidence({ seen: [seen({ name: "a", uuid: "u1", pid: 3 }), seen({ name: "b", uuid: "u2", pid: 3 })] });
    expect(matchGuests([both], []).map((g) => g.name)).toEqual(["a", "b"]);
  });
});
