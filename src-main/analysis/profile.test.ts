// A host of two guests made of a few rows: every expected number can be counted in the rows.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProfileReply } from "../../src-shared/protocol/replies.ts";
import type { QueryClient, SqlValue } from "../store/contract.ts";
import { capturedHost } from "./host.ts";
import { profileProject } from "./profile.ts";
import { capture, guest, handMade, type Rows } from "./testing/project.ts";

const SECOND = 1_000_000_000n;
const START = 1_700_000_000n * SECOND;
const HVA = { alpha: 0x10000000, bravo: 0x20000000 };
const PID = { alpha: 11, bravo: 12 };
type Name = keyof typeof PID;
const always = { from_t: -(2n ** 63n), until_t: 2n ** 63n - 1n };

let seq = 0;
const at = (second: number): bigint => START + BigInt(Math.round(second * 1000)) * 1_000_000n;
const fault = (name: Name, second: number, frame: number): Record<string, SqlValue> => ({
  capture_id: 1,
  seq: seq++,
  t: at(second),
  task_id: PID[name],
  event_id: 1,
  kind: "host",
  addr: HVA[name] + frame * 4096 + 8,
});
const frames = (first: number, n: number): number[] => Array.from({ length: n }, (_, i) => first + i);

/** alpha touches 40 pages, gives up 10 of them, gets 4 back and touches 3; bravo touches 20 pages, 5 of them twice. */
const faults = [
  ...frames(0, 40).map((f) => fault("alpha", 0.5, f)),
  ...frames(10, 10).map((f) => fault("alpha", 5, f)),
  ...frames(12, 3).map((f) => fault("alpha", 8, f)),
  ...frames(30, 2).map((f) => fault("alpha", 8, f)),
  ...frames(0, 20).map((f) => fault("bravo", 2, f)),
  ...frames(5, 5).map((f) => fault("bravo", 9, f)),
  { ...fault("alpha", 11.5, 0), addr: 0x30000000 },
];
const size = (second: number, pages: number): Record<string, SqlValue> => ({
  capture_id: 2,
  seq: seq++,
  t: at(second),
  guest_name: "alpha",
  kind: "balloon",
  bytes: pages * 4096,
});

/** Hashes of alpha: 0 (zero) x 4, 7, 7, 8, 9; of bravo: zero x 1, 7, 8, 8, 5. Zero pages of alpha are not resident but one. */
const pages = [
  ...[0, 0, 0, 0, 7, 7, 8, 9].map((h, i) => ({
    snapshot_id: 1,
    addr: i * 4096,
    hash: h,
    zero: h === 0,
    resident: h !== 0 || i === 0,
  })),
  ...[0, 7, 8, 8, 5].map((h, i) => ({ snapshot_id: 2, addr: i * 4096, hash: h, zero: h === 0, resident: true })),
];
const snapshot = { capture_id: 3, t: at(3), space: "gpa", moment: 1, hash_algorithm: "blake2b-128", page_bytes: 4096 };
const setting = (name: string, number: number): Record<string, SqlValue> => ({
  capture_id: 3,
  scope: "host",
  name: `ksm.${name}`,
  value: String(number),
  number,
});

const rows: Rows = {
  capture: [capture(1, "faults"), capture(2, "events"), capture(3, "pages")],
  name: [
    { id: 0, text: "" },
    { id: 1, text: "page-faults" },
  ],
  task: Object.values(PID).map((pid) => ({ id: pid, capture_id: 1, ...always, pid, tid: pid, comm: "vm" })),
  fault: faults,
  guest_event: [size(5.1, 90), size(7, 94)],
  snapshot: [
    { id: 1, guest_name: "alpha", ...snapshot },
    { id: 2, guest_name: "bravo", ...snapshot },
  ],
  page: pages,
  fact: [setting("max_page_sharing", 256), setting("use_zero_pages", 1), setting("smart_scan", 0)],
};
const guests = [
  guest(1, "alpha", { pid: PID.alpha, pages: 100, hva: HVA.alpha }),
  guest(2, "bravo", { pid: PID.bravo, pages: 100, hva: HVA.bravo }),
];

