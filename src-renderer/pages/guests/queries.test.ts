// The queries behind the numbers of the Guests page give those very numbers. TRUTH.json was counted by another program.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Row, rowsOf } from "../../../src-main/analysis/sql.ts";
import { NAMES, openSample, type Sample, truth } from "../../../src-main/analysis/testing/sample.ts";
import * as sql from "./queries.ts";

describe("the queries behind the Guests page, on the sample project", () => {
  let sample: Sample;
  const snapshots = new Map<string, number>();
  beforeAll(async () => {
    sample = await openSample();
    for (const row of await rows(sql.SNAPSHOTS_SQL)) snapshots.set(String(row.guest), Number(row.snapshot));
  });
  afterAll(() => sample?.query.close());
  const rows = (text: string): Promise<Row[]> => rowsOf(sample.query, text);
  /** The one number that a query gives. */
  const one = async (text: string): Promise<number> => Number(Object.values((await rows(text))[0] ?? {})[0]);
  const of = (name: string) => sample.profile.guests.find((guest) => guest.guest === name)!;
  const all = (): number[] => [...snapshots.values()];

  it("cut the pages of each guest into classes that add up and agree with the truth", async () => {
    const found = await rows(sql.contentsSql(all()));
    for (const name of NAMES) {
      const row = found.find((r) => r.snapshot === snapshots.get(name))!;
      const { pages, zero, extra_nonzero_copies, distinct, resident } = truth.guests[name]!;
      expect(row.pages, name).toBe(pages);
      expect(Number(row.zero) + Number(row.untouched), name).toBe(zero);
      expect(row.untouched, name).toBe(pages - resident);
      expect(row.copies, name).toBe(extra_nonzero_copies);
      // The zero content is one of the distinct ones of the truth.
      expect(Number(row.own) + Number(row.elsewhere), name).toBe(distinct - 1);
      const parts = ["zero", "elsewhere", "copies", "own", "untouched"];
      expect(
        parts.reduce((sum, part) => sum + Number(row[part]), 0),
        name,
      ).toBe(pages);
      for (const part of parts)
        expect(await one(sql.contentSql(part, snapshots.get(name)!, all())), `${part} of ${name}`).toBe(row[part]);
    }
  });

  it("count what is also in another guest as the pairs of the truth do", async () => {
    const common = (...names: string[]): number =>
      truth.common.find((c) => c.guests.join() === names.join())!.contents - 1;
    const [alpha] = (await rows(sql.contentsSql(all()))).filter((r) => r.snapshot === snapshots.get("alpha"));
    expect(alpha?.elsewhere).toBe(
      common("alpha", "bravo") + common("alpha", "charlie") - common("alpha", "bravo", "charlie"),
    );
    for (const pair of truth.common.filter((c) => c.guests.length === 2)) {
      const [a, b] = pair.guests.map((name) => snapshots.get(name)!);
      expect(await one(sql.commonSql(a!, b!)), pair.guests.join()).toBe(pair.contents);
    }
  });

  it("count resident pages in the page table as the truth does, and the footprint as the profile does", async () => {
    for (const name of NAMES) {
      expect(await one(sql.residentSql(snapshots.get(name)!)), name).toBe(truth.guests[name]!.resident);
      expect(await one(sql.footprintSql(name)), name).toBe(of(name).footprint_pages);
    }
  });

  it("give the best estimate of the working set from the guests' own statistics", async () => {
    for (const name of NAMES)
      for (const { window_s, pages } of of(name).working_set)
        expect(await one(sql.inUseSql(name, window_s)), `${name} ${window_s} s`).toBe(pages.best);
  });

  it("find the kinds of captures of each guest, and a fault rate that the faults bear out", async () => {
    const found = await rows(sql.EVIDENCE_SQL);
    for (const name of NAMES) {
      const own = found.filter((row) => row.guest === name);
      expect([...new Set(own.map((row) => row.kind))].sort()).toEqual([
        "events",
        "page contents",
        "page faults",
        "smaps",
        "statistics",
      ]);
      const faults = own.filter((row) => row.kind === "page faults");
      const n = faults.reduce((sum, row) => sum + Number(row.n), 0);
      expect(n / Number(faults[0]!.seconds), name).toBeCloseTo(await one(sql.faultRateSql(name)), 9);
    }
  });

  it("tell no rate of a single fault", async () => {
    const fault = "WITH fault AS (SELECT 'alpha' AS guest, 5 AS t, 4096 AS gpa, false AS mmio)";
    expect(await rows(`${fault} ${sql.faultRateSql("alpha")}`)).toEqual([{ faults_per_second: null }]);
  });

  it("give the overhead of each guest's process for one guest as for all", async () => {
    const found = await rows(sql.OVERHEAD_SQL);
    expect(found.map((row) => row.guest)).toEqual(NAMES);
    for (const row of found) {
      expect(await one(sql.overheadSql(String(row.guest)))).toBe(row.pages);
      expect(Number(row.pages)).toBeGreaterThan(0);
    }
  });

  it("give memory, resident pages and share of zero pages of the whole table at once", async () => {
    const found = await rows(sql.overviewSql(all()));
    expect(found.map((row) => row.guest)).toEqual(NAMES);
    for (const row of found) {
      const { pages, zero, resident } = truth.guests[String(row.guest)]!;
      expect(row.ram_bytes).toBe(await one(sql.ramSql(String(row.guest))));
      expect(row.resident_pages).toBe(resident);
      expect(row.zero_percent).toBeCloseTo((100 * (zero - (pages - resident))) / pages, 9);
      expect(row.footprint_pages).toBe(of(String(row.guest)).footprint_pages);
      expect(row.faults_per_second).toBeCloseTo(await one(sql.faultRateSql(String(row.guest))), 9);
    }
    expect((await rows(sql.overviewSql([]))).map((row) => row.zero_percent)).toEqual([null, null, null]);
  });

  it("count the resident RAM in smaps near the page table, which also has pages on the zero page", async () => {
    for (const name of NAMES) {
      const pages = await one(sql.smapsResidentSql(name));
      expect(Math.abs(pages / truth.guests[name]!.resident - 1), name).toBeLessThan(0.01);
    }
  });

  it("take names with quotes as names", async () => {
    expect(await one(sql.footprintSql("o'brien"))).toBe(0);
  });
});
