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
  /** CPU ms of the main thread for each frame that it painted. */
  readonly main: readonly number[];
  /** The same of the worker that draws; empty where none does. */
  readonly worker: readonly number[];
  /** CPU ms of each task of the main thread. */
  readonly tasks: readonly number[];
}

/** What a trace must record. */
export const TRACED = ["devtools.timeline", "disabled-by-default-devtools.timeline"];

const TASK = "RunTask";

/** How a kind of thread is known, and what ends a frame of it. */
interface Kind {
  readonly isOne: (name: string) => boolean;
  readonly paints: string;
}

/** A frame of the main thread is painted when it is handed to the compositor, whether or not a script asked for it. */
const MAIN: Kind = { isOne: (name) => name === "CrRendererMain", paints: "Commit" };
/** A worker draws when it is called for a frame. */
const WORKER: Kind = { isOne: (name) => name.startsWith("DedicatedWorker"), paints: "FireAnimationFrame" };

interface Thread {
  readonly pid: number;
  /** When each frame was painted. */
  readonly paints: readonly number[];
  readonly tasks: readonly TraceEvent[];
}

function threadsOf(events: readonly TraceEvent[], { isOne, paints }: Kind): Thread[] {
  const threads = new Map<string, { pid: number; paints: number[]; tasks: TraceEvent[] }>();
  for (const { ph, name, pid, tid, args } of events)
    if (ph === "M" && name === "thread_name" && isOne(args?.name ?? ""))
      threads.set(`${pid} ${tid}`, { pid, paints: [], tasks: [] });
  for (const event of events) {
    const thread = threads.get(`${event.pid} ${event.tid}`);
    if (event.ph !== "X" || !thread) continue;
    if (event.name === paints) thread.paints.push(event.ts);
    else if (event.name === TASK) thread.tasks.push(event);
  }
  return [...threads.values()];
}

/**
 * A frame costs all tasks behind the one that painted the frame before, up to the one that painted it: nothing the thread did is
 * left out, and several calls for one frame are one frame. What came before the first has no beginning, and is nobody's.
 */
function perFrame({ paints, tasks }: Thread): number[] {
  const painted = [...paints].sort((a, b) => a - b);
  const costs: number[] = [];
  let at = 0;
  let cost = 0;
  for (const { ts, dur = 0, tdur = 0 } of [...tasks].sort((a, b) => a.ts - b.ts)) {
    cost += tdur / 1000;
    const before = at;
    while (at < painted.length && (painted[at] as number) < ts + dur) at++;
    if (at === before) continue;
    costs.push(cost);
    cost = 0;
  }
  return costs.slice(1);
}

const paintsMost = (threads: readonly Thread[]): Thread | undefined =>
  [...threads].sort((a, b) => b.paints.length - a.paints.length)[0];

/** Costs of the window that painted most, and of the worker of its process that did. */
export function frameCosts(events: readonly TraceEvent[]): FrameCosts {
  const main = paintsMost(threadsOf(events, MAIN));
  if (!main) return { main: [], worker: [], tasks: [] };
  const worker = paintsMost(threadsOf(events, WORKER).filter(({ pid }) => pid === main.pid));
  return {
    main: perFrame(main),
    worker: worker ? perFrame(worker) : [],
    tasks: main.tasks.map(({ tdur = 0 }) => tdur / 1000),
  };
}
