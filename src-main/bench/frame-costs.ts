// What painted frames cost a window's threads, from Chromium's own trace: CPU time, not what other programs made it wait.

/** One event of a trace; times in microseconds. */
export interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** CPU time of the thread while it lasted. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

export interface FrameCosts {
  /** CPU ms of the main thread from each animation frame to the next. */
  readonly main: readonly number[];
  /** The same of the worker that draws; empty where none does. */
  readonly worker: readonly number[];
  /** CPU ms of each task of the main thread. */
  readonly tasks: readonly number[];
}

/** What a trace must record. */
export const TRACED = ["devtools.timeline", "disabled-by-default-devtools.timeline"];

const MAIN = "CrRendererMain";
const WORKER = /^DedicatedWorker/;
const FRAME = "FireAnimationFrame";
const TASK = "RunTask";

interface Thread {
  readonly pid: number;
  readonly name: string;
  readonly frames: number[];
  readonly tasks: TraceEvent[];
}

function threadsOf(events: readonly TraceEvent[]): Thread[] {
  const threads = new Map<string, Thread>();
  for (const { ph, name, pid, tid, args } of events)
    if (ph === "M" && name === "thread_name")
      threads.set(`${pid} ${tid}`, { pid, name: args?.name ?? "", frames: [], tasks: [] });
  for (const event of events) {
    const thread = threads.get(`${event.pid} ${event.tid}`);
    if (event.ph !== "X" || !thread) continue;
    if (event.name === FRAME) thread.frames.push(event.ts);
    else if (event.name === TASK) thread.tasks.push(event);
  }
  return [...threads.values()];
}

/** CPU ms from each frame to the next; what a frame begins inside belongs to it. The last frame has no end. */
function perFrame({ frames, tasks }: Thread): number[] {
  const starts = [...frames].sort((a, b) => a - b);
  const costs = new Float64Array(starts.length);
  const sorted = [...tasks].sort((a, b) => a.ts - b.ts);
  let frame = -1;
  for (const { ts, dur = 0, tdur = 0 } of sorted) {
    while (frame + 1 < starts.length && (starts[frame + 1] as number) < ts + dur) frame++;
    if (frame >= 0) (costs[frame] as number) += tdur / 1000;
  }
  return [...costs.subarray(0, Math.max(0, starts.length - 1))];
}

const mostFrames = (threads: readonly Thread[]): Thread | undefined =>
  [...threads].sort((a, b) => b.frames.length - a.frames.length)[0];

/** Costs of the window that painted most, and of the worker of its process that did. */
export function frameCosts(events: readonly TraceEvent[]): FrameCosts {
  const threads = threadsOf(events);
  const main = mostFrames(threads.filter(({ name }) => name === MAIN));
  if (!main) return { main: [], worker: [], tasks: [] };
  const worker = mostFrames(threads.filter(({ name, pid }) => WORKER.test(name) && pid === main.pid));
  return {
    main: perFrame(main),
    worker: worker ? perFrame(worker) : [],
    tasks: main.tasks.map(({ tdur = 0 }) => tdur / 1000),
  };
}
