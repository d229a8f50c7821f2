import { describe, expect, it } from "vitest";
import { balloonTargets, eventOf, eventsSql, eventWords, lossEvents, lossWords, type TimelineEvent } from "./events.ts";
import { flagColumns, flagsOf as placed } from "./flags.ts";
import { nextInList } from "./next-event.ts";

const MIB = 2 ** 20;
const none = { guest: null, bytes: null, wanted: null, device: null, detail: null };
const event = (ms: number, text = "Balloon alpha", tone: TimelineEvent["tone"] = "info"): TimelineEvent => ({
  ...{
    id: String(ms),
    ms,
    kind: "balloon",
    tone,
    guest: "alpha",
    text,
    capture: 1,
    more: [],
    sql: "",
    wantedBytes: null,
  },
});

describe("events in words", () => {
  it("say who, what and how much, and no number that was not recorded", () => {
    expect(eventWords("balloon", { ...none, guest: "alpha", wanted: 86 * MIB })).toBe(
      "Balloon target alpha 86\u202fMiB",
    );
    expect(eventWords("balloon", { ...none, guest: "alpha", bytes: 95 * MIB, wanted: 86 * MIB })).toBe(
      "Balloon alpha 95\u202fMiB",
    );
    expect(eventWords("plug", { ...none, guest: "beta", bytes: 128 * MIB, device: "dimm0" })).toBe(
      "Plug beta 128\u202fMiB, dimm0",
    );
    expect(eventWords("start", { ...none, guest: "gamma" })).toBe("gamma starts");
    expect(eventWords("mark", { ...none, detail: "ksm run=1" })).toBe("ksm run=1");
    expect(eventWords("oom:mark_victim", none)).toBe("oom:mark_victim");
    expect(lossWords({ n: 1204 })).toBe("1\u202f204 events lost");
    expect(lossWords({ n: null })).toBe("events lost, how many is not known");
  });

  it("are made from rows, with the query that gives the row", () => {
    const made = eventOf([12.5, "guest_event", "balloon", "alpha", 9, 4, null, 86 * MIB, 1_500_000, null, "setmem"]);
    expect(made).toMatchObject({ ms: 12.5, guest: "alpha", wantedBytes: 86 * MIB, tone: "info" });
    expect(made.sql).toBe("SELECT * FROM guest_event WHERE capture = 9 AND seq = 4");
    expect(made.more.map(([name]) => name)).toEqual(["Guest", "Memory asked for", "Took", "In the source's words"]);
    expect(eventOf([1, "event", "oom:mark_victim", null, 2, 7, null, null, null, null, null]).tone).toBe("err");
  });

  it("are asked for only where a project has them", () => {
    expect(eventsSql({})).toBeNull();
    expect(eventsSql({ guest_event: 3 })).not.toContain("UNION");
    expect(eventsSql({ guest_event: 3, event: 5 })).toContain("oom:");
  });

  it("give what each balloon was asked to hold: the guest's memory without what was asked for", () => {
    const asked = { ...event(10), wantedBytes: 86 * MIB };
    const targets = balloonTargets(
      [asked, event(20)],
      [
        { name: "alpha", ramBytes: 96 * MIB },
        { name: "beta", ramBytes: null },
      ],
    );
    expect([...targets.keys()]).toEqual(["alpha"]);
    expect([...(targets.get("alpha")?.ms ?? [])]).toEqual([10]);
    expect([...(targets.get("alpha")?.value ?? [])]).toEqual([10 * MIB]);
  });

  it("losses are events too", () => {
    const [made] = lossEvents([{ capture: 4, fromMs: 100, toMs: 1100, n: 7 }], () => "trace.dat");
    expect(made).toMatchObject({ ms: 100, tone: "err", text: "7 events lost" });
    expect(made?.more).toEqual([
      ["Capture", "trace.dat"],
      ["Lasted", "1\u202fs"],
    ]);
  });
});

describe("going from event to event", () => {
  const list = [event(1), event(5), event(9)];
  it("finds the next and the one before, never the one where the cursor is", () => {
    expect(nextInList(list, 5, 1)?.ms).toBe(9);
    expect(nextInList(list, 5, -1)?.ms).toBe(1);
    expect(nextInList(list, 4, 1)?.ms).toBe(5);
    expect(nextInList(list, 9, 1)).toBeNull();
    expect(nextInList([], 0, 1)).toBeNull();
  });
});

describe("flags", () => {
  const view = { fromMs: 0, toMs: 1000 };
  const flagsOf = (events: readonly TimelineEvent[], at: typeof view, width: number) =>
    placed(events, flagColumns(events), at, width);
  it("stand in two rows so that words do not cover each other", () => {
    const flags = flagsOf([event(0), event(50), event(900)], view, 1000);
    expect(flags.map(({ row }) => row)).toEqual([0, 1, 0]);
    for (const row of [0, 1]) {
      const own = flags.filter((flag) => flag.row === row);
      for (const [at, flag] of own.entries()) {
        const next = own[at + 1];
        if (next) expect(flag.x + 10 + flag.room).toBeLessThanOrEqual(next.x);
      }
    }
  });

  it("of several in one place are one, in the tone of the gravest, which says how many", () => {
    const [flag, ...more] = flagsOf([event(10), event(11, "alpha crashed", "err"), event(12)], view, 1000);
    expect(more).toEqual([]);
    expect(flag).toMatchObject({ count: 3, tone: "err", text: "Balloon alpha + 2" });
  });

  it("are few however many events there are, and none beside the view", () => {
    const many = Array.from({ length: 5000 }, (_, at) => event(at / 2 - 500));
    const flags = flagsOf(many, view, 1000);
    expect(flags.length).toBeLessThan(200);
    expect(flags.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(2010);
    expect(flags.every(({ x }) => x >= -1 && x <= 1001)).toBe(true);
  });
});
