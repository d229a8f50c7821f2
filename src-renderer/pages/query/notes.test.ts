import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import { parseSettings, type Settings } from "../../app/settings.ts";
import type { PastRun } from "./history.ts";
import { createNotes } from "./notes.ts";
import { emptyTabs, openText, type QueryTabs } from "./tabs.ts";

function machine() {
  const settings = createStore<Settings>(() => parseSettings(null));
  let time = 0;
  const window = () => {
    const kept = new Map<string, string>();
    const session = {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
    };
    return (project = "/p") => createNotes({ project, settings, session, wall: () => ++time });
  };
  return { window, settings };
}

const holding = (sql: string): QueryTabs => openText(emptyTabs, sql);
const sqlOf = ({ tabs }: { readonly tabs: QueryTabs }): string[] => tabs.tabs.map(({ sql }) => sql);
const run = (sql: string, atMs: number): PastRun => ({ sql, atMs, seconds: 1, rows: 1, outcome: "done" });

test("what is not saved in one window is there after its reload, whatever another window writes", () => {
  const { window } = machine();
  const [a, b] = [window(), window()];
  a().write(holding("select 'a'"), []);
  b().write(holding("select 'b'"), []);
  b().leave(holding("select 'b'"));
  expect(sqlOf(a())).toEqual(["select 'a'"]);
});

test("a new window begins with the texts of the window that was closed last", () => {
  const { window } = machine();
  window()().leave(holding("select 'a'"));
  window()().leave(holding("select 'b'"));
  expect(sqlOf(window()())).toEqual(["select 'b'"]);
});

test("runs of two windows stand in one history, the newest first, at most a hundred", () => {
  const { window } = machine();
  const [a, b] = [window()(), window()()];
  a.write(emptyTabs, [run("one", 1), run("both", 2)]);
  b.write(emptyTabs, [run("both", 4), run("two", 3)]);
  expect(window()().history.map(({ sql, atMs }) => [sql, atMs])).toEqual([
    ["both", 4],
    ["two", 3],
    ["one", 1],
  ]);
  a.write(
    emptyTabs,
    Array.from({ length: 150 }, (_, n) => run(`many ${n}`, 1000 - n)),
  );
  const { history } = window()();
  expect(history).toHaveLength(100);
  expect(history[0]?.sql).toBe("many 0");
});

test("the twenty projects used last are remembered, and nothing else of the settings is lost", () => {
  const { window, settings } = machine();
  const open = window();
  settings.setState({ pages: { "query /old": { tabs: [] }, "reports.form": {} } });
  for (let n = 0; n < 25; n++) open(`/p${n}`).leave(emptyTabs);
  const names = Object.keys(settings.getState().pages);
  expect(names.filter((name) => name.startsWith("query "))).toHaveLength(20);
  expect(names).toContain("query /p24");
  expect(names).not.toContain("query /old");
  expect(names).toContain("reports.form");
});
