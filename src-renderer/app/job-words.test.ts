import { describe, expect, it } from "vitest";
import type { JobState } from "../../src-shared/protocol/window-replies.ts";
import { badEndWords, jobCounts, jobLine, jobNews, pillOf, shareOf } from "./job-words.ts";

const MIB = 1024 ** 2;
const job = (rest: Partial<JobState> = {}): JobState => ({
  id: 1,
  request: "import",
  title: "Import xen-07.trace",
  project: "/p",
  state: "running",
  progress: { title: "Import", done: 204 * MIB, total: 318 * MIB, detail: "xen-07.trace" },
  rate: 3 * MIB,
  seconds_left: 37.2,
  started_ms: 1000,
  ended_ms: null,
  summary: null,
  code: null,
  can_cancel: true,
  ...rest,
});
/** Narrow spaces part a number from its unit. */
const plain = (text: string | undefined): string | undefined => text?.replaceAll("\u202f", " ");

describe("a job in words", () => {
  it("an import counts bytes and tells rate and time left", () => {
    expect(plain(jobLine(job()))).toBe("204 of 318 MiB, 3 MiB/s, 38 s left");
  });

  it("an answer counts replications", () => {
    const progress = { title: "", done: 4120, total: 10_000, detail: "replications" };
    expect(plain(jobLine(job({ request: "density", progress, seconds_left: 24 })))).toBe(
      "4 120 of 10 000 replications, 24 s left",
    );
  });

  it("says no more than it knows", () => {
    expect(jobLine(job({ progress: null, rate: null, seconds_left: null }))).toBe("started");
    const unknown = { title: "", done: 5 * MIB, total: null, detail: null };
    expect(plain(jobLine(job({ progress: unknown, rate: null, seconds_left: null })))).toBe("5 MiB");
    expect(shareOf(job({ progress: unknown }))).toBeNull();
    expect(shareOf(job({ state: "waiting" }))).toBeNull();
  });

  it("tells how it ended", () => {
    const ended = { ended_ms: 4100, progress: null };
    expect(plain(jobLine(job({ ...ended, state: "done", summary: "7 captures, 3 guests" })))).toBe(
      "7 captures, 3 guests in 3.1 s",
    );
    expect(plain(jobLine(job({ ...ended, state: "cancelled", summary: "Import was cancelled" })))).toBe(
      "cancelled after 3.1 s",
    );
    expect(jobLine(job({ ...ended, state: "failed", summary: "the disk is full" }))).toBe("the disk is full");
  });

  it("a job that passes its own estimate is never over 100 %", () => {
    expect(shareOf(job({ progress: { title: "", done: 12, total: 10, detail: null } }))).toBe(1);
  });
});

describe("the job pill", () => {
  it("shows the running job and how many more there are", () => {
    expect(pillOf([job()])?.title).toBe("Import xen-07.trace");
    expect(plain(pillOf([job()])?.rest)).toBe("64 %");
    const waiting = job({ id: 2, title: "Sweep", state: "waiting" });
    expect(plain(pillOf([waiting, job()])?.rest)).toBe("64 % +1");
  });

  it("shows nothing when all jobs have ended", () => {
    expect(pillOf([])).toBeNull();
    expect(pillOf([job({ state: "done" }), job({ state: "failed" })])).toBeNull();
  });

  it("tells what ended badly", () => {
    const [failed, interrupted] = [job({ state: "failed" }), job({ state: "interrupted" })];
    expect([[failed, interrupted], [interrupted, interrupted], [job({ state: "done" })]].map(badEndWords)).toEqual([
      "1 failed",
      "2 interrupted",
      null,
    ]);
  });

  it("counts jobs by what they do", () => {
    const jobs = [job(), job({ id: 2 }), job({ id: 3, state: "waiting" }), job({ id: 4, state: "done" })];
    expect(jobCounts(jobs)).toBe("2 running, 1 waiting");
    expect(jobCounts([job({ state: "done" })])).toBe("1 job, all ended");
    expect(jobCounts([])).toBe("");
  });
});

describe("news of jobs", () => {
  it("tells what has ended since the last look, once", () => {
    const done = job({ state: "done", summary: "7 captures", ended_ms: 2000 });
    expect(jobNews([job()], [done])).toEqual([{ text: "Import xen-07.trace: 7 captures", bad: false }]);
    expect(jobNews([done], [done])).toEqual([]);
  });

  it("a failure is bad news", () => {
    const failed = job({ state: "failed", summary: "the disk is full", ended_ms: 2000 });
    expect(jobNews([job()], [failed])).toEqual([{ text: "Import xen-07.trace: the disk is full", bad: true }]);
  });

  it("says nothing of jobs that had ended before this window looked", () => {
    expect(jobNews([], [job({ state: "done" })])).toEqual([]);
  });
});
