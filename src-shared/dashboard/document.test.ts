import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PlimsollError } from "../base/errors.ts";
import { freeId, readDashboard, writeDashboard } from "./document.ts";
import { DASHBOARD_SCHEMA, type Dashboard } from "./schema.ts";

const dashboard: Dashboard = {
  schema: DASHBOARD_SCHEMA,
  title: "Morning check",
  parameters: [{ name: "top", type: "number", default: 10, choices: [5, 10] }],
  panels: [
    {
      ...{ id: "faults", kind: "chart", title: "Faults", x: 0, y: 0, w: 6, h: 2 },
      source: { lanes: ["fault/*", { lane: "gauge/a", colour: "anon" }] },
      chart: { form: "line" },
    },
    { id: "words", kind: "text", title: "Words", x: 6, y: 0, w: 6, h: 2, text: "# Hello" },
    { id: "rows", kind: "table", title: "Rows", x: 0, y: 2, w: 6, h: 2, source: { sql: "SELECT 1" } },
    { id: "fits", kind: "number", title: "Fits", x: 6, y: 2, w: 3, h: 1, source: { answer: "last", field: "n" } },
  ],
};

const error = (text: string) => {
  try {
    readDashboard(text, "d.json");
  } catch (thrown) {
    if (thrown instanceof PlimsollError) return thrown.report;
    throw thrown;
  }
  throw new Error("it was read");
};
const changed = (change: (copy: { panels: Record<string, unknown>[] } & Record<string, unknown>) => void): string => {
  const copy = JSON.parse(JSON.stringify(dashboard));
  change(copy);
  return JSON.stringify(copy);
};

describe("the file of a dashboard", () => {
  test("is the same text after it was read and written again", () => {
    const text = writeDashboard(dashboard);
    expect(writeDashboard(readDashboard(text))).toBe(text);
    expect(readDashboard(text)).toEqual(dashboard);
  });

  test("has one line for each value and panels in their order of reading, so that a moved panel is a small difference", () => {
    const text = writeDashboard({ ...dashboard, panels: dashboard.panels.toReversed() });
    expect(text).toBe(writeDashboard(dashboard));
    expect(text.split("\n").filter((line) => line.includes('"x": 6'))).toHaveLength(2);
    expect(text.endsWith("}\n")).toBe(true);
  });

  test("names the place of a mistake and what was expected there", () => {
    const wide = error(changed(({ panels }) => Object.assign(panels[0]!, { w: 13 })));
    expect([wide.code, wide.what, wide.expected]).toEqual([
      "dashboard.bad_value",
      "panels[0].w is not what it must be",
      "at most 12",
    ]);
    const form = error(changed(({ panels }) => Object.assign(panels[0]!, { chart: { form: "pie" } })));
    expect(form.expected).toBe("one of line, area, bars, lying, heat");
    const lane = error(changed(({ panels }) => Object.assign(panels[0]!, { source: { lanes: ["alpha"] } })));
    expect(lane.expected).toMatch(/FAMILY\/NAME/);
  });

  test("knows no other keys, and says which one may have been meant", () => {
    const { what, next } = error(changed((copy) => Object.assign(copy, { titel: "x" })));
    expect(what).toContain('"titel"');
    expect(next).toBe("did you mean title?");
  });

  test("of a newer version is not guessed at", () => {
    expect(error(changed((copy) => Object.assign(copy, { schema: "plimsoll.dashboard/2" }))).code).toBe(
      "dashboard.newer",
    );
    expect(error("{").code).toBe("dashboard.not_json");
    expect(error("null").code).toBe("dashboard.bad_value");
  });

  test("cannot name two panels or two parameters alike, nor a parameter like one of the selection", () => {
    expect(error(changed(({ panels }) => Object.assign(panels[1]!, { id: "faults" }))).what).toContain("id faults");
    const names = (...list: string[]) =>
      changed((copy) => Object.assign(copy, { parameters: list.map((name) => ({ name, type: "text", default: "" })) }));
    expect(error(names("top", "top")).what).toContain("called top");
    expect(error(names("guests")).expected).toContain("follow the selection");
  });

  test("whose panels overlap or stand out of the grid is set right", () => {
    const read = readDashboard(changed(({ panels }) => Object.assign(panels[1]!, { x: 11, w: 6, y: 0 })));
    expect(read.panels.find(({ id }) => id === "words")).toMatchObject({ x: 6, w: 6 });
    const far = readDashboard(changed(({ panels }) => Object.assign(panels[1]!, { y: 9999 })));
    expect(Math.max(...far.panels.map(({ y }) => y))).toBeLessThan(10);
  });

  test("is a coded error whatever else it holds, never a throw of another kind", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(error(text).code).toMatch(/^dashboard\./);
      }),
    );
  });
});

test("a new panel has an id of its own, from its title", () => {
  expect(freeId("Page faults, by guest", [])).toBe("page-faults-by-guest");
  expect(freeId("Größe", ["gro-e"])).toBe("gro-e-2");
  expect(freeId("…", ["panel"])).toBe("panel-2");
});
