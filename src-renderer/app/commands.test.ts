import { describe, expect, it } from "vitest";
import { bindingsOn, type Command, clashesWith, createCommands, keysOf } from "./commands.ts";

const command = (id: string, rest: Partial<Command> = {}): Command => ({
  id,
  title: id,
  group: "view",
  run: () => {},
  ...rest,
});

describe("the registry of commands", () => {
  it("runs a command by its id, with an argument", () => {
    const commands = createCommands();
    const got: (string | undefined)[] = [];
    commands.register([command("view.theme", { run: (argument) => got.push(argument) })]);
    expect(commands.run("view.theme", "dark")).toBe(true);
    expect(commands.run("view.theme")).toBe(true);
    expect(commands.run("view.nothing")).toBe(false);
    expect(got).toEqual(["dark", undefined]);
  });

  it("keeps where the keys of a command act", () => {
    const commands = createCommands();
    commands.register([command("panel.move", { keys: ["shift+arrowup"], within: "[data-panel]" })]);
    const here = [...commands.getState().values()].filter(({ within }) => within === undefined);
    expect(bindingsOn(here, "dashboards", {}, false).has("shift+arrowup")).toBe(false);
    expect(bindingsOn(commands.getState().values(), "dashboards", {}, false).get("shift+arrowup")).toBe("panel.move");
  });

  it("does not run what is unavailable", () => {
    const commands = createCommands();
    let ran = 0;
    commands.register([command("edit.undo", { unavailable: () => "nothing to undo", run: () => ran++ })]);
    expect(commands.run("edit.undo")).toBe(false);
    expect(ran).toBe(0);
  });

  it("a later command of the same id stands in for the earlier one until it leaves", () => {
    const commands = createCommands();
    const ran: string[] = [];
    commands.register([command("page.save", { run: () => ran.push("frame") })]);
    const leave = commands.register([command("page.save", { run: () => ran.push("page") })]);
    commands.run("page.save");
    leave();
    commands.run("page.save");
    expect(ran).toEqual(["page", "frame"]);
    expect(commands.getState().size).toBe(1);
  });
});

describe("keys of commands", () => {
  const all = [
    command("view.palette", { keys: ["mod+k"] }),
    command("query.run", { page: "query", keys: ["mod+enter"] }),
    command("whatif.run", { page: "whatif", keys: ["mod+enter"] }),
    command("view.find", { keys: ["mod+f"] }),
    command("query.find", { page: "query", keys: ["mod+f"] }),
  ];

  it("act on their page only, and a page's command wins over one that is everywhere", () => {
    const query = bindingsOn(all, "query", {}, false);
    expect(query.get("mod+enter")).toBe("query.run");
    expect(query.get("mod+f")).toBe("query.find");
    const start = bindingsOn(all, "start", {}, false);
    expect(start.get("mod+enter")).toBeUndefined();
    expect(start.get("mod+f")).toBe("view.find");
  });

  it("changed keys stand for the old ones and win", () => {
    const changed = { "view.palette": ["mod+p", "mod+f"] };
    const query = bindingsOn(all, "query", changed, false);
    expect(query.get("mod+p")).toBe("view.palette");
    expect(query.get("mod+k")).toBeUndefined();
    expect(query.get("mod+f")).toBe("view.palette");
  });

  it("a command can be left without keys", () => {
    expect(keysOf(all[0] as Command, { "view.palette": [] })).toEqual([]);
  });

  it("a clash is told only where both commands act", () => {
    const [palette, run] = [all[0], all[1]] as [Command, Command];
    expect(clashesWith(palette, "Mod+F", all, {}, false).map((one) => one.id)).toEqual(["view.find", "query.find"]);
    expect(clashesWith(run, "mod+enter", all, {}, false)).toEqual([]);
    expect(clashesWith(run, "mod+k", all, {}, false).map((one) => one.id)).toEqual(["view.palette"]);
  });
});
