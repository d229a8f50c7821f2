// How an arrival is served: by a warm instance, by a cold start, or after it has waited for a place or for memory.
import { evictFor } from "./ends.ts";
import { ARRIVED, EXECUTED, PLUGGED, STARTED } from "./event-queue.ts";
import { BUSY, EMPTY, IDLE, PLUGGING, RECLAIMING, STARTING } from "./instances.ts";
import { isPlanned, noteArrival, planEnd } from "./keep-alive.ts";
import { enter, isHot, monitor, ownPages, placesOf, type Room, takeAside, touch } from "./room.ts";
import { addLatency } from "./tally.ts";

/** Slowdown of a machine: its executions are stretched by it. */
export type SlowdownOf = (machine: number) => number;

export function arrive(room: Room, m: number, arrival: number, slowdownOf: SlowdownOf): void {
  const machine = room.machines[m]!;
  const next = machine.arrivals[arrival + 1];
  if (next !== undefined) room.queue.push(next, ARRIVED, m, arrival + 1);
  if (!machine.alive) {
    room.tally.lost++;
    return;
  }
  noteArrival(room, m);
  const idle = latestIdle(room, m);
  if (idle >= 0) {
    room.tally.warm++;
    room.idlePages -= ownPages(room, m);
    execute(room, m, idle, arrival, slowdownOf);
    return;
  }
  machine.waiting.push(arrival);
  serveWaiting(room);
}

/** The instance that has been idle for the shortest time; -1 without any. */
function latestIdle(room: Room, m: number): number {
  const { state, since } = room.places;
  let found = -1;
  for (const place of placesOf(room, m))
    if (state[place] === IDLE && (found < 0 || since[place]! > since[found]!)) found = place;
  return found;
}

export function execute(room: Room, m: number, place: number, arrival: number, slowdownOf: SlowdownOf): void {
  room.places.arrival[place] = arrival;
  enter(room, place, BUSY);
  room.queue.push(room.clock + Math.round(room.machines[m]!.execUs * slowdownOf(m)), EXECUTED, m, place);
}

/** An execution is over. */
export function executed(room: Room, m: number, place: number, slowdownOf: SlowdownOf): void {
  const { machines, places, tally, clock } = room;
  addLatency(tally, clock - machines[m]!.arrivals[places.arrival[place]!]!);
  serveOrIdle(room, m, place, slowdownOf, false);
}

/** An instance is ready: for the arrival it was started for, for one that waits, or to be idle because it was started ahead. */
export function ready(room: Room, m: number, place: number, slowdownOf: SlowdownOf): void {
  const arrival = room.places.arrival[place]!;
  if (arrival >= 0) execute(room, m, place, arrival, slowdownOf);
  else serveOrIdle(room, m, place, slowdownOf, true);
}

function serveOrIdle(room: Room, m: number, place: number, slowdownOf: SlowdownOf, ahead: boolean): void {
  const next = room.machines[m]!.waiting.shift();
  if (next !== undefined) {
    room.tally.warm++;
    execute(room, m, place, next, slowdownOf);
    return;
  }
  enter(room, place, IDLE);
  room.places.arrival[place] = -1;
  room.idlePages += ownPages(room, m);
  planEnd(room, m, place, ahead);
  serveWaiting(room);
}

/** A cold start without an arrival, where a place and memory are free; nothing is evicted for it, and it is not counted as a start. */
export function startAhead(room: Room, m: number): void {
  const place = emptyPlace(room, m);
  if (place < 0 || room.memory.free() < framesToStart(room, m)) return;
  room.tally.prewarmed++;
  beginStart(room, m, place, -1);
}

/** The same where idle times let a call be expected, by the last plan, and the machine has no instance. */
export function startExpected(room: Room, m: number): void {
  if (!isPlanned(room, m)) return;
  for (const place of placesOf(room, m)) {
    const state = room.places.state[place]!;
    if (state !== EMPTY && state !== RECLAIMING) return;
  }
  startAhead(room, m);
}

const emptyPlace = (room: Room, m: number): number => {
  for (const place of placesOf(room, m)) if (room.places.state[place] === EMPTY) return place;
  return -1;
};

