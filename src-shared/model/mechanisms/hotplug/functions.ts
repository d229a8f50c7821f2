// Functions on machines whose memory is plugged and unplugged: from arrivals to cold and warm starts and reclaims.
import type { Randomness } from "../../engine/demand.ts";
import { endInstance, memoryBack } from "./ends.ts";
import { ARRIVED, EXECUTED, EXPIRED, PLUGGED, PREWARMED, type QueuedEvent, RECLAIMED, STARTED } from "./event-queue.ts";
import { EMPTY, type FunctionMachine, IDLE } from "./instances.ts";
import { EXPECTED, isOver } from "./keep-alive.ts";
import {
  advance,
  buryKilled,
  type FunctionMemory,
  openRoom,
  placesOf,
  type SavedRoom,
  saveRoom,
  touch,
} from "./room.ts";
import type { HotplugSettings } from "./settings.ts";
import {
  arrive,
  executed,
  plugged,
  ready,
  type SlowdownOf,
  serveWaiting,
  startAhead,
  startExpected,
} from "./starts.ts";
import type { FunctionTally } from "./tally.ts";

export interface FunctionHost {
  /** Machines that live get their memory of the start; called once, when the guests of the run have started. */
  boot(): void;
  /** Everything that happens before `endUs`. */
  runUntil(endUs: number, slowdownOf: SlowdownOf): void;
  /** Arrivals that wait. */
  waiting(): number;
  /** Host memory of the monitors of a machine's instances, in frames. */
  monitors(machine: number): number;
  /** Idle instances of a machine stay until then, at least. */
  keepWarm(machine: number, untilUs: number): void;
  /** An instance starts then, or now if that is over. Returns when, -1 for a machine that is gone. */
  prewarm(machine: number, atUs: number): number;
  /** Idle instances of a machine end now. Returns how many. */
  evict(machine: number): number;
  /** Instances that are idle, and since when the last one is, in microseconds (null without any). */
  idle(machine: number): { readonly count: number; readonly sinceUs: number | null };
  /** Counts of the epoch start anew. */
  beginEpoch(): void;
  readonly tally: FunctionTally;
  save(): SavedRoom;
}

/** A host that serves these machines. `saved` goes on where `save` was called. */
export function createFunctionHost(
  specs: readonly FunctionMachine[],
  settings: HotplugSettings,
  memory: FunctionMemory,
  randomness: Randomness,
  saved?: SavedRoom,
): FunctionHost {
  const room = openRoom(specs, { settings, memory, randomness }, saved);
  const { machines, places, queue, tally } = room;
  const event: QueuedEvent = { time: 0, kind: 0, guest: 0, subject: 0, sequence: 0 };

  function happen({ kind, guest: m, subject }: QueuedEvent, slowdownOf: SlowdownOf): void {
    if (kind === ARRIVED) arrive(room, m, subject, slowdownOf);
    else if (!machines[m]!.alive) return;
    else if (kind === PLUGGED) plugged(room, m, subject);
    else if (kind === STARTED) ready(room, m, subject, slowdownOf);
    else if (kind === PREWARMED && subject === EXPECTED) startExpected(room, m);
    else if (kind === PREWARMED) startAhead(room, m);
    else if (kind === EXECUTED) executed(room, m, subject, slowdownOf);
    else if (kind === RECLAIMED) {
      memoryBack(room, m, subject);
      serveWaiting(room);
    } else if (isOver(room, subject)) {
      const { warmUntilUs } = machines[m]!;
      if (room.clock < warmUntilUs) {
        queue.push(warmUntilUs, EXPIRED, m, subject);
        return;
      }
      endInstance(room, m, subject);
      serveWaiting(room);
    }
  }

  return {
    tally,
    boot: () => {
      buryKilled(room);
      for (const [m, machine] of machines.entries()) {
        if (machine.alive && settings.variant !== "one-to-one") {
          const parts = settings.variant === "static" ? machine.places * machine.partPages : 0;
          memory.plug(m, machine.sharedPages + parts);
          touch(room, m, machine.sharedPages + parts);
        }
        if (machine.arrivals.length > 0) queue.push(machine.arrivals[0]!, ARRIVED, m, 0);
      }
      tally.bootPages = room.charged;
    },
    runUntil: (endUs, slowdownOf) => {
      buryKilled(room);
      while (queue.takeBefore(endUs, event)) {
        advance(room, event.time);
        happen(event, slowdownOf);
      }
      advance(room, endUs);
    },
    waiting: () => machines.reduce((sum, { waiting }) => sum + waiting.length, 0),
    monitors: (m) => {
      let frames = 0;
      for (const place of placesOf(room, m)) if (places.state[place] !== EMPTY) frames += machines[m]!.monitorPages;
      return frames;
    },
    keepWarm: (m, untilUs) => {
      machines[m]!.warmUntilUs = untilUs;
    },
    prewarm: (m, atUs) => {
      if (!machines[m]!.alive) return -1e6;
      const at = Math.max(atUs, room.clock);
      queue.push(at, PREWARMED, m, 0);
      return at;
    },
    evict: (m) => {
      let ended = 0;
      for (const place of placesOf(room, m)) {
        if (places.state[place] !== IDLE) continue;
        endInstance(room, m, place);
        ended++;
      }
      if (ended > 0) serveWaiting(room);
      return ended;
    },
    idle: (m) => {
      let [count, sinceUs] = [0, null as number | null];
      for (const place of placesOf(room, m)) {
        if (places.state[place] !== IDLE) continue;
        count++;
        sinceUs = Math.max(sinceUs ?? 0, places.since[place]!);
      }
      return { count, sinceUs };
    },
    beginEpoch: () => {
      tally.epochPlugged = 0;
      tally.epochUnplugged = 0;
      tally.epochMigrated = 0;
      tally.epochZeroed = 0;
      tally.epochReclaimUs = 0;
    },
    save: () => saveRoom(room),
  };
}
