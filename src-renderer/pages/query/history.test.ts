import { describe, expect, it } from "vitest";
import { addRun, headline, MOST_RUNS, oneLine, type PastRun, parseHistory } from "./history.ts";

const run = (sql: string, atMs = 0): PastRun => ({ sql, atMs, seconds: 0.1, rows: 3, outcome: "done" });

describe("past runs", () => {
  it("stand newest first, each text once, at most a hundred", () => {
    let history: readonly PastRun[] = [];
    for (let i = 0; i < MOST_RUNS + 20; i++) history = addRun(history, run(`select ${i}`, i));
    expect(history.length).toBe(MOST_RUNS);
    history = addRun(history, run("select 50", 999));
    expect(history[0]).toEqual(run("select 50", 999));
    expect(history.filter(({ sql }) => sql === "select 50").length).toBe(1);
  });

  it("leave out a text that is too long to remember, and what is damaged", () => {
    expect(addRun([], run("x".repeat(50_000)))).toEqual([]);
    expect(parseHistory([run("a"), { sql: 1 }, null, { ...run("b"), outcome: "odd" }])).toEqual([run("a")]);
    expect(parseHistory("no")).toEqual([]);
  });

  it("are called by their first comment, else by what they say in one line", () => {
    expect(headline("\n-- hottest regions \nselect 1")).toBe("hottest regions");
    expect(headline("select *\n  from /* all */ fault -- x")).toBe("select * from fault");
    expect(oneLine("-- a\nselect 1")).toBe("select 1");
  });
});
