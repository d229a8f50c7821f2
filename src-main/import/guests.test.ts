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
