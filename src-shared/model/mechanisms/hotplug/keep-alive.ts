// How long idle instances are kept, and when one is started ahead of a call: a fixed time, by idle times, or until memory is short.
import { greedyDual } from "../keepalive/greedy-dual.ts";
import { addIdleTime, type IdleTimes, openIdleTimes, warmWindow } from "../keepalive/idle-times.ts";
import { EXPIRED, PREWARMED } from "./event-queue.ts";
import { BUSY, IDLE } from "./instances.ts";
import { ownPages, placesOf, type Room } from "./room.ts";

export const KEEP_ALIVES = ["fixed", "histogram", "greedy-dual"] as const;
export type KeepAlive = (typeof KEEP_ALIVES)[number];

/** What is remembered of calls, by machine, and of idle instances, by place. */
export interface KeepAliveBooks {
  readonly idleTimes: IdleTimes;
  /** End of the last execution in microseconds; -1 before the first. */
  readonly lastEndUs: Float64Array;
  readonly calls: Float64Array;
  /** When an instance is to be started ahead, by the last plan, and until when it stays, in microseconds. */
  readonly aheadAtUs: Float64Array;
  readonly aheadUntilUs: Float64Array;
  /** By place: when its keep-alive ends, and its worth. */
  readonly untilUs: Float64Array;
  readonly priority: Float64Array;
  /** Priority of what was evicted last. */
  readonly clock: Float64Array;
}

export function openKeepAlive(machines: number, places: number, saved?: KeepAliveBooks): KeepAliveBooks {
  const column = (name: Exclude<keyof KeepAliveBooks, "idleTimes">, length: number): Float64Array =>
    saved?.[name].slice() ?? new Float64Array(length);
  return {
    idleTimes: openIdleTimes(machines, saved?.idleTimes),
    lastEndUs: saved?.lastEndUs.slice() ?? new Float64Array(machines).fill(-1),
    calls: column("calls", machines),
    aheadAtUs: column("aheadAtUs", machines),
    aheadUntilUs: column("aheadUntilUs", machines),
    untilUs: column("untilUs", places),
    priority: column("priority", places),
    clock: column("clock", 1),
  };
}

/** A call arrives: the time since the last one ended is an idle time, unless one is being executed. */
export function noteArrival(room: Room, m: number): void {
  const { books, places, clock, settings } = room;
  books.calls[m]! += 1;
  if (settings.keepAlive !== "histogram" || books.lastEndUs[m]! < 0) return;
  for (const place of placesOf(room, m)) if (places.state[place] === BUSY) return;
  addIdleTime(books.idleTimes, m, clock - books.lastEndUs[m]!);
}

/** An instance is idle after a call, or because it was started ahead (`ahead`): its end is planned, and perhaps its return. */
export function planEnd(room: Room, m: number, place: number, ahead: boolean): void {
  const { books, queue, clock, settings, machines } = room;
  if (settings.keepAlive === "greedy-dual") {
    const { startUs } = machines[m]!;
    books.priority[place] = greedyDual(books.clock[0]!, books.calls[m]!, startUs, ownPages(room, m));
    return;
  }
  let untilUs = clock + settings.keepAliveUs;
  if (ahead) untilUs = Math.max(clock, books.aheadUntilUs[m]!);
  else if (settings.keepAlive === "histogram") {
    books.lastEndUs[m] = clock;
    const window = warmWindow(books.idleTimes, m);
    if (window !== null) {
      untilUs = clock + (window.warmUs > 0 ? 0 : Math.round(window.endUs));
      if (window.warmUs > 0) planAhead(room, m, clock + Math.round(window.warmUs), clock + Math.round(window.endUs));
    }
  }
  books.untilUs[place] = untilUs;
  queue.push(untilUs, EXPIRED, m, place);
}

/** An instance is to be started at `atUs` and to stay until `untilUs`, unless there is one then. */
export function planAhead({ books, queue }: Room, m: number, atUs: number, untilUs: number): void {
  books.aheadAtUs[m] = atUs;
  books.aheadUntilUs[m] = untilUs;
  queue.push(atUs, PREWARMED, m, 0);
}

/** Whether the plan of an instance started ahead is for now; an earlier plan is void. */
export const isPlanned = ({ books, clock }: Room, m: number): boolean => books.aheadAtUs[m] === clock;

/** Whether the keep-alive of an instance is over now. */
export const isOver = ({ places, books, clock }: Room, place: number): boolean =>
  places.state[place] === IDLE && clock >= books.untilUs[place]!;

/** The idle instance to evict first: the one worth least, else the longest idle one; null without any. */
export function firstToGo(room: Room): { readonly machine: number; readonly place: number } | null {
  const { machines, places, settings, books } = room;
  const worth = settings.keepAlive === "greedy-dual" ? books.priority : places.since;
  let found = -1;
  let owner = -1;
  for (let m = 0; m < machines.length; m++)
    for (const place of placesOf(room, m)) {
      if (places.state[place] !== IDLE) continue;
      if (found < 0 || worth[place]! < worth[found]!) [found, owner] = [place, m];
    }
  if (found < 0) return null;
  if (settings.keepAlive === "greedy-dual") books.clock[0] = books.priority[found]!;
  return { machine: owner, place: found };
}