/** Waiting arrivals start as places and memory allow, the earliest first; for the rest idle instances are evicted. */
export function serveWaiting(room: Room): void {
  const { memory, settings, machines } = room;
  for (let m = earliestWaiting(room); m >= 0; m = earliestWaiting(room)) {
    const frames = framesToStart(room, m);
    if (memory.free() < frames) evictFor(room, frames - memory.free() - room.leaving);
    if (memory.free() < frames) {
      noteShort(room, machines[m]!.arrivals[machines[m]!.waiting[0]!]!);
      return;
    }
    startCold(room, m, emptyPlace(room, m), machines[m]!.waiting.shift()!);
  }
  const short = settings.bufferPages - memory.free() - room.leaving;
  if (settings.bufferPages > 0 && short > 0) evictFor(room, Math.ceil(short * settings.reclaimAhead));
}

/** An arrival that came at `time` waits for memory; told once. */
function noteShort({ tally }: Room, time: number): void {
  if (time <= tally.shortLastUs) return;
  tally.short++;
  tally.shortLastUs = time;
}

/** The machine with a place for the arrival that has waited longest; -1 without any. */
function earliestWaiting(room: Room): number {
  let found = -1;
  let earliest = Number.POSITIVE_INFINITY;
  for (let m = 0; m < room.machines.length; m++) {
    const { waiting, arrivals } = room.machines[m]!;
    if (waiting.length === 0 || arrivals[waiting[0]!]! >= earliest || emptyPlace(room, m) < 0) continue;
    earliest = arrivals[waiting[0]!]!;
    found = m;
  }
  return found;
}

/** Touched pages left in the machine by a block that could not be removed, as far as an instance can use them. */
const reusable = ({ machines }: Room, m: number): number =>
  Math.min(machines[m]!.strandedTouched, machines[m]!.touchedPages);

/** Who plugs memory cannot know what will be touched: the whole part must be free (systems section 2a, step 8). */
function framesToStart(room: Room, m: number): number {
  const { partPages, monitorPages } = room.machines[m]!;
  if (room.settings.variant === "static") return 0;
  return isHot(room) ? partPages - reusable(room, m) : ownPages(room, m) + monitorPages;
}

function startCold(room: Room, m: number, place: number, arrival: number): void {
  room.tally.cold++;
  beginStart(room, m, place, arrival);
}

/** An instance starts for an arrival, or for none (-1). */
function beginStart(room: Room, m: number, place: number, arrival: number): void {
  const { places, memory, queue, settings, clock } = room;
  places.arrival[place] = arrival;
  if (!isHot(room)) {
    start(room, m, place, 0);
    return;
  }
  places.aside[place] = ownPages(room, m) - reusable(room, m);
  memory.setAside(places.aside[place]!);
  enter(room, place, PLUGGING);
  queue.push(clock + settings.plugUs, PLUGGED, m, place);
}

export function plugged(room: Room, m: number, place: number): void {
  const { tally, settings } = room;
  tally.plugs++;
  tally.plugUs += settings.plugUs;
  takeAside(room, place);
  start(room, m, place, settings.plugUs);
}

/** The instance's memory is there; boot and initialisation touch it. */
function start(room: Room, m: number, place: number, waitedUs: number): void {
  const { machines, settings, memory, queue, tally, clock } = room;
  const machine = machines[m]!;
  enter(room, place, STARTING);
  if (settings.variant !== "static") {
    monitor(room, m, machine.monitorPages);
    const untouched = machine.partPages - machine.touchedPages;
    const reused = reusable(room, m);
    const spare = Math.min(machine.strandedUntouched, untouched);
    const fresh = ownPages(room, m) - reused;
    memory.plug(m, fresh + untouched - spare);
    tally.epochPlugged += fresh + untouched - spare;
    machine.strandedTouched -= reused;
    machine.strandedUntouched -= spare;
    touch(room, m, fresh);
    if (!machine.alive) return;
  }
  const penalty = Math.round(settings.coldPenalty * (waitedUs + machine.startUs));
  queue.push(clock + machine.startUs + penalty, STARTED, m, place);
}
