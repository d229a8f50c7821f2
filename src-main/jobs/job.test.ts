import { describe, expect, it } from "vitest";
import type { Progress } from "../../src-shared/protocol/requests.ts";
import { createJob } from "./job.ts";

describe("a job", () => {
  it("tells its progress at most once in the interval, and always its end", () => {
    const heard: Progress[] = [];
    let clock = 0;
    const job = createJob("import", { listen: (p) => heard.push(p), everyMs: 100, now: () => clock });
    job.report(1, 10);
    clock = 50;
    job.report(2, 10);
    clock = 120;
    job.report(3, 10, "page-faults.perf.data");
    clock = 121;
    job.report(10, 10);
    expect(heard.map((p) => p.done)).toEqual([1, 3, 10]);
    expect(heard[1]?.detail).toBe("page-faults.perf.data");
  });

  it("has a signal that is never aborted when none is given", () => {
    expect(createJob("query").signal.aborted).toBe(false);
  });
});
