import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findHome } from "./home.ts";

const user = join("/", "home", "ada");

it("what the program remembers stands where each system keeps settings", () => {
  expect(findHome({}, "linux", user).config).toBe(join(user, ".config", "plimsoll"));
  expect(findHome({ XDG_CONFIG_HOME: "/x" }, "linux", user).config).toBe(join("/x", "plimsoll"));
  expect(findHome({ APPDATA: "R" }, "win32", user).config).toBe(join("R", "Plimsoll"));
  expect(findHome({}, "darwin", user).config).toBe(join(user, "Library", "Application Support", "Plimsoll"));
});

it("one folder holds all of it when PLIMSOLL_HOME names one", () => {
  const home = findHome({ PLIMSOLL_HOME: "/p", XDG_CONFIG_HOME: "/x" }, "linux", user);
  expect([home.config, home.projects, home.user]).toEqual(["/p", join("/p", "projects"), user]);
});

it("the sample captures are there", () => {
  const { sample } = findHome({}, "linux", user);
  expect(sample !== null && existsSync(join(sample, "ksm.csv"))).toBe(true);
});
