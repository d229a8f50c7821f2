// The main job on the sample host, from files to report. Truths are those of samples/three-vms/TRUTH.json (counted from
// raw images) and of the original tools (ORACLE.json of the captures).
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { capturedHost } from "../src-main/analysis/host.ts";
import { browserPlaces, findBrowser } from "../src-main/report/browser.ts";
import { startQueryProcess } from "../src-main/store/query-client.ts";
import { DensityReply, ImportReply, ProfileReply } from "../src-shared/protocol/replies.ts";
import { plimsoll, reply, scenarioFile, scratch } from "./program.ts";

const QUERY_PROCESS = "out/main/query-process.js";
const SAMPLE = "samples/three-vms";
const truth = JSON.parse(readFileSync(join(SAMPLE, "TRUTH.json"), "utf8")) as {
  guests: Record<string, { pages: number; zero: number; distinct: number; resident: number }>;
};
const scenario = (gib: number) => ({
  host: { memory_bytes: gib * 2 ** 30, reserve_bytes: 2 ** 28 },
  guests: [{ kind: "profile", profile: "*" }],
  mechanisms: [{ id: "dedup", scanner: "ksm" }, { id: "balloon" }],
  objective: { confidence: 0.9 },
  seed: 7,
});

let project = "";
let imported: ImportReply;

beforeAll(async () => {
  project = join(scratch(), "sample.plimsoll");
  imported = ImportReply.parse(await reply(["import", SAMPLE, "-p", project]));
});

describe("importing the sample host", () => {
  it("reads every record or says why not", () => {
    for (const { name, records: r } of imported.captures)
      expect(r.accepted + r.rejected + r.skipped, name).toBe(r.read);
  });

  it("counts page faults, losses and threads as perf does", () => {
    const perf = imported.captures.find((c) => c.format === "perf.data");
    // perf report --stats and perf script, perf 6.1
    expect(perf).toMatchObject({
      events: { "page-faults": 168_525 },
      records: { lost: 0, rejected: 0 },
      first_ns: "5320723784580",
      last_ns: "5448763270163",
      cpus: { "0": 78_956, "1": 89_569 },
    });
    expect(perf?.comms).toMatchObject({ "CPU 0/TCG": 125_593, "qemu-system-x86": 27_017, libvirtd: 455 });
  });

  it("counts a recording that is there as data, as text and as an excerpt once", async () => {
    const perf = imported.captures.find((c) => c.format === "perf.data");
    const texts = imported.captures.filter((c) => c.format === "perf-script");
    expect(texts.length).toBeGreaterThanOrEqual(2);
    for (const text of texts) expect(text.duplicate_of, text.name).toBe(perf?.id);
    const rows = (await reply(["query", project, "SELECT count(*) FROM fault"])).rows;
    expect(rows).toEqual([[168_525]]);
  });

  it("finds the guests, their processes and their memory by itself", () => {
    expect(imported.guests.map((g) => [g.name, g.pid, g.mapped, g.ram_bytes])).toEqual([
      ["alpha", 81, "auto", 96 << 20],
      ["bravo", 141, "auto", 96 << 20],
      ["charlie", 229, "auto", 84 << 20],
    ]);
  });

  it("puts faults in guest memory where the original addresses lie", async () => {
    // counted from perf script's text with the RAM addresses of the maps
    const { rows } = await reply([
      "query",
      project,
      "SELECT guest, count(*), count(DISTINCT gpa // 4096) FROM fault WHERE gpa IS NOT NULL GROUP BY 1 ORDER BY 1",
    ]);
    expect(rows).toEqual([
      ["alpha", 28_189, 24_165],
      ["bravo", 27_305, 23_966],
      ["charlie", 24_741, 21_472],
    ]);
  });
});

describe("the profile of the sample host", () => {
  it("has the content classes and residency that were counted from the raw images", async () => {
    const profile = ProfileReply.parse(await reply(["profile", project]));
    for (const [name, expected] of Object.entries(truth.guests)) {
      const guest = profile.guests.find((g) => g.guest === name);
      expect(guest?.content).toMatchObject({ pages: expected.pages, zero: expected.zero, distinct: expected.distinct });
      expect(guest?.resident_pages?.last).toBe(expected.resident);
    }
  });

  it("predicts the frames that KSM saved within 2 % of those counted by frame number", async () => {
    const { ksm } = ProfileReply.parse(await reply(["profile", project]));
    const saved = (ksm?.predicted?.pages_sharing ?? 0) + (ksm?.predicted?.ksm_zero_pages ?? 0);
    expect(Math.abs(saved - 28_989) / 28_989).toBeLessThan(0.02);
  });
});

describe("reading the sample host", () => {
  it("gives the engine the same input with one database thread and with four", async () => {
    const hosts = [];
    for (const threads of [1, 4]) {
      const query = await startQueryProcess(project, { entry: QUERY_PROCESS, threads });
      hosts.push(JSON.stringify(await capturedHost(query)));
      await query.close();
    }
    expect(hosts[1]).toBe(hosts[0]);
  });

  it("takes a corrected guest map without importing again", async () => {
    const copy = join(scratch(), "corrected.plimsoll");
    await reply(["import", join(SAMPLE, "page-faults.perf.data.zst"), "-p", copy]);
    const map = join(scratch(), "guests.json");
    const ram = [{ gpa: "0", bytes: String(96 << 20), hva: "0x7fb245e00000" }];
    writeFileSync(map, JSON.stringify([{ guest: "web", pid: 81, ram }]));
    const corrected = ImportReply.parse(await reply(["import", "-p", copy, "--guest-map", map]));
    expect(corrected.guests).toMatchObject([{ name: "web", pid: 81, mapped: "file" }]);
    const { rows } = await reply(["query", copy, "SELECT count(*) FROM fault WHERE guest = 'web' AND gpa IS NOT NULL"]);
    expect(rows).toEqual([[28_189]]);
  });
});