describe("the profile of a project", () => {
  let query: QueryClient;
  let profile: ProfileReply;
  beforeAll(async () => {
    query = await handMade(rows, guests);
    profile = await profileProject(query);
  });
  afterAll(() => query.close());
  const of = (name: string) => profile.guests.find((g) => g.guest === name);

  it("is a valid reply with the guests by name", () => {
    expect(ProfileReply.safeParse(profile).error).toBeUndefined();
    expect(profile.guests.map((g) => g.guest)).toEqual(["alpha", "bravo"]);
  });

  it("follows the balloon: 40 touched, 10 given up, 3 of them back", () => {
    expect(of("alpha")?.resident_pages).toEqual({ first: 40, min: 30, median: 33, max: 40, last: 33 });
    expect(of("alpha")?.footprint_pages).toBe(40);
    expect(of("bravo")?.resident_pages?.last).toBe(20);
  });

  it("counts contents by guest, together and in common", () => {
    expect(of("alpha")?.content).toEqual({
      pages: 8,
      zero: 4,
      distinct: 4,
      extra_nonzero_copies: 1,
      resident: 5,
      hash: "blake2b-128",
    });
    expect(profile.sharing).toEqual({
      pages: 13,
      zero: 5,
      distinct: 5,
      extra_nonzero_copies: 4,
      common: [{ guests: ["alpha", "bravo"], contents: 3 }],
    });
  });

  it("predicts KSM from resident pages and settings: 7 and 8 stand three times each, two zero pages", () => {
    expect(profile.ksm?.predicted).toEqual({
      pages_shared: 2,
      pages_sharing: 4,
      pages_unshared: 2,
      pages_volatile: 0,
      ksm_zero_pages: 2,
    });
    expect(profile.ksm?.observed).toBeNull();
  });

  it("gives the same bytes again", async () => {
    expect(JSON.stringify(await profileProject(query))).toBe(JSON.stringify(profile));
  });

  it("gives density series side by side, patterns of resident contents and sources with SQL that runs", async () => {
    const host = await capturedHost(query);
    const [alpha, bravo] = host.guests;
    // One second each from bravo's first fault (epoch 1) to the last fault of the host (epoch 11).
    expect([...(alpha?.residentPages ?? [])]).toEqual([40, 40, 40, 30, 30, 30, 33, 33, 33, 33, 33]);
    expect([...(bravo?.residentPages ?? [])]).toEqual(Array(11).fill(20));
    expect([...(bravo?.faults ?? [])]).toEqual([20, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0]);
    expect([alpha?.zeroPages, alpha?.contentPages, alpha?.ramPages, alpha?.overheadBand]).toEqual([
      1,
      5,
      100,
      { low: 15_000, high: 40_000 },
    ]);
    const patterns = (host.patterns ?? []).map((p) => `${p.copies.join("+")} x${p.contents}`).sort();
    expect(patterns).toEqual(["0+1 x1", "1+0 x1", "1+2 x1", "2+1 x1"]);
    expect(host.ksmSettings).toEqual({ max_page_sharing: 256, use_zero_pages: 1, smart_scan: 0 });
    expect(host.coverage.grade).toBe("D");
    for (const entry of host.provenance) {
      expect(entry.sources.length, entry.field).toBeGreaterThan(0);
      if (entry.sql) for await (const batch of query.select(entry.sql)) expect(batch.rows).toBeGreaterThanOrEqual(0);
    }
  });
});

describe("a project that lacks something", () => {
  const profileOf = async (some: Rows, who = guests) => {
    const query = await handMade(some, who);
    try {
      return { profile: await profileProject(query), host: await capturedHost(query) };
    } finally {
      await query.close();
    }
  };

  it("invents no resident pages where the RAM of a guest is not mapped", async () => {
    const { capture: captures, name, task, fault: all } = rows;
    const unmapped = guests.map((g) => ({ ...g, mapped: "none" as const, ram: [] }));
    const { profile, host } = await profileOf({ capture: captures!, name: name!, task: task!, fault: all! }, unmapped);
    expect(profile.guests.map((g) => [g.resident_pages, g.footprint_pages, g.content])).toEqual([
      [null, null, null],
      [null, null, null],
    ]);
    expect(host.guests.map((g) => g.residentPages)).toEqual([null, null]);
    expect([profile.sharing, profile.ksm, host.patterns]).toEqual([null, null, null]);
  });

  it("works from a page table alone", async () => {
    const { capture: captures, snapshot: snapshots, page } = rows;
    const { profile, host } = await profileOf({ capture: captures!, snapshot: snapshots!, page: page! });
    expect(profile.guests.map((g) => g.resident_pages?.last)).toEqual([5, 5]);
    expect(host.guests.map((g) => [...(g.residentPages ?? [])])).toEqual([[5], [5]]);
    expect(profile.guests.every((g) => g.working_set.length === 0)).toBe(true);
  });

  it("takes KSM that merged pages as one that ran, though it was off when the settings were read", async () => {
    const ksm = (id: number, name: string) => ({
      id,
      capture_id: 3,
      name,
      unit: "pages",
      kind: "gauge",
      scope: "host",
    });
    const at9 = (series: number, value: number) => ({ capture_id: 3, seq: seq++, t: at(9), series_id: series, value });
    const { host } = await profileOf({
      capture: [capture(3, "ksm")],
      fact: [setting("run", 0)],
      series: [ksm(0, "ksm.pages_shared"), ksm(1, "ksm.pages_sharing")],
      counter: [at9(0, 4), at9(1, 12)],
    });
    expect(host.observed).toMatchObject({ ksmRan: true, framesSaved: { pages: 12 } });
  });

  it("is empty, and valid, when there is nothing", async () => {
    const { profile, host } = await profileOf({ capture: [capture(1, "nothing")] }, []);
    expect(profile).toEqual({ schema: "plimsoll.profile/1", guests: [], sharing: null, ksm: null });
    expect(host.guests).toEqual([]);
  });
});
