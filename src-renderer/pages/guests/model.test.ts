// The rows of the Guests page on the sample, held against what another program counted; and rows of guests hardly known.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NAMES, openSample, type Sample, truth } from "../../../src-main/analysis/testing/sample.ts";
import { contentParts } from "../../../src-shared/charts/contents-bars.ts";
import { sharingMatrix } from "../../../src-shared/charts/sharing-matrix.ts";
import type { Guest, QueryReply } from "../../../src-shared/protocol/replies.ts";
import {
  contentGroups,
  contentsOfGroup,
  faultsPerSecond,
  type GuestRow,
  guestRows,
  isTraced,
  quotedWorkingSet,
  residentBytes,
  shareableShare,
  snapshotsOf,
  zeroShare,
} from "./model.ts";
import { contentsSql, EVIDENCE_SQL, OVERHEAD_SQL, SNAPSHOTS_SQL } from "./queries.ts";
import {
  contentSource,
  residentSource,
  type Sources,
  shareableSource,
  sharingSource,
  workingSetSource,
} from "./sources.ts";

const PAGE = 4096;
const guest = (name: string, id: number): Guest => ({
  id,
  name,
  ram_bytes: truth.guests[name]!.pages * PAGE,
  source: "stamp",
  pid: 80 + id,
  mapped: "auto",
  pinned: name === "bravo" ? { reason: "a device is passed through (VFIO)" } : null,
});

describe("the guests of the sample", () => {
  let sample: Sample;
  let rows: GuestRow[];
  let sources: Sources;
  beforeAll(async () => {
    sample = await openSample();
    const snapshots = snapshotsOf(await sample.reply(SNAPSHOTS_SQL));
    const groups = contentGroups(snapshots);
    const contents = [];
    for (const group of groups) contents.push(...contentsOfGroup(await sample.reply(contentsSql(group)), group));
    rows = guestRows({
      guests: ["charlie", "alpha", "bravo"].map(guest),
      profile: sample.profile,
      evidence: await sample.reply(EVIDENCE_SQL),
      contents,
      snapshots,
      overhead: await sample.reply(OVERHEAD_SQL),
    });
    sources = { captures: [], ask: sample.number };
  });
  afterAll(() => sample?.query.close());
  const of = (name: string): GuestRow => rows.find((row) => row.name === name)!;

  it("stand in the project's order, which gives their colours, and keep why one must not be touched", () => {
    expect(rows.map((row) => [row.name, row.index])).toEqual([
      ["charlie", 0],
      ["alpha", 1],
      ["bravo", 2],
    ]);
    expect(rows.map((row) => row.pinned)).toEqual([null, null, "a device is passed through (VFIO)"]);
  });

  it("have the resident pages that the truth counted", () => {
    expect(Object.fromEntries(NAMES.map((name) => [name, residentBytes(of(name))! / PAGE]))).toEqual({
      alpha: 21772,
      bravo: 21406,
      charlie: 20192,
    });
  });

  it("have zero pages and pages to share as the truth counted them", () => {
    const common = (...names: string[]): number =>
      truth.common.find((one) => one.guests.join() === names.join())!.contents - 1;
    const three = common(...NAMES);
    for (const name of NAMES) {
      const { pages, zero, resident, extra_nonzero_copies } = truth.guests[name]!;
      const backedZero = zero - (pages - resident);
      const pairs = truth.common.filter((one) => one.guests.length === 2 && one.guests.includes(name));
      const elsewhere = pairs.reduce((sum, one) => sum + one.contents - 1, 0) - three;
      expect(zeroShare(of(name)), name).toBeCloseTo(backedZero / pages, 12);
      expect(shareableShare(of(name)), name).toBeCloseTo((backedZero + extra_nonzero_copies + elsewhere) / pages, 12);
      const { parts } = of(name).contents!;
      expect(
        contentParts.reduce((sum, { id }) => sum + parts[id], 0),
        name,
      ).toBe(pages * PAGE);
    }
  });

  it("quote the working set within a minute, inside its bounds, and a fault rate", () => {
    for (const name of NAMES) {
      const set = quotedWorkingSet(of(name))!;
      expect(set.window_s).toBe(60);
      expect(set.low).toBeLessThanOrEqual(set.best);
      expect(set.best).toBeLessThanOrEqual(set.high);
      expect(faultsPerSecond(of(name))).toBeGreaterThan(100);
      expect(isTraced(of(name))).toBe(true);
    }
  });

  it("share what the reply says: the matrix holds each pair twice and the copies inside on its diagonal", () => {
    const inside = new Map(NAMES.map((name) => [name, of(name).profile!.content!.extra_nonzero_copies]));
    const cells = sharingMatrix(NAMES, inside, sample.profile.sharing!.common).flat();
    const sum = cells.reduce((total, cell) => total + cell.contents!, 0);
    const pairs = truth.common.filter((one) => one.guests.length === 2).reduce((total, one) => total + one.contents, 0);
    const copies = NAMES.reduce((total, name) => total + truth.guests[name]!.extra_nonzero_copies, 0);
    expect(sum).toBe(2 * pairs + copies);
  });

  it("give for their numbers the query that gives the very number", async () => {
    const alpha = of("alpha");
    expect(await sample.number((await residentSource(sources, alpha)).sql!)).toBe(21772);
    const best = await workingSetSource(sources, alpha, 60, "best");
    expect(await sample.number(best.sql!)).toBe(
      alpha.profile!.working_set.find((set) => set.window_s === 60)!.pages.best,
    );
    expect((await workingSetSource(sources, alpha, 60, "low")).sql).toBeNull();
    const zero = contentSource(sources, alpha, "zero");
    expect((await sample.number(zero.sql!))! * PAGE).toBe(alpha.contents!.parts.zero);
    const shareable = shareableSource(sources, alpha, shareableShare(alpha)!);
    expect(await sample.number(shareable.sql!)).toBeCloseTo(100 * shareableShare(alpha)!, 9);
    expect(await sample.number(sharingSource(sources, alpha, of("bravo"), 6880).sql!)).toBe(6880);
  });

  it("never show a query that gives another number", async () => {
    const wrong = { ...sources, ask: async () => 7 };
    expect((await residentSource(wrong, of("alpha"))).sql).toBeNull();
  });
});

