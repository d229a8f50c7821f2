// The machines of all functions while they run: what they hold, what waits, and the books of their memory.
import type { Randomness } from "../../engine/demand.ts";
import { createEventQueue, type EventQueue, type SavedQueue } from "./event-queue.ts";
import {
  BUSY,
  EMPTY,
  emptyPlaces,
  type FunctionMachine,
  IDLE,
  PLUGGING,
  type PlaceColumns,
  RECLAIMING,
  STARTING,
} from "./instances.ts";
import { type KeepAliveBooks, openKeepAlive } from "./keep-alive-books.ts";
import type { HotplugSettings } from "./settings.ts";
import { emptyFunctionTally, type FunctionTally } from "./tally.ts";

/** The host's memory as functions see it; pages of machine number `machine`. */
export interface FunctionMemory {
  /** Frames that can be had now. */
  free(): number;
  /** Frames set aside for an instance that starts, or given back unused. */
  setAside(frames: number): void;
  /** Pages get a place in the machine, without frames. */
  plug(machine: number, pages: number): void;
  /** Plugged pages get frames of their own; a host without free ones kills machines for them, this one perhaps. */
  touch(machine: number, pages: number): void;
  /** Pages leave the machine: those with frames, and those never touched. */
  unplug(machine: number, touched: number, untouched: number): void;
  /** Host memory of a monitor that starts (or of one that ends, below 0): machines that live as long as their instance. */
  monitor(machine: number, frames: number): void;
  /** False once the host has killed the machine. */
  lives(machine: number): boolean;
}

/** What changes of a machine. */
interface MachineState {
  alive: boolean;
  /** Frames it holds. */
  held: number;
  /** When its driver is done with the unplugs asked for so far, in microseconds. */
  driverFreeUs: number;
  /** Left plugged by a block that could not be removed: touched pages, and never touched ones. */
  strandedTouched: number;
  strandedUntouched: number;
  unplugs: number;
  /** A policy keeps idle instances until then, in microseconds. */
  warmUntilUs: number;
  /** Arrivals that wait for a place or for memory, first come first. */
  waiting: number[];
}

export type Machine = FunctionMachine & MachineState;

export interface Room {
  readonly settings: HotplugSettings;
  readonly memory: FunctionMemory;
  readonly randomness: Randomness;
  readonly machines: readonly Machine[];
  readonly places: PlaceColumns;
  readonly queue: EventQueue;
  readonly tally: FunctionTally;
  readonly books: KeepAliveBooks;
  /** Microseconds since the start of the run. */
  clock: number;
  idlePages: number;
  /** Frames of all machines. */
  charged: number;
  /** Frames of instances that are being reclaimed: they will be free without another eviction. */
  leaving: number;
}

export interface SavedRoom {
  readonly queue: SavedQueue;
  readonly places: Omit<PlaceColumns, "first">;
  readonly machines: readonly MachineState[];
  readonly tally: FunctionTally;
  readonly books: KeepAliveBooks;
  readonly sums: Pick<Room, "clock" | "idlePages" | "charged" | "leaving">;
}

const stateOf = (machine: MachineState): MachineState => ({
  alive: machine.alive,
  held: machine.held,
  driverFreeUs: machine.driverFreeUs,
  strandedTouched: machine.strandedTouched,
  strandedUntouched: machine.strandedUntouched,
  unplugs: machine.unplugs,
  warmUntilUs: machine.warmUntilUs,
  waiting: [...machine.waiting],
});

const AT_START: MachineState = {
  alive: true,
  held: 0,
  driverFreeUs: 0,
  strandedTouched: 0,
  strandedUntouched: 0,
  unplugs: 0,
  warmUntilUs: 0,
  waiting: [],
};

/** A room of these machines, empty or as it was saved. */
export function openRoom(
  specs: readonly FunctionMachine[],
  given: Pick<Room, "settings" | "memory" | "randomness">,
  saved?: SavedRoom,
): Room {
  const places = emptyPlaces(specs);
  if (saved) {
    for (const name of ["state", "arrival", "since", "aside"] as const) places[name].set(saved.places[name]);
  }
  return {
    ...given,
    machines: specs.map((spec, m) => ({ ...spec, ...stateOf(saved?.machines[m] ?? AT_START) })),
    places,
    queue: createEventQueue(saved?.queue),
    tally: saved ? { ...saved.tally, latencies: saved.tally.latencies.slice() } : emptyFunctionTally(),
    books: openKeepAlive(specs.length, places.state.length, saved?.books),
    ...(saved?.sums ?? { clock: 0, idlePages: 0, charged: 0, leaving: 0 }),
  };
}

