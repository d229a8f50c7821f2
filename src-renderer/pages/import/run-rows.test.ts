import { describe, expect, it } from "vitest";
import type { JobState } from "../../../src-shared/protocol/window-replies.ts";
import type { DetectedFile, ImportRun } from "../../intake/import-runs.ts";
import { jobOfRun, otherImports, progressWords, runRows, shareDone } from "./run-rows.ts";

const file = (name: string, format: string | null = "series"): DetectedFile => ({
  path: name,
  name,
  bytes: 1,
  format,
  title: null,
  confidence: 1,
  why: "",
  head: "",
  lines: [],
});
const job = (over: Partial<JobState>): JobState => ({
  id: 1,
  request: "import",
  title: "Import",
  project: "/p/a.plimsoll",
  state: "running",
  progress: null,
  rate: null,
  seconds_left: null,
  started_ms: 0,
  ended_ms: null,
  summary: null,
  code: null,
  can_cancel: true,
  ...over,
});
const progress = (done: number, total: number | null) => ({ title: "", done, total, detail: null });
const run = { project: "/p/a.plimsoll", files: null, begun: [] } as unknown as ImportRun;

describe("files of an import under way", () => {
  const states = (begun: readonly string[], done = 1) =>
    runRows({ files, begun, progress: progress(done, 9) }).map((row) => [row.file.name, row.state]);
  const files = [file("README.md", null), file("a"), file("host.perf.data", "perf.data"), file("b"), file("c")];

  it("are read up to the one whose name came by last; recordings stand behind, unknown files last", () => {
    expect(states(["b"])).toEqual([
      ["a", "read"],
      ["b", "reading"],
      ["c", "waiting"],
      ["host.perf.data", "waiting"],
      ["README.md", "unknown"],
    ]);
  });
  it("are all still to read before the first name, and all read at the end", () => {
    expect(states([]).map(([, state]) => state)).toEqual(["waiting", "waiting", "waiting", "waiting", "unknown"]);
    expect(states(["b"], 9).map(([, state]) => state)).toEqual(["read", "read", "read", "read", "unknown"]);
    expect(runRows({ files: null, begun: [], progress: null })).toEqual([]);
  });
});

describe("jobs", () => {
  it("of other windows are those that no import of this window has", () => {
    const jobs = [
      job({ id: 1, project: "/p/a.plimsoll/" }),
      job({ id: 2, project: "/p/b.plimsoll" }),
      job({ id: 3, project: "/p/c.plimsoll", state: "done" }),
      job({ id: 4, request: "density" }),
    ];
    expect(jobOfRun(run, jobs)?.id).toBe(1);
    expect(otherImports([run], jobs).map(({ id }) => id)).toEqual([2]);
    expect(otherImports([], jobs).map(({ id }) => id)).toEqual([1, 2]);
  });
});

describe("progress in words", () => {
  it("counts bytes, of captures of a few bytes too", () => {
    expect(progressWords(job({ progress: progress(12, 50), seconds_left: 7.2 }))).toBe(
      "12 of 50\u202fB, 8\u202fs left",
    );
  });
  it("has the rate", () => {
    const mib = 1024 ** 2;
    expect(progressWords(job({ progress: progress(204 * mib, 318 * mib), rate: 5.4 * mib, seconds_left: 38 }))).toBe(
      "204 of 318\u202fMiB, 5.40\u202fMiB a second, 38\u202fs left",
    );
  });
  it("says what is done when all files are read, and what it waits for", () => {
    expect(progressWords(job({ progress: progress(50, 50) }))).toContain("clocks");
    expect(progressWords(job({ state: "waiting" }))).toBe("waits for another import");
  });
  it("has a share only where the whole is known", () => {
    expect(shareDone(progress(1, 4))).toBe(0.25);
    expect(shareDone(progress(9, 4))).toBe(1);
    expect(shareDone(progress(1, null))).toBeNull();
    expect(shareDone(null)).toBeNull();
  });
});
