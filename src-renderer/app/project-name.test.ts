import { expect, it } from "vitest";
import { baseName, nameOf } from "./project-name.ts";

it("a project is called by its folder, on every system", () => {
  expect(["/data/rack-17.plimsoll", "C:\\captures\\rack 9.plimsoll\\", "lab/", "x"].map(nameOf)).toEqual([
    "rack-17",
    "rack 9",
    "lab",
    "x",
  ]);
  expect(baseName("/data/rack-17.plimsoll/")).toBe("rack-17.plimsoll");
});