describe("guests of which little is known", () => {
  const none: QueryReply | null = null;
  const empty = { profile: null, evidence: none, contents: [], snapshots: [], overhead: none };

  it("are listed at once with what their description tells", () => {
    const [row] = guestRows({ ...empty, guests: [guest("alpha", 1)] });
    expect(row?.ramBytes).toBe(24576 * PAGE);
    expect([residentBytes(row!), zeroShare(row!), shareableShare(row!), faultsPerSecond(row!)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it("are told from traced ones when only statistics were recorded", () => {
    const evidence: QueryReply = {
      schema: "plimsoll.query/1",
      columns: ["guest", "kind", "capture", "n", "seconds"].map((name) => ({ name, type: "", unit: null })),
      rows: [
        ["alpha", "statistics", 3, 12, null],
        ["alpha", "events", 4, 2, null],
        ["bravo", "page faults", 5, 90, 30],
        ["bravo", "page faults", 6, 30, 30],
      ],
      row_count: 4,
      truncated: false,
    };
    const [alpha, bravo] = guestRows({ ...empty, evidence, guests: [guest("alpha", 1), guest("bravo", 2)] });
    expect([isTraced(alpha!), isTraced(bravo!)]).toEqual([false, true]);
    expect(bravo?.evidence[0]).toEqual({ kind: "page faults", captures: [5, 6], records: 120, seconds: 30 });
    expect(faultsPerSecond(bravo!)).toBe(4);
  });

  it("whose pages were recorded at another moment are known for themselves alone", () => {
    const snapshot = (id: number, name: string, moment: number) => ({
      snapshot: id,
      name,
      capture: id,
      moment,
      algorithm: "xxh128",
      isGuest: true,
      ms: null,
      pages: 10,
      hashed: 10,
      resident: null,
    });
    const groups = contentGroups([snapshot(1, "a", 1), snapshot(2, "b", 1), snapshot(3, "c", 2), snapshot(4, "a", 2)]);
    expect(groups).toEqual([[1, 2], [3]]);
    expect(contentGroups([])).toEqual([]);
  });
});
