// How long idle instances are kept, and when one is started ahead of a call: a fixed time, by idle times, or until memory is short.
import { greedyDual } from "../keepalive/greedy-dual.ts";
import { addIdleTime, warmWindow } from "../keepalive/idle-times.ts";
import { EXPIRED, PREWARMED } from "./event-queue.ts";
import { BUSY, IDLE } from "./instances.ts";
import { ownPages, placesOf, type Room } from "./room.ts";

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
  if (ahead && books.aheadUntilUs[m]! > clock) untilUs = books.aheadUntilUs[m]!;
  else if (!ahead && settings.keepAlive === "histogram") {
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

/** Subject of a start ahead that follows from idle times; those of policies have 0. */
export const EXPECTED = 1;

/** An instance is to be started at `atUs` and to stay until `untilUs`, unless there is one then. */
function planAhead({ books, queue }: Room, m: number, atUs: number, untilUs: number): void {
  books.aheadAtUs[m] = atUs;
  books.aheadUntilUs[m] = untilUs;
  queue.push(atUs, PREWARMED, m, EXPECTED);
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
