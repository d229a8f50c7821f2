import { describe, expect, test } from "vitest";
import { csvFields } from "./csv.ts";

describe("fields of a CSV line", () => {
  test("plain fields, empty ones too", () => {
    expect(csvFields("1,,host,")).toEqual(["1", "", "host", ""]);
  });
  test("quotes hide commas, and two quotes are one (RFC 4180)", () => {
    expect(csvFields('1,"a, b","say ""hi""",""')).toEqual(["1", "a, b", 'say "hi"', ""]);
  });
  test("a quote that does not end on the line is no row", () => {
    expect(csvFields('1,"open')).toBeNull();
    expect(csvFields('1,"closed"x,2')).toBeNull();
  });
});
