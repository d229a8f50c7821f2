import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { kindOfCode, placeWords, reasonWords, sameAs } from "./reason-words.ts";

const sources = fileURLToPath(new URL("../../src-main/import", import.meta.url));
const text = readdirSync(sources, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.ts$/.test(name) && !/\.test\.ts$/.test(name) && !name.includes("testing"))
  .map((name) => readFileSync(join(sources, name), "utf8"))
  .join("\n");
/** Codes as the importers write them: in a complaint or verdict. */
const codes = [...text.matchAll(/(?:code: |rejected\(|reject\(|damage\(|left\([^"]*)"([a-z_0-9]+\.[a-z_0-9]+)"/g)].map(
  ([, code]) => code as string,
);

describe("reasons", () => {
  it("of all importers are told in words, not as codes", () => {
    expect(codes.length).toBeGreaterThan(50);
    expect([...new Set(codes)].filter((code) => reasonWords(code) === code)).toEqual([]);
  });
  it("of lines that a statistics file does not have name that file", () => {
    expect(reasonWords("zoneinfo.line")).toBe("A line that zoneinfo does not have");
  });
  it("of a newer engine are at least told as codes", () => {
    expect(reasonWords("xentrace.cpu")).toBe("xentrace.cpu");
  });
});

describe("a problem", () => {
  it("is about a file that was left out, a rejected record, or a remark", () => {
    expect(kindOfCode("format.unrecognised", false)).toBe("leftOut");
    expect(kindOfCode("perf.sample_size", true)).toBe("rejected");
    expect(kindOfCode("meminfo.line", true)).toBe("rejected");
    expect(kindOfCode("image.raw", true)).toBe("remark");
  });
  it("of a newer engine counts as rejected only where records were rejected", () => {
    expect(kindOfCode("xentrace.cpu", true)).toBe("rejected");
    expect(kindOfCode("xentrace.cpu", false)).toBe("remark");
  });

  it("says where it is, all 64 bits of an offset kept", () => {
    expect(placeWords({ where: { line: 88214, offset: "9007199254740993" } })).toBe(
      "line 88\u202f214, byte 9\u202f007\u202f199\u202f254\u202f740\u202f993",
    );
    expect(placeWords({ where: { line: null, offset: null } })).toBeNull();
  });
  it("names the capture that holds the same recording", () => {
    const expected = "a recording that is not in the project; this one is old/a.csv";
    expect(sameAs({ code: "capture.duplicate", expected })).toBe("old/a.csv");
    expect(sameAs({ code: "csv.time", expected })).toBeNull();
  });
});
