import { describe, expect, test } from "vitest";
import type { LanesReply } from "../../protocol/column-replies.ts";
import { readDashboard, writeDashboard } from "../document.ts";
import { laneName, matches } from "../lanes.ts";
import { COLUMNS, type Dashboard } from "../schema.ts";
import { dashboardOf, number } from "./build.ts";
import { countsOf, type Facts } from "./facts.ts";
import { templates } from "./registry.ts";

type Lane = LanesReply["lanes"][number];

const lane = (family: string, key: string, guest: string | null = null, kind: Lane["kind"] = "count"): Lane => {
  const title = guest === null ? key : `${key} of ${guest}`;
  return { id: 0, family, key, guest, kind, title, unit: "bytes", counts: null, scope: "host", subject: null };
};
const gauges = (...names: string[]): Lane[] => names.map((name) => lane("gauge", name, null, "gauge"));
const ofGuests = (name: string, family = "gauge"): Lane[] =>
  ["alpha", "beta"].map((guest) => lane(family, name, guest, family === "gauge" ? "gauge" : "count"));

const nothing: Facts = { lanes: [], heatLanes: [], tables: {}, guests: [], answered: false, counts: {} };
const everything: Facts = {
  lanes: [
    ...gauges("meminfo.MemTotal", "meminfo.MemFree", "meminfo.MemAvailable", "meminfo.AnonPages", "meminfo.Cached"),
    ...gauges("ksm.pages_sharing", "ksm.pages_shared", "ksm.general_profit", "psi.some.avg10"),
    ...["vmstat.pswpin", "vmstat.pswpout", "psi.some.total", "ksm.pages_scanned"].map((name) =>
      lane("rate", name, null, "rate"),
    ),
    ...ofGuests("smaps_rollup.Rss"),
    ...ofGuests("domstats.balloon.current"),
    ...ofGuests("ksm_stat.ksm_merging_pages"),
    ...ofGuests("", "fault"),
    ...ofGuests("", "vm_exit"),
    ...ofGuests("populate", "mmu"),
  ],
  heatLanes: [{ id: 1, family: "fault", title: "alpha", guest: "alpha", counts: "page faults", shift: 18, ram: [] }],
  tables: { fault: 10, vm_exit: 10, guest_event: 3 },
  guests: ["alpha", "beta"],
  answered: true,
  counts: { fault_stalls: 5, exit_stalls: 5, hashed_pages: 5, balloon_events: 5, xen_moves: 5, guest_faults: 5 },
};

const laneNames = ({ panels }: Dashboard): string[] =>
  panels.flatMap((panel) =>
    panel.kind !== "text" && "lanes" in panel.source
      ? panel.source.lanes.map((entry) => (typeof entry === "string" ? entry : entry.lane))
      : [],
  );

describe("dashboards that the program makes", () => {
  test("are files that can be read again, all of them where a project holds everything", () => {
    for (const { id, make } of templates) {
      const dashboard = make(everything);
      expect(dashboard, id).not.toBeNull();
      const text = writeDashboard(dashboard as Dashboard);
      expect(writeDashboard(readDashboard(text))).toBe(text);
    }
  });

  test("are none where a project holds nothing", () => {
    expect(templates.filter(({ make }) => make(nothing) !== null)).toEqual([]);
  });

  test("name only lanes that there are", () => {
    const known = everything.lanes.map(laneName);
    for (const { make } of templates)
      for (const name of laneNames(make(everything) as Dashboard)) {
        if (name.startsWith("heat/")) continue;
        const pattern = name.replace("$guest", "alpha");
        expect(
          known.some((one) => matches(pattern, one)),
          name,
        ).toBe(true);
      }
  });

  test("fill each row of the grid to its end", () => {
    for (const { id, make } of templates) {
      const rows = new Map<number, number>();
      for (const { y, w } of (make(everything) as Dashboard).panels) rows.set(y, (rows.get(y) ?? 0) + w);
      expect(
        [...rows.values()].every((width) => width === COLUMNS),
        id,
      ).toBe(true);
    }
  });

  test("leave out what a project does not hold, and say nothing of it", () => {
    const faults = { ...everything, counts: {}, answered: false };
    const titles =
      templates
        .find(({ id }) => id === "faults")
        ?.make(faults)
        ?.panels.map(({ title }) => title) ?? [];
    expect(titles).toContain("Who faults");
    expect(titles).not.toContain("Stall of page faults");
    expect(templates.find(({ id }) => id === "density")?.make(faults)).toBeNull();
  });

  test("of numbers alone stand in one row", () => {
    const wish = (title: string) => number(title, { source: { lanes: ["fault/*"] } });
    const made = dashboardOf({ title: "T", about: "A", wishes: [wish("a"), null, wish("b"), wish("c")] });
    expect(made?.panels.map(({ x, y, w }) => [x, y, w])).toEqual([
      [0, 0, 4],
      [4, 0, 4],
      [8, 0, 4],
    ]);
  });

  test("know what was counted by the names of the columns", () => {
    expect(countsOf([{ name: "a" }, { name: "b" }], [3, null])).toEqual({ a: 3, b: 0 });
    expect(countsOf([{ name: "a" }], undefined)).toEqual({ a: 0 });
  });
});
