import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { PlimsollError } from "../../src-shared/base/errors.ts";
import { browserPlaces, findBrowser } from "./browser.ts";
import { buildReport } from "./build.ts";
import { renderCsv } from "./csv.ts";
import { exampleInput } from "./example.fixture.ts";
import { leaves } from "./paths.ts";
import { renderPdf } from "./pdf.ts";
import { renderHtml } from "./render.ts";
import { checkTarget, writeReport } from "./write.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-report-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const report = buildReport(exampleInput());

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof PlimsollError) return thrown.report.code;
    throw thrown;
  }
  return "nothing thrown";
};

/** Reads RFC 4180 text, written apart from the writer. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g;
  for (let match = pattern.exec(text); match && pattern.lastIndex <= text.length; match = pattern.exec(text)) {
    rows[rows.length - 1]!.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === "\r\n") rows.push([]);
    if (match[3] === "") break;
  }
  return rows.filter((row) => row.length > 1);
}

test("the csv has one row for each value of the json, with path and unit", () => {
  const [head, ...rows] = readCsv(renderCsv(report));
  expect(head).toEqual(["path", "value", "unit"]);
  expect(rows).toHaveLength([...leaves(report)].length);
  const find = (path: string) => rows.find((row) => row[0] === path);
  expect(find("density.n.p50")).toEqual(["density.n.p50", "52", "guests"]);
  expect(find("density.curve[0].p_fits")).toEqual(["density.curve[0].p_fits", "1", "share of 1"]);
  expect(find("derived.host.usable_bytes")).toEqual(["derived.host.usable_bytes", "4026531840", "B"]);
  expect(find("captures[0].first_ns")).toEqual(["captures[0].first_ns", "2400766671717", "ns"]);
  expect(find("captures[1].records.lost")).toEqual(["captures[1].records.lost", "", ""]);
});

test("text that a spreadsheet would run is disarmed, negative numbers are not", () => {
  const title = '=HYPERLINK("x")';
  const rows = readCsv(renderCsv({ ...report, title }));
  expect(rows.find((row) => row[0] === "title")![1]).toBe(`'${title}`);
  expect(rows.find((row) => row[0] === "clocks[0].offset_ns")![1]).toBe("-1795254854123456789");
});

test("html, json and csv are written by ending, and no draft is left beside them", async () => {
  for (const ending of [".html", ".json", ".csv"]) await writeReport(join(folder, `a${ending}`), report);
  expect(JSON.parse(readFileSync(join(folder, "a.json"), "utf8"))).toEqual(report);
  expect(readFileSync(join(folder, "a.html"), "utf8")).toBe(renderHtml(report));
  expect(readFileSync(join(folder, "a.csv"), "utf8")).toBe(renderCsv(report));
  expect(readdirSync(folder).sort()).toEqual(["a.csv", "a.html", "a.json"]);
});

test("another ending and a folder that is not there are told as errors with a next step", async () => {
  expect(await codeOf(writeReport(join(folder, "a.docx"), report))).toBe("report.ending");
  expect(await codeOf(writeReport(join(folder, "a"), report))).toBe("report.ending");
  expect(await codeOf(writeReport(join(folder, "none", "a.html"), report))).toBe("report.write");
});

test("where no report can be written is told before there is one", async () => {
  const told = (out: string) => codeOf((async () => checkTarget(out))());
  expect(await told(join(folder, "later.html"))).toBe("nothing thrown");
  expect(await told(join(folder, "a.docx"))).toBe("report.ending");
  expect(await told(join(folder, "none", "a.html"))).toBe("report.write");
  mkdirSync(join(folder, "folder.html"));
  expect(await told(join(folder, "folder.html"))).toBe("report.write");
});

test("without a Chromium the error says so", async () => {
  expect(await codeOf(renderPdf("<p>x", join(folder, "x.pdf"), { browser: join(folder, "none") }))).toBe(
    "report.no_browser",
  );
  expect(browserPlaces("linux", { PLIMSOLL_CHROMIUM: "/opt/c" })).toEqual(["/opt/c"]);
  expect(browserPlaces("win32", { PROGRAMFILES: "P" }).length).toBeGreaterThan(0);
});

test("a program that makes no PDF is an error, and nothing is left", async () => {
  const out = join(folder, "b.pdf");
  expect(await codeOf(writeReport(out, report, { browser: process.execPath }))).toBe("report.pdf");
  expect(readdirSync(folder)).not.toContain("b.pdf");
  expect(readdirSync(folder).filter((name) => name.includes(".part"))).toEqual([]);
});

// The program that hangs is a shell script, which Windows cannot start.
test.skipIf(process.platform === "win32")(
  "a browser that hangs is ended at the limit, and at once when the job is cancelled",
  async () => {
    const browser = join(folder, "hangs");
    writeFileSync(browser, "#!/bin/sh\nsleep 60\n", { mode: 0o755 });
    expect(await codeOf(renderPdf("<p>x", join(folder, "c.pdf"), { browser, limit: 200 }))).toBe("report.pdf");
    const stop = new AbortController();
    const printing = codeOf(renderPdf("<p>x", join(folder, "c.pdf"), { browser, signal: stop.signal }));
    stop.abort();
    expect(await printing).toBe("job.cancelled");
  },
);

test.skipIf(findBrowser(browserPlaces(process.platform, process.env)) === null)(
  "with a Chromium the pdf is one, of several pages",
  async () => {
    const out = join(folder, "d.pdf");
    await writeReport(out, report);
    const bytes = readFileSync(out).toString("latin1");
    expect(bytes.startsWith("%PDF-")).toBe(true);
    expect(bytes.match(/\/Type\s*\/Page\b/g)!.length).toBeGreaterThan(3);
  },
);

test("calls of functions stand in the csv with their units", () => {
  const quantiles = { p5: 1, p50: 2, p95: 3 };
  const functions = {
    ...{ variant: "hotmem", functions: 1, machines: 1, instances: quantiles, invocations: 4, latency_ms: null },
    ...{ cold_start_share: quantiles, waited_for_memory: 0, unserved: 0, plug_ms: { count: 0, mean: 0 } },
    reclaim_ms: { count: 9, mean: 35, max: 70, migrate: 20, zero: 10, rest: 5 },
    ...{ memory_gib_s: quantiles, idle_gib_s: quantiles, peak_bytes: 4096 },
  };
  const rows = readCsv(renderCsv({ ...report, density: { ...report.density, functions } }));
  const unit = (field: string) => rows.find((row) => row[0] === `density.functions.${field}`)?.[2];
  expect(
    ["reclaim_ms.zero", "reclaim_ms.count", "memory_gib_s.p95", "cold_start_share.p5", "peak_bytes"].map(unit),
  ).toEqual(["ms", "times", "GiB s", "share of 1", "B"]);
});
