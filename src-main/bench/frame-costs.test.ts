import { expect, test } from "vitest";
import { frameCosts, type TraceEvent } from "./frame-costs.ts";

const thread = (pid: number, tid: number, name: string): TraceEvent => ({
  ...{ name: "thread_name", ph: "M", pid, tid, ts: 0, args: { name } },
});
const event = (name: string, pid: number, tid: number, ts: number, dur = 1, tdur = 1): TraceEvent => ({
  ...{ name, ph: "X", pid, tid, ts, dur, tdur },
});
const task = (pid: number, tid: number, ts: number, dur: number, tdur: number): TraceEvent =>
  event("RunTask", pid, tid, ts, dur, tdur);

test("a frame costs what its thread computed since the frame before was painted, however long that waited", () => {
  const events = [
    thread(7, 1, "CrRendererMain"),
    thread(7, 2, "DedicatedWorker thread"),
    thread(8, 1, "CrRendererMain"),
    // The first frame, with what came before it: its beginning is not known.
    task(7, 1, 0, 900, 900),
    task(7, 1, 1000, 3000, 2500),
    event("Commit", 7, 1, 3500),
    // A task of 30 ms that computed for 4 ms, then the next frame, for which two scripts were called.
    task(7, 1, 5000, 30_000, 4000),
    task(7, 1, 40_000, 2000, 2000),
    event("FireAnimationFrame", 7, 1, 40_100),
    event("FireAnimationFrame", 7, 1, 40_200),
    event("Commit", 7, 1, 41_500),
    // A frame that no script asked for, then work that was not painted any more.
    task(7, 1, 50_000, 1500, 1000),
    event("Commit", 7, 1, 51_000),
    task(7, 1, 60_000, 700, 700),
    // The worker takes tiles and draws, twice.
    task(7, 2, 2000, 9000, 7000),
    event("FireAnimationFrame", 7, 2, 2100),
    task(7, 2, 30_000, 600, 500),
    task(7, 2, 42_000, 5000, 5000),
    event("FireAnimationFrame", 7, 2, 42_100),
    // Another window that paints less.
    task(8, 1, 0, 90_000, 90_000),
    event("Commit", 8, 1, 10),
  ];
  expect(frameCosts(events)).toEqual({ main: [6, 1], worker: [5.5], tasks: [0.9, 2.5, 4, 2, 1, 0.7] });
});

test("a trace without frames costs nothing", () => {
  expect(frameCosts([])).toEqual({ main: [], worker: [], tasks: [] });
  expect(frameCosts([thread(1, 1, "CrRendererMain")])).toEqual({ main: [], worker: [], tasks: [] });
});
