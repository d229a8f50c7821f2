import { expect, test } from "vitest";
import { frameCosts, type TraceEvent } from "./frame-costs.ts";

const thread = (pid: number, tid: number, name: string): TraceEvent => ({
  ...{ name: "thread_name", ph: "M", pid, tid, ts: 0, args: { name } },
});
const task = (pid: number, tid: number, ts: number, dur: number, tdur: number): TraceEvent => ({
  ...{ name: "RunTask", ph: "X", pid, tid, ts, dur, tdur },
});
const frame = (pid: number, tid: number, ts: number): TraceEvent => ({
  ...{ name: "FireAnimationFrame", ph: "X", pid, tid, ts, dur: 1, tdur: 1 },
});

test("a frame costs what its thread computed from its task to the next frame's, however long that waited", () => {
  const events = [
    thread(7, 1, "CrRendererMain"),
    thread(7, 2, "DedicatedWorker thread"),
    thread(8, 1, "CrRendererMain"),
    // Before the first frame: nobody's.
    task(7, 1, 0, 900, 900),
    // Two frames; the first has a task of 30 ms behind it that computed for 4 ms.
    task(7, 1, 1000, 3000, 2500),
    frame(7, 1, 1500),
    task(7, 1, 5000, 30_000, 4000),
    task(7, 1, 40_000, 2000, 2000),
    frame(7, 1, 40_500),
    task(7, 1, 50_000, 1000, 1000),
    frame(7, 1, 60_000),
    // The worker draws twice.
    task(7, 2, 2000, 9000, 7000),
    frame(7, 2, 2100),
    task(7, 2, 42_000, 5000, 5000),
    frame(7, 2, 42_100),
    // Another window that paints less.
    task(8, 1, 0, 90_000, 90_000),
    frame(8, 1, 10),
  ];
  expect(frameCosts(events)).toEqual({ main: [6.5, 3], worker: [7], tasks: [0.9, 2.5, 4, 2, 1] });
});

test("a trace without frames costs nothing", () => {
  expect(frameCosts([])).toEqual({ main: [], worker: [], tasks: [] });
  expect(frameCosts([thread(1, 1, "CrRendererMain")])).toEqual({ main: [], worker: [], tasks: [] });
});