export function saveRoom({
  queue,
  places,
  machines,
  tally,
  books,
  clock,
  idlePages,
  charged,
  leaving,
}: Room): SavedRoom {
  return {
    queue: queue.save(),
    places: {
      state: places.state.slice(),
      arrival: places.arrival.slice(),
      since: places.since.slice(),
      aside: places.aside.slice(),
    },
    machines: machines.map(stateOf),
    tally: { ...tally, latencies: tally.latencies.slice(0, Math.max(1, tally.ended)) },
    books: openKeepAlive(machines.length, places.state.length, books),
    sums: { clock, idlePages, charged, leaving },
  };
}

/** Whether instances share a machine whose memory comes and goes. */
export const isHot = ({ settings: { variant } }: Room): boolean => variant !== "static" && variant !== "one-to-one";

/** Places of a machine. */
export function* placesOf({ places }: Room, m: number): Generator<number> {
  for (let place = places.first[m]!; place < places.first[m + 1]!; place++) yield place;
}

/** Pages that an instance touches, the shared ones included where it has a machine of its own. */
export const ownPages = ({ machines, settings }: Room, m: number): number =>
  machines[m]!.touchedPages + (settings.variant === "one-to-one" ? machines[m]!.sharedPages : 0);

/** Whether a place in this state is an instance: from its plug to its end. */
const isInstance = (state: number): boolean => state !== EMPTY && state !== RECLAIMING;

export function enter({ places, clock, tally }: Room, place: number, state: number): void {
  tally.instances += Number(isInstance(state)) - Number(isInstance(places.state[place]!));
  tally.instancesMax = Math.max(tally.instancesMax, tally.instances);
  places.state[place] = state;
  places.since[place] = clock;
}

/** Memory over time up to `time`. */
export function advance(room: Room, time: number): void {
  room.tally.chargePageUs += room.charged * (time - room.clock);
  room.tally.idlePageUs += room.idlePages * (time - room.clock);
  room.clock = time;
}

/** Pages get frames; the host may kill machines for them. */
export function touch(room: Room, m: number, pages: number): void {
  room.memory.touch(m, pages);
  charge(room, m, pages);
  buryKilled(room);
  room.tally.maxPages = Math.max(room.tally.maxPages, room.charged);
}

export function charge(room: Room, m: number, frames: number): void {
  room.machines[m]!.held += frames;
  room.charged += frames;
}

/** A monitor starts, or ends below 0. */
export function monitor(room: Room, m: number, frames: number): void {
  if (frames === 0) return;
  room.memory.monitor(m, frames);
  charge(room, m, frames);
}

/** Frames set aside for a place are there to be touched, or free again. */
export function takeAside({ memory, places }: Room, place: number): void {
  memory.setAside(-places.aside[place]!);
  places.aside[place] = 0;
}

/** Machines that the host killed: their instances and frames are gone, what arrives there is lost. */
export function buryKilled(room: Room): void {
  const { machines, memory, places, tally } = room;
  for (let m = 0; m < machines.length; m++) {
    const machine = machines[m]!;
    if (!machine.alive || memory.lives(m)) continue;
    machine.alive = false;
    charge(room, m, -machine.held);
    tally.lost += machine.waiting.length;
    machine.waiting.length = 0;
    for (const place of placesOf(room, m)) {
      const state = places.state[place]!;
      if (state === PLUGGING) takeAside(room, place);
      if (state === IDLE) room.idlePages -= ownPages(room, m);
      if (state === RECLAIMING) room.leaving -= machine.touchedPages;
      const serves = state === PLUGGING || state === STARTING || state === BUSY;
      if (serves && places.arrival[place]! >= 0) tally.lost++;
      tally.instances -= Number(isInstance(state));
      places.state[place] = EMPTY;
    }
  }
}
