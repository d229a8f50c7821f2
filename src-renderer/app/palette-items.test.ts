import { describe, expect, it } from "vitest";
import type { OpenReply } from "../../src-shared/protocol/window-replies.ts";
import type { Command } from "./commands.ts";
import { type FoundSection, type PaletteSources, paletteItems, searchPalette } from "./palette-items.ts";
import { parseRoute } from "./route.ts";

const command = (id: string, title: string, rest: Partial<Command> = {}): Command => ({
  id,
  title,
  group: "view",
  run: () => {},
  ...rest,
});
const project = {
  start_wall_ms: Date.UTC(2025, 10, 21, 14),
  length_ms: 2_400_000,
  info: {
    guests: [{ name: "alpha" }, { name: "beta" }],
    captures: [{ id: 3, name: "alpha.mem", format: "raw-image", records: { accepted: 24_576 } }],
    tables: { fault: 9_114_027 },
  },
} as unknown as OpenReply;
const from: PaletteSources = {
  commands: [
    command("go.whatif", "Go to What-if", { keys: ["g w"] }),
    command("edit.undo", "Undo", { unavailable: () => "nothing to undo" }),
    command("query.run", "Run the query", { page: "query" }),
    command("help.keys", "Show the keys", { unlisted: true }),
  ],
  changedKeys: {},
  route: parseRoute("#/start?project=/p"),
  project,
  recent: [{ path: "/data/rack-09.plimsoll", name: "rack-09", opened_ms: 0, found: true, answer: null }],
  queries: ["KSM yield"],
  scenarios: ["All three measures"],
};
const items = paletteItems(from);
const search = (text: string, recent: readonly string[] = []) => searchPalette(items, text, from, recent);
const titles = (sections: readonly FoundSection[]): string[] =>
  sections.flatMap(({ section, found }) => found.map(({ item }) => `${section}: ${item.title}`));

describe("the palette", () => {
  it("finds commands, guests, captures, tables, parameters, saved things and projects", () => {
    expect(titles(search("what"))).toContain("Commands: Go to What-if");
    expect(titles(search("alpha")).slice(0, 2)).toEqual(["Guests: alpha", "Captures: alpha.mem"]);
    expect(titles(search("fault"))[0]).toBe("Data: fault");
    expect(titles(search("pages_to_scan"))[0]).toBe("Parameters: Pages of one wake-up");
    expect(titles(search("yield"))).toContain("Saved: KSM yield");
    expect(titles(search("three"))).toContain("Saved: All three measures");
    expect(titles(search("rack"))).toContain("Projects: rack-09");
  });

  it("a sign before the text looks in one place only", () => {
    expect(titles(search("@alp"))).toEqual(["Guests: alpha"]);
    expect(titles(search(">u")).every((title) => title.startsWith("Commands"))).toBe(true);
    expect(search("#").map(({ section }) => section)).toEqual(["Parameters"]);
  });

  it("shows neither other names of commands nor commands of other pages", () => {
    const all = titles(search(">"));
    expect(all).toEqual(["Commands: Go to What-if", "Commands: Undo"]);
  });

  it("a typed time is a span to select", () => {
    const [section] = search(":14:15");
    expect(section?.found[0]?.item).toMatchObject({
      title: "Select 14:15:00 to 14:16:00",
      act: { route: { selection: { span: { fromMs: 900_000, toMs: 960_000 } } } },
    });
    expect(titles(search("14:15"))[0]).toBe("Time: Select 14:15:00 to 14:16:00");
    expect(search(":25:00")).toEqual([]);
  });

  it("before anything is typed shows what was used last, then what can be done", () => {
    const shown = titles(search("", ["guest beta", "gone"]));
    expect(shown[0]).toBe("Recent: beta");
    expect(shown).toContain("Commands: Go to What-if");
    expect(shown).not.toContain("Commands: Undo");
  });

  it("what cannot be done now says why", () => {
    const undo = search("undo")[0]?.found[0]?.item;
    expect([undo?.title, undo?.detail, undo?.unavailable]).toEqual(["Undo", "nothing to undo", "nothing to undo"]);
  });

  it("a table opens as a query", () => {
    expect(search("fault")[0]?.found[0]?.item.act).toEqual({
      route: { page: "query", detail: "sql:SELECT *\nFROM fault\nLIMIT 1000" },
    });
  });

  it("finds nothing for what is nowhere", () => {
    expect(search("zzzzqqq")).toEqual([]);
  });
});
