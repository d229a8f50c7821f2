import { describe, expect, it } from "vitest";
import type { GuestEvidence, SeenGuest } from "../store/contract.ts";
import { matchGuests } from "./guests.ts";

const seen = (capture: number, how: string, of: Partial<SeenGuest>): SeenGuest => ({
  capture,
  name: null,
  uuid: null,
  pid: null,
  domid: null,
  ram_bytes: null,
  how,
  ...of,
});
const job = (...list: SeenGuest[]): GuestEvidence => ({ seen: list, ram: [], faulting: [], pins: [] });
const domains = (guests: ReturnType<typeof matchGuests>) =>
  Object.fromEntries(guests.map((g) => [g.name, g.tasks.map(({ capture, domid }) => [capture, domid])]));

describe("guests of a Xen host", () => {
  it("are called by their domains where nothing names them", () => {
    expect(domains(matchGuests([job(seen(1, "xentrace", { domid: 7 }))], []))).toEqual({ d7: [[1, 7]] });
  });

  it("are named by what the tools of the same import say, in each of their domains", () => {
    const uuid = "b60e6325-8311-435c-a8e6-2709a854fbda";
    const one = job(
      seen(1, "xl list -l", { name: "cache1", uuid, domid: 3, ram_bytes: 112 << 20 }),
      seen(1, "xl list -l", { name: "cache1", uuid, domid: 5 }),
      seen(2, "xentrace", { domid: 3 }),
      seen(2, "xentrace", { domid: 5 }),
      seen(2, "xentrace", { domid: 9 }),
    );
    const of = [
      [1, 3],
      [1, 5],
      [2, 3],
      [2, 5],
    ];
    expect(domains(matchGuests([one], []))).toEqual({ cache1: of, d9: [[2, 9]] });
  });

  it("of two boots, each import with its own lists, keep their names though the numbers are the same", () => {
    const boot = (first: number, name: string) =>
      job(seen(first, "xl list", { name, domid: 1 }), seen(first + 1, "xentrace", { domid: 1 }));
    expect(domains(matchGuests([boot(1, "web1"), boot(3, "hvma")], []))).toEqual({
      hvma: [
        [3, 1],
        [4, 1],
      ],
      web1: [
        [1, 1],
        [2, 1],
      ],
    });
  });

  it("are named by the lists of another import only where just one has the number", () => {
    const trace = job(seen(5, "xentrace", { domid: 1 }));
    const web = job(seen(1, "xl list", { name: "web1", domid: 1 }));
    const other = job(seen(3, "xl list", { name: "hvma", domid: 1 }));
    expect(Object.keys(domains(matchGuests([trace, web], [])))).toEqual(["web1"]);
    expect(Object.keys(domains(matchGuests([trace, web, other], [])))).toEqual(["d1", "hvma", "web1"]);
  });

  it("are found under names that xentop cut, and keep these as other names", () => {
    const list = seen(1, "xl list", { name: "database-primary", domid: 2 });
    const cut = seen(2, "xentop", { name: "database-p" });
    expect(matchGuests([job(list, cut)], [])).toMatchObject([{ name: "database-primary", aliases: ["database-p"] }]);
    const twin = seen(1, "xl list", { name: "database-passive", domid: 3 });
    expect(matchGuests([job(list, twin, cut)], []).map((g) => g.name)).toEqual([
      "database-p",
      "database-passive",
      "database-primary",
    ]);
  });

  it("are what a guest map says: by domain, also dom0; a name alone keeps the domains that were found", () => {
    const one = job(seen(1, "xl list", { name: "web1", domid: 1 }), seen(2, "xentrace", { domid: 4 }));
    const map = [
      { guest: "dom0", domid: 0 },
      { guest: "db", domid: 4 },
      { guest: "web1", ram_bytes: 1 << 20 },
    ];
    expect(domains(matchGuests([one], map))).toEqual({ db: [[null, 4]], dom0: [[null, 0]], web1: [[1, 1]] });
  });
});
