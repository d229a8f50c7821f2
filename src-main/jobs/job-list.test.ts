import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { failure } from "../../src-shared/base/errors.ts";
import { JobState } from "../../src-shared/protocol/window-replies.ts";
import type { Job } from "./job.ts";
import { createJobList, type JobDescription, type JobList } from "./job-list.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const description: JobDescription = { request: "import", title: "Import three-vms", project: "/p", kept: true };

/** Work that goes on until it is told how it ends. */
function work() {
  let job: Job | null = null;
  let resolve: (value: string) => void = () => {};
  let reject: (thrown: unknown) => void = () => {};
  return {
    run: (own: Job) => {
      job = own;
      return new Promise<string>((done, fail) => {
        [resolve, reject] = [done, fail];
        own.signal.addEventListener("abort", () => fail(new Error("the child was killed")));
      });
    },
    job: () => job as unknown as Job,
    done: (value = "42 captures") => resolve(value),
    fail: (thrown: unknown) => reject(thrown),
  };
}

function started(list: JobList, more: Partial<JobDescription> = {}) {
  const own = work();
  const ended = list
    .run({ ...description, ...more }, own.run, { summary: (result) => result })
    .catch((thrown: { report?: { code: string } }) => thrown.report?.code ?? String(thrown));
  return { ...own, ended };
}
const settle = () => vi.advanceTimersByTimeAsync(0);