describe("renaming a guest of the sample host", () => {
  it("takes its contents, statistics and faults along", async () => {
    const copy = join(scratch(), "renamed.plimsoll");
    await reply(["import", SAMPLE, "-p", copy]);
    const map = join(scratch(), "guests.json");
    writeFileSync(map, JSON.stringify([{ guest: "web", pid: 81 }]));
    const renamed = ImportReply.parse(await reply(["import", "-p", copy, "--guest-map", map]));
    expect(renamed.guests.map((g) => g.name)).toEqual(["bravo", "charlie", "web"]);
    const profile = ProfileReply.parse(await reply(["profile", copy]));
    const web = profile.guests.find((g) => g.guest === "web");
    expect(profile.guests).toHaveLength(3);
    expect(web?.content?.distinct).toBe(truth.guests.alpha?.distinct);
    expect(web?.resident_pages?.last).toBe(truth.guests.alpha?.resident);
    const { rows } = await reply([
      "query",
      copy,
      "SELECT DISTINCT guest FROM counter WHERE guest IS NOT NULL ORDER BY 1",
    ]);
    expect(rows).toEqual([["bravo"], ["charlie"], ["web"]]);
  });

  it("warns of a process that no capture has seen", async () => {
    const copy = join(scratch(), "wrong.plimsoll");
    await reply(["import", join(SAMPLE, "events.csv"), "-p", copy]);
    const map = join(scratch(), "guests.json");
    writeFileSync(map, JSON.stringify([{ guest: "web", pid: 4711 }]));
    const { problems } = ImportReply.parse(await reply(["import", "-p", copy, "--guest-map", map]));
    expect(problems).toMatchObject([{ code: "guest_map.unknown_process", excerpt: "web: process 4711" }]);
  });
});

describe("the answer for the sample host", () => {
  it("never comes without interval, grade, binding resource and provenance", async () => {
    const answer = DensityReply.parse(await reply(["density", project, scenarioFile(scenario(4))]));
    expect(answer.n.p5).toBeLessThan(answer.n.p95);
    expect(["C", "D"]).toContain(answer.coverage.grade);
    expect(answer.coverage.raise_by.length).toBeGreaterThan(0);
    expect(answer.binding.length).toBeGreaterThan(0);
    expect(answer.provenance.every((p) => p.sources.length > 0)).toBe(true);
  });

  it("is the same to the byte with one worker and with two", async () => {
    const file = scenarioFile({ ...scenario(4), replications: { outer: 30, inner: 900 } });
    const args = ["density", project, file, "--json", "--no-run"];
    const [one, two] = [await plimsoll([...args, "--workers", "1"]), await plimsoll([...args, "--workers", "2"])];
    expect(one.code).toBe(0);
    expect(two.out).toBe(one.out);
  });

  it("accounts for all configured memory in its waterfall", async () => {
    const answer = DensityReply.parse(await reply(["density", project, scenarioFile(scenario(4))]));
    const of = (id: string) => answer.waterfall.find((w) => w.id === id)?.bytes ?? 0;
    const parts = answer.waterfall
      .filter((w) => w.id !== "ram" && w.id !== "overhead")
      .reduce((sum, w) => sum + w.bytes, 0);
    expect(parts).toBe(of("ram"));
  });

  it("grows with the host and shrinks with the reserve", async () => {
    const at = async (s: unknown) => DensityReply.parse(await reply(["density", project, scenarioFile(s)])).n.p50;
    const small = await at(scenario(2));
    expect(await at(scenario(4))).toBeGreaterThanOrEqual(small);
    const s = scenario(2);
    expect(await at({ ...s, host: { ...s.host, reserve_bytes: 2 ** 29 } })).toBeLessThanOrEqual(small);
  });
});

describe("the report of the sample host", () => {
  it("shows the command line's numbers, each found in the JSON report under its path", async () => {
    const folder = scratch();
    const file = scenarioFile(scenario(4));
    const answer = DensityReply.parse(await reply(["density", project, file]));
    const [html, json] = [join(folder, "r.html"), join(folder, "r.json")];
    for (const out of [html, json])
      expect((await plimsoll(["report", project, "--scenario", file, "-o", out])).code).toBe(0);
    const document = JSON.parse(readFileSync(json, "utf8"));
    expect(document.density.n).toEqual(answer.n);
    const refs = [...readFileSync(html, "utf8").matchAll(/<data value="([^"]*)" data-ref="([^"]*)"/g)];
    expect(refs.length).toBeGreaterThan(50);
    for (const [, value, path] of refs) {
      const found = String(path)
        .replace(/\[(\d+)\]/g, ".$1")
        .split(".")
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
      expect(String(found), path).toBe(value);
    }
  });

  it.skipIf(findBrowser(browserPlaces(process.platform, process.env)) === null)("can be a PDF", async () => {
    const out = join(scratch(), "r.pdf");
    expect((await plimsoll(["report", project, "--scenario", scenarioFile(scenario(4)), "-o", out])).code).toBe(0);
    expect(readFileSync(out, "latin1").slice(0, 5)).toBe("%PDF-");
  });

  it("says in the demo what it found and where the report is", async () => {
    const demo = join(scratch(), "demo.plimsoll");
    const { code, out } = await plimsoll(["demo", "-p", demo]);
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+ guests fit \(p5 \d+, p95 \d+\)\. \S.* is what binds\./m);
    expect(existsSync(demo.replace(".plimsoll", ".html"))).toBe(true);
  });
});
