import { describe, expect, it } from "vitest";
import {
  activeTab,
  change,
  closeTab,
  emptyTabs,
  isUnsaved,
  markRemoved,
  markSaved,
  newTab,
  openSaved,
  openText,
  parseTabs,
  type QueryTab,
  restoreTab,
} from "./tabs.ts";

const titles = ({ tabs }: { readonly tabs: readonly QueryTab[] }) => tabs.map(({ title }) => title);

describe("tabs of queries", () => {
  it("open a text in the empty tab, and in a new one where something is written already", () => {
    const one = openText(emptyTabs, "select 1");
    expect(titles(one)).toEqual(["Untitled 1"]);
    const two = openText(one, "select 2", "Faults");
    expect(titles(two)).toEqual(["Untitled 1", "Faults"]);
    expect(activeTab(two).sql).toBe("select 2");
    expect(titles(newTab(two))).toEqual(["Untitled 1", "Faults", "Untitled 3"]);
  });

  it("open a saved query once", () => {
    const one = openSaved(emptyTabs, "Faults", "select 1");
    const two = openSaved(newTab(one), "Faults", "select 1");
    expect(titles(two)).toEqual(["Faults", "Untitled 2"]);
    expect(activeTab(two).title).toBe("Faults");
  });

  it("are unsaved when their text is not what was saved", () => {
    const tab = (state: typeof emptyTabs) => isUnsaved(activeTab(state));
    expect(tab(emptyTabs)).toBe(false);
    const written = change(emptyTabs, "q1", { sql: "select 1" });
    expect(tab(written)).toBe(true);
    const saved = markSaved(written, "q1", "One", "select 1");
    expect(tab(saved)).toBe(false);
    expect(tab(change(saved, "q1", { sql: "select 2" }))).toBe(true);
    expect(tab(markRemoved(saved, "One"))).toBe(true);
  });

  it("close to their neighbour, come back where they were, and never leave nothing", () => {
    const three = newTab(openText(openText(emptyTabs, "a"), "b"));
    const closed = closeTab({ ...three, active: "q2" }, "q2");
    expect([titles(closed), activeTab(closed).title]).toEqual([["Untitled 1", "Untitled 3"], "Untitled 3"]);
    const back = restoreTab(closed, three.tabs[1] as QueryTab, 1);
    expect([titles(back), activeTab(back).sql]).toEqual([["Untitled 1", "Untitled 2", "Untitled 3"], "b"]);
    const none = closeTab(openText(emptyTabs, "a"), "q1");
    expect([titles(none), activeTab(none).sql]).toEqual([["Untitled 2"], ""]);
    expect(titles(restoreTab(none, { ...activeTab(emptyTabs), sql: "a" }, 0))).toEqual(["Untitled 1"]);
  });

  it("are remembered as they were, and damaged ones are left out", () => {
    const state = markSaved(openText(newTab(emptyTabs), "select 1"), "q2", "One", "select 1");
    expect(parseTabs(JSON.parse(JSON.stringify(state)))).toEqual(state);
    expect(parseTabs(null)).toEqual(emptyTabs);
    expect(parseTabs({ tabs: [{ id: 3 }, null] })).toEqual(emptyTabs);
    const odd = parseTabs({
      tabs: [{ id: "q7", title: "A", sql: "x" }, { id: "q7", title: "B", sql: "y" }, 5],
      active: "zz",
      next: "no",
    });
    expect(odd).toEqual({
      tabs: [{ id: "q7", title: "A", sql: "x", saved: null, savedSql: "" }],
      active: "q7",
      next: 8,
    });
  });
});