describe("the list of jobs", () => {
  it("shows work once it takes longer than a hand notices, and keeps it when it has ended", async () => {
    const list = createJobList();
    const { done, ended } = started(list);
    await vi.advanceTimersByTimeAsync(99);
    expect(list.states()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(list.states()).toMatchObject([{ id: 1, title: "Import three-vms", state: "running", can_cancel: true }]);
    done();
    await ended;
    expect(list.states()).toMatchObject([{ state: "done", summary: "42 captures", code: null, can_cancel: false }]);
    for (const state of list.states()) expect(JobState.parse(state)).toEqual(state);
  });

  it("never shows work that was quick, whatever came of it", async () => {
    const list = createJobList();
    const [good, bad] = [started(list), started(list)];
    good.done();
    bad.fail(failure("project.damaged", "broken"));
    await Promise.all([good.ended, bad.ended]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(list.states()).toEqual([]);
  });

  it("says in one line why work has failed", async () => {
    const list = createJobList();
    const { fail, ended } = started(list);
    await vi.advanceTimersByTimeAsync(100);
    fail(failure("store.disk_full", "no space is left"));
    expect(await ended).toBe("store.disk_full");
    expect(list.states()).toMatchObject([{ state: "failed", code: "store.disk_full", summary: "no space is left" }]);
  });

  it("ends cancelled work as cancelled, whatever it met on its way out", async () => {
    const list = createJobList();
    const { ended } = started(list);
    await vi.advanceTimersByTimeAsync(100);
    list.cancel(1);
    expect(await ended).toBe("job.cancelled");
    expect(list.states()).toMatchObject([{ state: "cancelled", code: "job.cancelled" }]);
    list.cancel(1);
    expect(() => list.cancel(2)).toThrow(
      expect.objectContaining({ report: expect.objectContaining({ code: "job.unknown" }) }),
    );
  });

  it("keeps the result of work that was done before the cancel came", async () => {
    const list = createJobList();
    let cancelled = false;
    const result = await list.run(description, async (job) => {
      list.cancel(1);
      cancelled = job.signal.aborted;
      return "done";
    });
    expect([result, cancelled]).toEqual(["done", true]);
  });

  it("gives up when whoever asked gives up", async () => {
    const list = createJobList();
    const window = new AbortController();
    const { run } = work();
    const ended = list.run(description, run, { signal: window.signal }).catch((thrown) => thrown.report.code);
    window.abort();
    expect(await ended).toBe("job.cancelled");
    await expect(list.run(description, run, { signal: window.signal })).rejects.toMatchObject({
      report: { code: "job.cancelled" },
    });
  });

  it("tells that work waits for other work", async () => {
    const list = createJobList();
    const { job } = started(list);
    await vi.advanceTimersByTimeAsync(100);
    job().waits(true);
    expect(list.states()).toMatchObject([{ state: "waiting" }]);
    job().waits(false);
    expect(list.states()).toMatchObject([{ state: "running" }]);
  });

  it("drops what will soon be done again when it has ended, but not when it has failed", async () => {
    const list = createJobList();
    const [good, cancelled, bad] = [0, 1, 2].map(() => started(list, { kept: false })) as [
      ReturnType<typeof started>,
      ReturnType<typeof started>,
      ReturnType<typeof started>,
    ];
    await vi.advanceTimersByTimeAsync(100);
    good.done();
    list.cancel(2);
    bad.fail(failure("engine.worker_died", "a thread ended"));
    await Promise.all([good.ended, cancelled.ended, bad.ended]);
    expect(list.states()).toMatchObject([{ id: 3, state: "failed" }]);
  });

  it("drops what ended by a mistake that is told where it was made, and nothing else that failed", async () => {
    const list = createJobList();
    const mistake = failure("query.failed", "there is no table fautl", { exit: 2 });
    const [told, lost, untold] = [
      started(list, { mistakesLeave: true }),
      started(list, { mistakesLeave: true }),
      started(list),
    ];
    await vi.advanceTimersByTimeAsync(100);
    told.fail(mistake);
    lost.fail(failure("query.process_lost", "the query process ended", { exit: 5 }));
    untold.fail(mistake);
    await Promise.all([told.ended, lost.ended, untold.ended]);
    expect(list.states()).toMatchObject([
      { id: 2, state: "failed" },
      { id: 3, state: "failed" },
    ]);
  });

  it("keeps the fifty that ended last, and clears all that have ended on request", async () => {
    const list = createJobList();
    const all = Array.from({ length: 53 }, () => started(list));
    await vi.advanceTimersByTimeAsync(100);
    for (const one of all.slice(0, 52)) one.done();
    await Promise.all(all.slice(0, 52).map(({ ended }) => ended));
    expect(list.states().map(({ id }) => id)).toEqual(Array.from({ length: 51 }, (_, i) => i + 3));
    list.clear();
    expect(list.states()).toMatchObject([{ id: 53, state: "running" }]);
  });

  it("tells when nothing runs any more, listed or not", async () => {
    const list = createJobList();
    const own = started(list);
    let idle = false;
    void list.idle().then(() => {
      idle = true;
    });
    await settle();
    expect(idle).toBe(false);
    list.cancelAll();
    await own.ended;
    await settle();
    expect(idle).toBe(true);
  });

  it("begins with the jobs that an earlier back end left unfinished", () => {
    const list = createJobList({ interrupted: ["Import three-vms"] });
    expect(list.states()).toMatchObject([{ title: "Import three-vms", state: "interrupted", code: "backend.lost" }]);
  });
});

describe("listeners of the list", () => {
  it("hear the present list, then changes, at most four times a second", async () => {
    const list = createJobList();
    const { job, done } = started(list);
    await vi.advanceTimersByTimeAsync(100);
    const heard: number[] = [];
    list.subscribe(([first]) => heard.push(first?.progress?.done ?? -1));
    for (let i = 1; i <= 100; i++) {
      job().report(i, 1000);
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(heard.length).toBeGreaterThanOrEqual(4);
    expect(heard.length).toBeLessThanOrEqual(6);
    done();
    await vi.advanceTimersByTimeAsync(250);
    expect(list.states()).toMatchObject([{ state: "done" }]);
  });

  it("always hear the end", async () => {
    const list = createJobList();
    const { job, done, ended } = started(list);
    await vi.advanceTimersByTimeAsync(100);
    const heard: string[] = [];
    list.subscribe(([first]) => heard.push(first?.state ?? "none"));
    job().report(1, 2);
    done();
    await ended;
    await vi.advanceTimersByTimeAsync(250);
    expect(heard.at(-1)).toBe("done");
  });

  it("hear nothing after they have gone, and leave no timer", async () => {
    const list = createJobList();
    const { job } = started(list);
    await vi.advanceTimersByTimeAsync(100);
    let heard = 0;
    const stop = list.subscribe(() => heard++);
    job().report(1, 10);
    job().report(10, 10);
    stop();
    const before = heard;
    expect(vi.getTimerCount()).toBe(0);
    await settle();
    job().report(10, 10);
    expect(heard).toBe(before);
  });
});

describe("progress of a listed job", () => {
  it("has a rate and a time left from the second second on", async () => {
    const list = createJobList();
    const { job } = started(list);
    const at: (number | null)[][] = [];
    for (let second = 1; second <= 4; second++) {
      await vi.advanceTimersByTimeAsync(1000);
      job().report(second * 10, 100);
      const [state] = list.states();
      at.push([state?.rate ?? null, state?.seconds_left ?? null]);
    }
    expect(at).toEqual([
      [null, null],
      [10, 8],
      [10, 7],
      [10, 6],
    ]);
  });
});
