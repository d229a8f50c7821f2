import { describe, expect, it } from "vitest";
import { createJob } from "../jobs/job.ts";
import type { OpenProject } from "../store/project.ts";
import { createWriters } from "./writers.ts";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A way to open projects that counts. */
function opener() {
  const counts = { opened: 0, closed: 0 };
  const open = (path: string): OpenProject => {
    counts.opened++;
    return { path, close: () => void counts.closed++ } as OpenProject;
  };
  return { open, counts };
}

function gate() {
  let open = (): void => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), passed };
}

describe("a project that is open for changes", () => {
  it("is shared by all who change it at the same time, and closed by the last", async () => {
    const writers = createWriters();
    const { open, counts } = opener();
    const { passed, open: finish } = gate();
    const long = writers.change("/p", open, () => passed);
    await writers.change("/p", open, () => {});
    expect(counts).toEqual({ opened: 1, closed: 0 });
    finish();
    await long;
    expect(counts).toEqual({ opened: 1, closed: 1 });
  });

  it("is closed when the work fails, and opened again for the next", async () => {
    const writers = createWriters();
    const { open, counts } = opener();
    await expect(writers.change("/p", open, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await writers.change("/p", open, () => {});
    expect(counts).toEqual({ opened: 2, closed: 2 });
  });
});

describe("work in turn", () => {
  function waiting() {
    const heard: boolean[] = [];
    const abort = new AbortController();
    const job = createJob("import", { signal: abort.signal, onWait: (waits) => heard.push(waits) });
    return { job, heard, abort };
  }

  /** The first of three is at work until its gate opens. */
  function oneAtWork() {
    const writers = createWriters();
    const [a, b, c] = [waiting(), waiting(), waiting()];
    const first = gate();
    const order: string[] = [];
    const one = writers.inTurn("/p", a.job, async () => {
      await first.passed;
      order.push("one");
    });
    return { writers, one, first, order, b, c };
  }

  it("begins when the work before it has ended, well or not, and tells that it waits", async () => {
    const writers = createWriters();
    const [a, b, c] = [waiting(), waiting(), waiting()];
    const first = gate();
    const order: string[] = [];
    const one = writers.inTurn("/p", a.job, async () => {
      await first.passed;
      order.push("one");
      throw new Error("one failed");
    });
    const two = writers.inTurn("/p", b.job, async () => order.push("two"));
    const other = writers.inTurn("/q", c.job, async () => order.push("other"));
    await other;
    expect([order, a.heard, b.heard, c.heard]).toEqual([["other"], [], [true], []]);
    first.open();
    await expect(one).rejects.toThrow("one failed");
    await two;
    expect([order, b.heard]).toEqual([
      ["other", "one", "two"],
      [true, false],
    ]);
  });

  it("gives up its place when it is cancelled, and who comes after it still waits for who was before", async () => {
    const { writers, one, first, order, b, c } = oneAtWork();
    const two = writers.inTurn("/p", b.job, async () => order.push("two")).catch((thrown) => thrown.report.code);
    const three = writers.inTurn("/p", c.job, async () => order.push("three"));
    b.abort.abort();
    expect(await two).toBe("job.cancelled");
    await turn();
    expect(order).toEqual([]);
    first.open();
    await Promise.all([one, three]);
    expect(order).toEqual(["one", "three"]);
  });

  it("is not begun beside earlier work by who comes when all that waited have given up", async () => {
    const { writers, one, first, order, b, c } = oneAtWork();
    const two = writers.inTurn("/p", b.job, async () => order.push("two")).catch((thrown) => thrown.report.code);
    b.abort.abort();
    expect(await two).toBe("job.cancelled");
    const three = writers.inTurn("/p", c.job, async () => order.push("three"));
    await turn();
    expect([order, c.heard]).toEqual([[], [true]]);
    first.open();
    await Promise.all([one, three]);
    expect(order).toEqual(["one", "three"]);
    await turn();
    const d = waiting();
    await writers.inTurn("/p", d.job, async () => order.push("four"));
    expect(d.heard).toEqual([]);
  });
});
