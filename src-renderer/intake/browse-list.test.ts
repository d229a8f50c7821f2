import { describe, expect, it } from "vitest";
import {
  chooseAllFiles,
  chooseAt,
  type Entry,
  findTyped,
  moveChoice,
  noChoice,
  outcomeOf,
  shownEntries,
} from "./browse-list.ts";

const entry = (
  name: string,
  kind: Entry["kind"],
  bytes: number | null = null,
  modified_ms: number | null = 0,
): Entry => ({
  name,
  path: `/d/${name}`,
  kind,
  bytes,
  modified_ms,
});
const list = [
  entry("logs", "folder"),
  entry("rack.plimsoll", "project"),
  entry("a10.csv", "file", 30, 3),
  entry("a9.csv", "file", 10, 1),
  entry("B.perf.data", "file", 20, 2),
];
const names = (entries: readonly Entry[]): string[] => entries.map(({ name }) => name);
const byName = { by: "name", descending: false } as const;
const alone = { range: false, toggle: false };
const range = { range: true, toggle: false };
const toggle = { range: false, toggle: true };

describe("the list of a folder", () => {
  it("has folders first and numbers in their order", () => {
    expect(names(shownEntries(list, "", byName))).toEqual([
      "logs",
      "rack.plimsoll",
      "a9.csv",
      "a10.csv",
      "B.perf.data",
    ]);
  });
  it("shows names that hold every word typed, whatever their capitals", () => {
    expect(names(shownEntries(list, "CSV 1", byName))).toEqual(["a10.csv"]);
    expect(names(shownEntries(list, "nothing", byName))).toEqual([]);
  });
  it("can be had by size or time, either way, with folders still first", () => {
    expect(names(shownEntries(list, "", { by: "size", descending: true })).slice(2)).toEqual([
      "a10.csv",
      "B.perf.data",
      "a9.csv",
    ]);
    expect(names(shownEntries(list, "", { by: "time", descending: false }))[0]).toBe("logs");
  });
});

describe("choosing", () => {
  const shown = shownEntries(list, "", byName);
  const chosen = (choice: { chosen: ReadonlySet<string> }): string[] =>
    [...choice.chosen].map((path) => path.slice(3)).sort();

  it("a click takes one, Ctrl adds and takes away, Shift takes what lies between", () => {
    const one = chooseAt(shown, noChoice, "/d/a9.csv", alone, true);
    expect(chosen(one)).toEqual(["a9.csv"]);
    const two = chooseAt(shown, one, "/d/B.perf.data", toggle, true);
    expect(chosen(two)).toEqual(["B.perf.data", "a9.csv"]);
    expect(chosen(chooseAt(shown, two, "/d/a9.csv", toggle, true))).toEqual(["B.perf.data"]);
    expect(chosen(chooseAt(shown, one, "/d/B.perf.data", range, true))).toEqual(["B.perf.data", "a10.csv", "a9.csv"]);
  });
  it("a folder or project is taken alone, and never within a range", () => {
    const files = chooseAt(shown, noChoice, "/d/a9.csv", alone, true);
    expect(chosen(chooseAt(shown, files, "/d/logs", toggle, true))).toEqual(["logs"]);
    const fromFolder = chooseAt(shown, noChoice, "/d/logs", alone, true);
    expect(chosen(chooseAt(shown, fromFolder, "/d/a10.csv", range, true))).toEqual(["a10.csv", "a9.csv"]);
  });
  it("only one where one is asked for", () => {
    const one = chooseAt(shown, noChoice, "/d/a9.csv", alone, false);
    expect(chosen(chooseAt(shown, one, "/d/a10.csv", toggle, false))).toEqual(["a10.csv"]);
  });
  it("arrows begin at an end, stop at the ends, and Shift grows a range", () => {
    expect(moveChoice(shown, noChoice, 1, alone, true).focus).toBe("/d/logs");
    expect(moveChoice(shown, noChoice, -1, alone, true).focus).toBe("/d/B.perf.data");
    expect(moveChoice(shown, noChoice, shown.length, alone, true).focus).toBe("/d/B.perf.data");
    expect(moveChoice(shown, noChoice, -shown.length, alone, true).focus).toBe("/d/logs");
    const last = chooseAt(shown, noChoice, "/d/B.perf.data", alone, true);
    expect(moveChoice(shown, last, 1, alone, true).focus).toBe("/d/B.perf.data");
    expect(chosen(moveChoice(shown, last, -1, range, true))).toEqual(["B.perf.data", "a10.csv"]);
    expect(moveChoice([], last, 1, alone, true)).toEqual(noChoice);
  });
  it("Ctrl+A takes all files and no folder", () => {
    expect(chosen(chooseAllFiles(shown, noChoice))).toEqual(["B.perf.data", "a10.csv", "a9.csv"]);
  });
  it("typed letters find the next name that begins so, around the end", () => {
    expect(findTyped(shown, null, "a")).toBe("/d/a9.csv");
    expect(findTyped(shown, "/d/a9.csv", "a")).toBe("/d/a10.csv");
    expect(findTyped(shown, "/d/a10.csv", "a")).toBe("/d/a9.csv");
    expect(findTyped(shown, "/d/a9.csv", "a9")).toBe("/d/a9.csv");
    expect(findTyped(shown, null, "z")).toBeNull();
  });
});

describe("the button", () => {
  const chosen = (...of: string[]) => ({ ...noChoice, chosen: new Set(of.map((name) => `/d/${name}`)) });
  it("opens the folder that is shown when a folder is wanted and none is chosen", () => {
    expect(outcomeOf("folder", "/d", list, noChoice)).toEqual({
      words: "Open this folder",
      paths: ["/d"],
      unavailable: null,
    });
    expect(outcomeOf("folder", "/d", list, chosen("logs")).paths).toEqual(["/d/logs"]);
  });
  it("opens a project whatever was wanted", () => {
    for (const wanted of ["folder", "files", "project"] as const)
      expect(outcomeOf(wanted, "/d", list, chosen("rack.plimsoll"))).toEqual({
        words: "Open project",
        paths: ["/d/rack.plimsoll"],
        unavailable: null,
      });
  });
  it("says what is missing", () => {
    expect(outcomeOf("files", "/d", list, noChoice).unavailable).toBe("choose a file");
    expect(outcomeOf("project", "/d", list, chosen("logs")).unavailable).toBe("choose a project");
    expect(outcomeOf("files", "/d", list, chosen("a9.csv", "a10.csv")).words).toBe("Open 2 files");
  });
});
