// Takes the records of a Xen recording one after the other and makes rows of them: the hot path of its importers.

import { wordTable } from "../../../../src-shared/base/word-table.ts";
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import type { TickTime } from "../../bytes/tick-time.ts";
import type { ImportContext } from "../../importer.ts";
import { copyMoment, type Moment, newMoment, STATE } from "./batches.ts";
import { type Cpu, createCpus } from "./cpus.ts";
import { exits as createExits, newFault } from "./exits.ts";
import { faults as createFaults } from "./faults.ts";
import { spelledId } from "./known-records.ts";
import { lives as createLives } from "./lives.ts";
import { losses as createLosses } from "./losses.ts";
import { memory as createMemory } from "./memory.ts";
import { merge as createMerge } from "./merge.ts";
import { others as createOthers } from "./others.ts";
import { kindOf, RECORD } from "./record-kinds.ts";
import { type EventKind, eventNames, tellEvents } from "./remarks.ts";
import { states as createStates, HAPPENED } from "./states.ts";
import { vcpus as createVcpus } from "./vcpus.ts";

export interface RecordSink {
  /** A stretch of records of one CPU begins; `isRecord` where a record of its own says so. */
  window(cpu: number, isRecord: boolean): void;
  /**
   * Takes a record of that CPU: `n` words of `words` from `at` on. Without a time stamp (`timed` false) it was written
   * right after the last one of its CPU that has one.
   */
  put(event: number, n: number, words: Uint32Array, at: number, timed: boolean, low: number, high: number): void;
  /** Tells who runs on the current CPU, as domain and vCPU in 16 bits each; null: nobody knows. */
  runs(who: number | null): void;
  /** Records are missing here, and nobody knows of which CPUs. */
  gap(): void;
  /** Whether full batches wait. */
  full(): boolean;
  batches(): Generator<ColumnBatch, void, void>;
  /** Everything that is left, and what the context is told. */
  finish(): Generator<ColumnBatch, void, void>;
}

/** Most kinds of records that are counted apart; a damaged recording has no end of them. */
const MOST_EVENTS = 65_536;

export interface SinkOptions {
  /** The records of all CPUs come in the order of their times. */
  readonly ordered?: boolean;
  /** How an event is spelled; by its number where left out. */
  readonly spell?: (event: number) => string;
  /** The name of an exit that has no code but stands in a text. */
  readonly reason?: (code: number) => string | null;
}

