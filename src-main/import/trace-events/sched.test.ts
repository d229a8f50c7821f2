// Switches and wake-ups of threads on two CPUs, with states as kernels before and after 4.14 record them.
import { describe, expect, test } from "vitest";
import { type PlayedLoss, type PlayedRecord, playTrace } from "../testing/play-trace.ts";

const IDLE = 0;
const RUNNABLE = 0;
const SLEEPS = 1;

/** On a CPU one thread goes, another comes; the record is the first one's. */
const sw = (t: number, cpu: number, prev: number, state: number | string, next: number): PlayedRecord => ({
  event: "sched:sched_switch",
  t,
  cpu,
  tid: prev,
  task: prev + 1000,
  fields: {
    prev_comm: "a",
    prev_pid: prev,
    prev_prio: 120,
    prev_state: state,
    next_comm: "b",
    next_pid: next,
    next_prio: 120,
  },
});
const wake = (t: number, pid: number): PlayedRecord => ({
  event: "sched:sched_wakeup",
  t,
  fields: { comm: "b", pid, prio: 120, target_cpu: 1 },
});

const states = async (...records: (PlayedRecord | PlayedLoss)[]) =>
  (await playTrace(records)).tables.sched?.map(({ state, t, ns, cpu, task_id: task }) => [state, t, ns, cpu, task]) ??
  [];

describe("a thread", () => {
  test("runs from its switch in to its switch out, and waits or sleeps until the next one", async () => {
    const found = await states(
      sw(100, 0, IDLE, RUNNABLE, 5),
      sw(300, 0, 5, SLEEPS, 6),
      sw(350, 0, 6, RUNNABLE, 5),
      sw(400, 0, 5, SLEEPS, 6),
      sw(410, 0, 6, SLEEPS, IDLE),
    );
    // Hand-computed; t has the offset 1000, the idle thread is no load, and at the end, 410, everybody sleeps.
    expect(found).toEqual([
      ["running", 1100n, 200n, 0, 1005],
      ["running", 1300n, 50n, 0, 1006],
      ["blocked", 1300n, 50n, 0, 1005],
      ["running", 1350n, 50n, 0, 1005],
      ["runnable", 1350n, 50n, 0, 1006],
      ["running", 1400n, 10n, 0, 1006],
      ["blocked", 1400n, 10n, 0, 1005],
      ["blocked", 1410n, 0n, 0, 1006],
    ]);
  });

  test("sleeps until it is woken, then waits for a CPU", async () => {
    const found = await states(sw(100, 0, 5, SLEEPS, IDLE), wake(180, 5), sw(200, 1, IDLE, RUNNABLE, 5));
    expect(found.slice(0, 2)).toEqual([
      ["blocked", 1100n, 80n, 0, 1005],
      ["runnable", 1180n, 20n, 0, 1005],
    ]);
  });

  test.each([
    [0, "runnable"],
    [0x100, "runnable"],
    ["R+", "runnable"],
    // Kernels before 4.14 mark preemption with 1024, 2048 or 4096.
    [2048, "runnable"],
    [2, "blocked"],
    [130, "blocked"],
    ["D", "blocked"],
    ["S|K", "blocked"],
  ])("in state %s is %s until it runs again", async (state, wanted) => {
    const found = await states(sw(100, 0, 5, state, 6), sw(150, 0, 6, SLEEPS, 5));
    expect(found[0]).toEqual(["running", 1100n, 50n, 0, 1006]);
    expect(found[1]).toEqual([wanted, 1100n, 50n, 0, 1005]);
  });

  test.each([16, 32, "X", "Z"])("that is gone, in state %s, neither waits nor sleeps", async (state) => {
    const found = await states(sw(100, 0, 5, state, 6), sw(150, 0, 6, SLEEPS, IDLE));
    expect(found.map(([, , , , task]) => task)).toEqual([1006, 1006]);
  });

  test("whose CPU lost records may have run meanwhile: nothing is said of it", async () => {
    const found = await states(
      sw(100, 0, IDLE, RUNNABLE, 5),
      sw(120, 1, 6, SLEEPS, 7),
      { lost: 3, cpu: 0 },
      sw(300, 0, 5, SLEEPS, IDLE),
      sw(310, 1, 7, SLEEPS, 6),
    );
    // Thread 7 ran on the other CPU all the time; that of 6 may have been switched on the CPU that lost records.
    expect(found.filter(([, t]) => (t as bigint) < 1300n)).toEqual([["running", 1120n, 190n, 1, 1007]]);
  });

  test("in a recording of one process is switched in unseen: how long it waited is not said", async () => {
    const found = await states(sw(100, 0, 5, SLEEPS, IDLE), sw(300, 0, 5, SLEEPS, 6), sw(310, 0, 6, SLEEPS, 5));
    expect(found).toEqual([
      ["running", 1300n, 10n, 0, 1006],
      ["blocked", 1300n, 10n, 0, 1005],
    ]);
  });
});

test("switches are counted and have no row of their own; wake-ups have one", async () => {
  const run = await playTrace([sw(1, 0, 5, SLEEPS, 6), wake(2, 5)]);
  expect(run.events).toEqual({ "sched:sched_switch": 1, "sched:sched_wakeup": 1 });
  expect(run.tables.event).toHaveLength(1);
  expect(run.span).toEqual({ first: 1n, last: 2n });
});
