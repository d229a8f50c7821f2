// The names under which staged files are delivered.
import { expect, test } from "vitest";
import { deliveredName } from "./staged.ts";

const named = (wanted: string, own = "host-report.html") => deliveredName(wanted, own);

test("a file is called as the window says, in any language", () => {
  expect(named("How many guests fit on this host.html")).toBe("How many guests fit on this host.html");
  expect(named("Größe „1“ 100%.html")).toBe("Größe „1“ 100%.html");
  expect(named("容量計画.html")).toBe("容量計画.html");
});

test("a name is no path, on no system", () => {
  expect(named("../../etc/passwd.html")).toBe("_.._etc_passwd.html");
  expect(named("C:\\temp\\x.html")).toBe("C__temp_x.html");
  expect(named(".hidden.html")).toBe("hidden.html");
  expect(named("a/b")).toBe("a_b.html");
});

test("nothing hides in a name: no control character, no turned writing, no half of a character", () => {
  expect(named("a\r\nSet-Cookie: x\u0000.html")).toBe("aSet-Cookie_ x.html");
  expect(named("lmth.\u202eexe.html")).toBe("lmth.exe.html");
  expect(named("a\ud800b.html")).toBe("ab.html");
});

test("the ending is that of the file, whatever is asked for", () => {
  expect(named("report.exe")).toBe("report.exe.html");
  expect(named("REPORT.HTML")).toBe("REPORT.html");
  expect(named("rows", "host-result.csv")).toBe("rows.csv");
  expect(named("rows.csv ", "host-result.parquet")).toBe("rows.csv.parquet");
});

test("where nothing is left of a name the file keeps its own", () => {
  for (const wanted of ["", " ", "...", ".html", "\u0000", "\u200b.html"])
    expect(named(wanted)).toBe("host-report.html");
});

test("a name is as long as file systems take, without half a character at its end", () => {
  const long = named(`${"𝒂".repeat(400)}.html`);
  expect(long.endsWith("𝒂.html")).toBe(true);
  expect([...long].length).toBe(120);
});
