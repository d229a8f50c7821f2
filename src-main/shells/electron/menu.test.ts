import { describe, expect, it } from "vitest";
import { MENU_COMMANDS } from "../../../src-shared/protocol/desktop.ts";
import { describeMenu, type MenuItem, type MenuState } from "./menu.ts";

const state: MenuState = {
  platform: "linux",
  recent: [
    { path: "/data/web.plimsoll", name: "web" },
    { path: "/data/db.plimsoll", name: "db" },
  ],
  theme: "dark",
  developing: false,
};

const all = (items: readonly MenuItem[]): MenuItem[] =>
  items.flatMap((item) => (item.kind === "submenu" ? [item, ...all(item.items)] : [item]));
const commands = (items: readonly MenuItem[]) => all(items).filter((item) => item.kind === "command");
const titles = (items: readonly MenuItem[]) => items.map((item) => (item.kind === "line" ? "" : item.label));

describe("the native menu", () => {
  it("has the menus that its system expects", () => {
    expect(titles(describeMenu(state))).toEqual(["File", "Edit", "View", "Help"]);
    expect(titles(describeMenu({ ...state, platform: "darwin" }))).toEqual([
      "Plimsoll",
      "File",
      "Edit",
      "View",
      "Window",
      "Help",
    ]);
  });

  it("offers every command that the shell and the window have agreed on", () => {
    expect(new Set(commands(describeMenu(state)).map(({ command }) => command))).toEqual(
      new Set(Object.values(MENU_COMMANDS)),
    );
  });

  it("lists recent projects by name and opens them by path, ten at most", () => {
    const recents = (recent: MenuState["recent"]) =>
      commands(describeMenu({ ...state, recent })).filter(({ command }) => command === MENU_COMMANDS.openRecent);
    expect(recents(state.recent).map(({ label, argument }) => [label, argument])).toEqual([
      ["web", "/data/web.plimsoll"],
      ["db", "/data/db.plimsoll"],
    ]);
    expect(recents(Array.from({ length: 30 }, (_, i) => ({ path: `/${i}`, name: `${i}` })))).toHaveLength(10);
  });

  it("marks the theme that is shown", () => {
    const themes = commands(describeMenu(state)).filter(({ command }) => command === MENU_COMMANDS.theme);
    expect(themes.map(({ argument, chosen }) => [argument, chosen])).toEqual([
      ["system", false],
      ["dark", true],
      ["light", false],
    ]);
  });

  it("leaves undo and the palette to the page, which knows what is to be undone", () => {
    const keys = commands(describeMenu(state)).filter(({ keysOfPage }) => keysOfPage);
    expect(keys.map(({ command }) => command)).toEqual([MENU_COMMANDS.undo, MENU_COMMANDS.redo, MENU_COMMANDS.palette]);
  });

  it("gives no two items the same keys", () => {
    const keys = all(describeMenu(state)).flatMap((item) => ("keys" in item && item.keys ? [item.keys] : []));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("offers developer tools in a checkout only", () => {
    const tools = (developing: boolean) =>
      all(describeMenu({ ...state, developing })).filter(
        (item) => item.kind === "role" && item.role === "toggleDevTools",
      );
    expect([tools(true).length, tools(false).length]).toEqual([1, 0]);
  });

  it("ends the program in the place where its system looks for that", () => {
    const place = (platform: NodeJS.Platform) =>
      describeMenu({ ...state, platform }).find((menu) =>
        all([menu]).some((item) => item.kind === "role" && item.role === "quit"),
      );
    expect(place("win32")).toMatchObject({ label: "File" });
    expect(place("darwin")).toMatchObject({ label: "Plimsoll" });
  });
});
