import { describe, expect, it } from "vitest";
import { readArguments, readLink, withoutProgram } from "./opening.ts";

describe("what a command line asks to open", () => {
  it("begins behind the program, and behind the script of one that runs from a checkout", () => {
    expect(withoutProgram(["/opt/plimsoll", "a.plimsoll"], false)).toEqual(["a.plimsoll"]);
    const checkout = ["electron", "--inspect=0", "--no-sandbox", "out/electron/main.js", "a.plimsoll", "--sample"];
    expect(withoutProgram(checkout, true)).toEqual(["a.plimsoll", "--sample"]);
    expect(withoutProgram(["electron", "."], true)).toEqual([]);
  });

  it("is paths, made absolute where they were typed", () => {
    expect(readArguments(["web.plimsoll", "/data/captures"], "/home/ann")).toEqual({
      paths: ["/home/ann/web.plimsoll", "/data/captures"],
      links: [],
      sample: false,
    });
  });

  it("is the sample with --sample, and switches of Chromium are no paths", () => {
    expect(readArguments(["--sample", "--no-sandbox", "--user-data-dir=/x", "-psn_0_1"], "/")).toEqual({
      paths: [],
      links: [],
      sample: true,
    });
  });

  it("is a link where the system passes one on", () => {
    expect(readArguments(["plimsoll://open?path=/a"], "/home")).toEqual({
      paths: [],
      links: ["plimsoll://open?path=/a"],
      sample: false,
    });
  });
});

describe("the path in a link", () => {
  it("is taken from the one form that there is", () => {
    expect(readLink("plimsoll://open?path=%2Fdata%2Fweb%20hosts.plimsoll")).toBe("/data/web hosts.plimsoll");
  });

  it.each([
    "plimsoll://run?path=/a",
    "plimsoll://open",
    "plimsoll://open?path=relative",
    "plimsoll://open?path=//server/share",
    "plimsoll://open?path=%5C%5Cserver%5Cshare",
    "https://open?path=/a",
    "file:///etc/passwd",
    "no link",
  ])("is none in %s", (link) => {
    expect(readLink(link)).toBe(null);
  });
});
