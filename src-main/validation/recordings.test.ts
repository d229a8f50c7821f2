// Recordings as the rows see them, against what other programs counted in the same files (TRUTH.json, README).
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createJob } from "../jobs/job.ts";
import { readRecordings } from "./recordings.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-recordings-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the recordings of the program's samples", () => {
  it("are six runs of KSM, three guests and a hotplug session, counted as TRUTH.json counts them", async () => {
    const { ksmSession, threeGuests, unplugs, balloonMoves } = await readRecordings(null, createJob("test"));
    expect(ksmSession?.map(({ name }) => name)).toEqual([
      "ksm-session/r1-base",
      "ksm-session/r2-smart-scan",
      "ksm-session/r3-use-zero-pages",
      "ksm-session/r4-sharing-cap-16",
      "ksm-session/r5-fast-scan",
      "ksm-session/r6-advisor-scan-time",
    ]);
    for (const run of ksmSession!) {
      const twice = run.multiplicities.filter(([copies]) => copies > 1);
      expect(run.zeroPages).toBe(700);
      expect(twice.reduce((sum, [, contents]) => sum + contents, 0)).toBe(892);
      expect(run.multiplicities.reduce((sum, [copies, contents]) => sum + copies * contents, 0)).toBe(7700);
    }
    expect(ksmSession!.map(({ cap }) => cap)).toEqual([256, 256, 256, 16, 256, 256]);
    expect(ksmSession!.map(({ useZeroPages }) => useZeroPages)).toEqual([false, false, true, false, false, false]);
    expect(ksmSession![3]!.seen).toMatchObject({ shared: 1002, sharing: 3598, zero: 0 });
    expect(threeGuests?.framesSaved).toBe(28_989);
    // Of r1's ksm.csv: 84 lines, one before ksmd ran, two after it was stopped; 153 600 pages scanned in 18 passes.
    expect(ksmSession![0]!.course.length).toBe(82);
    expect(ksmSession![0]!.course.at(-1)).toMatchObject({ passes: 18, scanned: 153_600, shared: 897, sharing: 3703 });
    expect(ksmSession!.map(({ contents }) => contents!.length)).toEqual([8400, 8400, 8400, 8400, 8400, 8400]);
    expect(ksmSession!.map(({ smartScan }) => smartScan)).toEqual([false, true, false, false, true, true]);
    // events.csv: five requests; sizes of domstats and what the guests' MemTotal says, in MiB.
    expect(balloonMoves?.map((m) => [m.guest, m.from, m.wanted, m.reached, m.inGuest!].map(inMib))).toEqual([
      ["alpha", 96, 86, 86, -10],
      ["alpha", 86, 96, 96, 10],
      ["charlie", 84, 79, 79, -5],
      ["charlie", 79, 84, 84, 5],
      ["bravo", 96, 86, 86, -10],
    ]);
    // README of the session: 256 MiB in use took 952 ms in the median, three repeats of four sizes and three modes.
    expect(unplugs?.length).toBe(36);
    const used = unplugs!.filter(({ mode, mib }) => mode === "in-use" && mib === 256).map((u) => u.milliseconds);
    expect(Math.round(used.sort((a, b) => a - b)[1]!)).toBe(952);
  });
});

const inMib = (x: string | number) => (typeof x === "number" ? x / 2 ** 20 : x);

describe("a folder of recordings", () => {
  it("stands in for the samples of its kind alone", async () => {
    const own = join(folder, "session");
    mkdirSync(own);
    const page = (proc: string, at: number, hash: string) => `${proc},${at},${hash.repeat(32)},0,1,${at}`;
    writeFileSync(
      join(own, "pages.csv"),
      `proc,page,blake2b128,zero,present,frame\n${[page("a", 1, "1"), page("a", 2, "1"), page("b", 3, "2")].join("\n")}\n`,
    );
    writeFileSync(
      join(own, "ksm.csv"),
      "wall_ns,mono_ns,max_page_sharing,pages_shared,pages_sharing,use_zero_pages\n1795253898421552916,1,256,0,0,0\n1795253899421552916,2,256,1,1,0\n",
    );
    const { ksmSession, unplugs } = await readRecordings(folder, createJob("test"));
    expect(ksmSession?.length).toBe(1);
    expect(ksmSession![0]).toMatchObject({
      multiplicities: [
        [1, 1],
        [2, 1],
      ],
      seen: { shared: 1, sharing: 1 },
      kernel: "6.1",
      contents: Int32Array.of(1, 1, 2),
      framesSaved: 0,
    });
    expect(unplugs?.length).toBe(36);
  });

  it("that is not there is said so", async () => {
    await expect(readRecordings(join(folder, "nowhere"), createJob("test"))).rejects.toMatchObject({
      report: { code: "validate.no_folder", exit: 2 },
    });
  });
});