export function recordSink(context: ImportContext, time: TickTime, options: SinkOptions = {}): RecordSink {
  const { ordered = false, spell = spelledId, reason = () => null } = options;
  const vcpus = createVcpus(context);
  const faults = createFaults(time);
  const exits = createExits(context, time, faults, reason);
  const memory = createMemory(time, vcpus);
  const others = createOthers(context, time);
  const states = createStates(time, vcpus, exits);
  const merge = createMerge(states.take, ordered);
  const lives = createLives();
  const losses = createLosses(time);
  const cpus = createCpus(context);
  const ids = wordTable();
  const events: EventKind[] = [];
  const moment: Moment = newMoment();
  const fault = newFault();
  const ip = { low: 0, high: 0 };
  let lastEvent: EventKind | null = null;
  let seq = -1;
  let accepted = 0;
  let uncounted = 0;
  let statesSeen = false;
  let unowned = 0;
  const writers = [exits, faults, memory, others, losses];

  function eventOf(id: number): EventKind | null {
    if (lastEvent?.id === id) return lastEvent;
    const at = ids.find(id, 0);
    if (at >= 0) lastEvent = events[at] as EventKind;
    else if (ids.size() === MOST_EVENTS) return null;
    else {
      const [kind, words] = kindOf(id);
      const name = spell(id);
      lastEvent = { id, name, nameId: context.name(name), kind, words, n: 0, short: 0 };
      ids.add(id, 0);
      events.push(lastEvent);
    }
    return lastEvent;
  }

  function putState(event: number, who: number): void {
    const { cpu } = cpus;
    const vcpu = vcpus.of(who);
    const old = (event >> 8) & 3;
    const now = (event >> 4) & 3;
    statesSeen = true;
    cpu.next = -1;
    if (now === STATE.running) cpu.running = vcpu;
    if (!cpu.timed) return;
    if (cpu.exit >= 0 && old === STATE.running) {
      if (vcpu >= 0 && exits.vcpuOf(cpu.exit) === vcpu) push(HAPPENED.leaves, vcpu, cpu.exit);
      else exits.abandon(cpu.exit);
      cpu.exit = -1;
    }
    if (vcpu >= 0) push(HAPPENED.changed, vcpu, 4 * old + now);
  }

  const push = (kind: number, a: number, b: number): void =>
    merge.push(cpus.cpu.index, kind, cpus.cpu.low, cpus.cpu.high, a, b, seq);

  function putGoesOn(who: number): void {
    const { cpu } = cpus;
    statesSeen = true;
    cpu.next = -1;
    cpu.running = vcpus.of(who);
    if (cpu.running >= 0 && cpu.timed) push(HAPPENED.goesOn, cpu.running, 0);
  }

  /** Who runs on a CPU is not known from here on. */
  function forget(cpu: Cpu): void {
    cpu.running = -1;
    cpu.next = -1;
    if (cpu.exit >= 0) exits.abandon(cpu.exit);
    cpu.exit = -1;
  }

  function putLost(words: Uint32Array, at: number): void {
    const { cpu } = cpus;
    forget(cpu);
    const first = cpus.clamped({ low: words[at + 2] as number, high: words[at + 3] as number });
    losses.put(seq, cpu, first, words[at] as number);
    if (!cpu.timed) return;
    merge.push(cpu.index, HAPPENED.lost, first.low, first.high, 0, 0, seq);
    push(HAPPENED.found, 0, 0);
  }

  function putEntry(): void {
    const { cpu } = cpus;
    if (cpu.exit >= 0) {
      const own = exits.vcpuOf(cpu.exit);
      if (cpu.timed && own === cpu.running) exits.close(cpu.exit, cpu.low, cpu.high);
      else exits.abandon(cpu.exit);
      cpu.exit = -1;
    } else if (cpu.running >= 0 && cpu.timed) push(HAPPENED.enters, cpu.running, 0);
  }

  function putExit(words: Uint32Array, at: number, wide: boolean): void {
    const { cpu } = cpus;
    if (cpu.exit >= 0) exits.abandon(cpu.exit);
    const code = words[at] as number;
    cpu.exit = exits.open(moment, cpu.running, code, words[at + 1] as number, wide ? (words[at + 2] as number) : 0);
  }

  function putNestedFault(e: EventKind, words: Uint32Array, at: number): void {
    const { exit, running } = cpus.cpu;
    if (running < 0) unowned++;
    copyMoment(moment, fault.moment);
    fault.eventId = e.nameId;
    fault.low = words[at] as number;
    fault.high = words[at + 1] as number;
    fault.qualification = words[at + 4] as number;
    fault.p2mType = words[at + 5] as number;
    fault.hasIp = false;
    if (exit >= 0) exits.fault(exit, fault);
    else faults.nested(fault, -1);
  }

  function putPvFault(e: EventKind, words: Uint32Array, at: number, wide: boolean): void {
    const step = wide ? 2 : 1;
    ip.low = words[at] as number;
    ip.high = wide ? (words[at + 1] as number) : 0;
    const high = wide ? (words[at + 3] as number) : 0;
    faults.virtual("pv", e.nameId, moment, words[at + step] as number, high, words[at + 2 * step] as number, ip);
  }

  function putShadowFault(e: EventKind, words: Uint32Array, at: number, wide: boolean): void {
    const high = wide ? (words[at + 2] as number) : 0;
    faults.virtual("shadow", e.nameId, moment, words[at + 1] as number, high, words[at] as number, null);
  }

  /** Makes what becomes of a record that is not about who runs; `moment` is its moment. */
  function putRow(e: EventKind, n: number, words: Uint32Array, at: number): void {
    const kind = n < e.words ? RECORD.other : e.kind;
    if (kind === RECORD.entry) putEntry();
    else if (kind === RECORD.exit) putExit(words, at, false);
    else if (kind === RECORD.exitWide) putExit(words, at, true);
    else if (kind === RECORD.nestedFault) putNestedFault(e, words, at);
    else if (kind >= RECORD.firstMemory && kind <= RECORD.lastMemory)
      memory.put(kind, moment, cpus.cpu.running, words, at);
    else if (kind === RECORD.pvFault || kind === RECORD.pvFaultWide)
      putPvFault(e, words, at, kind === RECORD.pvFaultWide);
    else if (kind === RECORD.shadowFault || kind === RECORD.shadowFaultWide)
      putShadowFault(e, words, at, kind === RECORD.shadowFaultWide);
    else if (kind >= RECORD.began && kind <= RECORD.shutDown) {
      const t = moment.timed ? time.at(moment.low, moment.high) : null;
      lives.put(kind, words[at] as number, words[at + 2] as number, seq, t);
    } else if (kind !== RECORD.wrap) {
      if (n < e.words) e.short++;
      others.put(e.id, e.nameId, moment, words, at, n);
    }
  }

  return {
    window(cpu, isRecord) {
      if (isRecord) seq++;
      cpus.choose(cpu);
      merge.window(cpu, cpus.greatest.low, cpus.greatest.high);
    },
    runs(who) {
      cpus.cpu.running = who === null ? -1 : vcpus.of(who);
      cpus.cpu.next = -1;
    },
    gap() {
      for (const cpu of cpus.all()) {
        forget(cpu);
        if (!cpu.timed) continue;
        for (const kind of [HAPPENED.lost, HAPPENED.found]) merge.push(cpu.index, kind, cpu.low, cpu.high, 0, 0, seq);
      }
    },
    put(event, n, words, at, timed, low, high) {
      seq++;
      const { cpu } = cpus;
      accepted++;
      cpu.n++;
      if (timed && cpus.stamp(low, high)) {
        time.remember(low, high);
        push(HAPPENED.begin, 0, 0);
      }
      const e = eventOf(event);
      if (!e) {
        uncounted++;
        return;
      }
      e.n++;
      if (e.kind === RECORD.state && n > 0) putState(event, words[at] as number);
      else if (e.kind === RECORD.goesOn && n > 0) putGoesOn(words[at] as number);
      else if (e.kind === RECORD.lost && n >= e.words) putLost(words, at);
      else {
        if (cpu.next >= 0 && e.kind !== RECORD.wrap) {
          cpu.running = cpu.next;
          cpu.next = -1;
        }
        moment.seq = seq;
        moment.timed = cpu.timed;
        moment.low = cpu.low;
        moment.high = cpu.high;
        moment.cpu = cpu.index;
        moment.task = vcpus.task(cpu.running);
        putRow(e, n, words, at);
        if (e.kind === RECORD.scheduled && n >= e.words)
          cpu.next = vcpus.of(((words[at + 2] as number) << 16) | ((words[at + 3] as number) & 0xffff));
      }
      vcpus.count(cpu.running);
    },
    full: () => writers.some((writer) => writer.full()) || states.full(),
    *batches() {
      for (const writer of writers) yield* writer.take(false);
      yield* states.batches(false);
    },
    *finish() {
      merge.finish();
      states.finish(cpus.last(), merge.complete());
      exits.finish();
      for (const writer of writers) yield* writer.take(true);
      yield* states.batches(true);
      yield* vcpus.finish(context);
      yield* others.finish();
      yield* lives.take();
      yield* eventNames(events);
      context.accept(accepted);
      if (cpus.last().size > 0) time.remember(cpus.greatest.low, cpus.greatest.high);
      context.lost(losses.n());
      const span = time.span();
      if (span) context.span(span.first, span.last);
      cpus.tell();
      tellEvents(context, events, {
        uncounted,
        unowned: statesSeen ? 0 : unowned,
        doubtful: memory.doubtful(),
        gaps: states.mismatches(),
        early: merge.early(),
      });
    },
  };
}
