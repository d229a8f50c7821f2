// Run states of vCPUs: changes in the order of their times become rows of table `sched`, one for each span in one state.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { rowWriter } from "../../bytes/row-writer.ts";
import type { TickTime } from "../../bytes/tick-time.ts";
import { schedBatch } from "../../table-batches.ts";
import { newMoment, putMoment, putNs, STATE } from "./batches.ts";
import { isBefore, type Time } from "./cpus.ts";
import type { Exits } from "./exits.ts";
import { ITEM } from "./merge.ts";
import type { Vcpus } from "./vcpus.ts";

/** What can happen, in order of time over all CPUs. `a` is a vCPU where there is one. */
export const HAPPENED = {
  /** The records of a CPU begin. */
  begin: 0,
  /** Records of a CPU begin to be lost. */
  lost: 1,
  /** A vCPU changed its state: `b` is 4 x old + new. */
  changed: 2,
  /** A vCPU goes on running on this CPU. */
  goesOn: 3,
  /** A vCPU that is out of its guest leaves the CPU: `b` is the number of its open exit. */
  leaves: 4,
  /** A vCPU enters its guest without having left it on this CPU. */
  enters: 5,
  /** Records of a CPU are whole again. */
  found: 6,
} as const;

const UNKNOWN = -1;

/** State of one vCPU. */
interface Vcpu {
  readonly index: number;
  state: number;
  low: number;
  high: number;
  seq: number;
  cpu: number;
  /** Its state is of a time in which records of some CPU were lost. */
  doubtful: boolean;
  /** Open exit that it took along, -1: none. */
  exit: number;
}

/** From when a CPU's records are whole while nothing is known to run there; `open` false: no such time. */
interface Cpu {
  open: boolean;
  low: number;
  high: number;
}

export interface States {
  /** Takes the item at `at`. */
  take(words: Uint32Array, at: number): void;
  /**
   * No more comes. All CPUs are known up to `complete`, and each to the `last` time of its records: what runs ran to that,
   * what waits waited to the least of them.
   */
  finish(last: ReadonlyMap<number, Time>, complete: Time): void;
  full(): boolean;
  batches(all: boolean): Generator<ColumnBatch, void, void>;
  /** Changes that did not begin in the state that was known: records must be missing between. */
  readonly mismatches: () => number;
}

export function states(time: TickTime, vcpus: Vcpus, exits: Exits): States {
  const list: Vcpu[] = [];
  const known: Vcpu[] = [];
  const cpus: Cpu[] = [];
  const writer = rowWriter(schedBatch);
  const moment = newMoment();
  let mismatches = 0;
  /** CPUs whose records are being lost. */
  let losing = 0;

  const vcpuOf = (index: number): Vcpu => {
    for (let i = list.length; i <= index; i++)
      list.push({ index: i, state: UNKNOWN, low: 0, high: 0, seq: 0, cpu: -1, doubtful: false, exit: -1 });
    return list[index] as Vcpu;
  };
  const cpuOf = (index: number): Cpu => {
    for (let i = cpus.length; i <= index; i++) cpus.push({ open: false, low: 0, high: 0 });
    return cpus[index] as Cpu;
  };

  /** A row for the time that a vCPU spent in a state, up to now. */
  function spent(index: number, state: number, from: Time, seq: number, cpu: number, low: number, high: number) {
    const ns = time.between(from.low, from.high, low, high);
    if (ns < 0) return;
    const batch = writer.open();
    const row = batch.rows++;
    moment.seq = seq;
    moment.timed = true;
    moment.low = from.low;
    moment.high = from.high;
    moment.cpu = state === STATE.running ? cpu : -1;
    moment.task = vcpus.task(index);
    putMoment(batch.columns, row, time, moment);
    batch.columns.state.data[row] = state;
    putNs(batch.columns.ns, row, ns);
  }

  function enter(vcpu: Vcpu, state: number, cpu: number, low: number, high: number, seq: number): void {
    if (vcpu.state === UNKNOWN) known.push(vcpu);
    vcpu.state = state;
    vcpu.cpu = cpu;
    vcpu.low = low;
    vcpu.high = high;
    vcpu.seq = seq;
    vcpu.doubtful = losing > 0;
  }

  function changed(index: number, old: number, state: number, cpu: number, low: number, high: number, seq: number) {
    const vcpu = vcpuOf(index);
    const host = cpuOf(cpu);
    if (vcpu.state === old) {
      if (old === STATE.running || !vcpu.doubtful) spent(index, old, vcpu, vcpu.seq, vcpu.cpu, low, high);
    } else if (vcpu.state !== UNKNOWN) mismatches++;
    else if (old === STATE.running && host.open) spent(index, old, host, seq, cpu, low, high);
    if (old === STATE.running || state === STATE.running) host.open = false;
    enter(vcpu, state, cpu, low, high, seq);
  }

  function goesOn(index: number, cpu: number, low: number, high: number, seq: number): void {
    const vcpu = vcpuOf(index);
    const host = cpuOf(cpu);
    if (vcpu.state === STATE.running && vcpu.cpu === cpu) return;
    if (vcpu.state !== UNKNOWN) mismatches++;
    if (vcpu.state === UNKNOWN && host.open) enter(vcpu, STATE.running, cpu, host.low, host.high, seq);
    else enter(vcpu, STATE.running, cpu, low, high, seq);
    host.open = false;
  }

  /** What waits may change its state on any CPU, so only what runs elsewhere is still known; the spans end, if `told`. */
  function forget(cpu: number, told: boolean, low: number, high: number): void {
    let kept = 0;
    for (const vcpu of known) {
      if (vcpu.state === STATE.running && vcpu.cpu !== cpu) {
        known[kept++] = vcpu;
        continue;
      }
      if (told && !vcpu.doubtful) spent(vcpu.index, vcpu.state, vcpu, vcpu.seq, vcpu.cpu, low, high);
      vcpu.state = UNKNOWN;
      abandon(vcpu);
    }
    known.length = kept;
  }

  function lost(cpu: number, low: number, high: number): void {
    forget(cpu, true, low, high);
    cpuOf(cpu).open = false;
    losing++;
  }

  function found(cpu: number, low: number, high: number): void {
    forget(cpu, false, low, high);
    Object.assign(cpuOf(cpu), { open: true, low, high });
    losing = Math.max(0, losing - 1);
  }

  function abandon(vcpu: Vcpu): void {
    if (vcpu.exit >= 0) exits.abandon(vcpu.exit);
    vcpu.exit = -1;
  }

  return {
    take(words, at) {
      const low = words[at] as number;
      const high = words[at + ITEM.high] as number;
      const cpu = words[at + ITEM.cpu] as number;
      const a = words[at + ITEM.a] as number;
      const b = words[at + ITEM.b] as number;
      const seq = (words[at + ITEM.seqHigh] as number) * 0x1_0000_0000 + (words[at + ITEM.seqLow] as number);
      switch (words[at + ITEM.kind]) {
        case HAPPENED.begin:
          Object.assign(cpuOf(cpu), { open: true, low, high });
          return;
        case HAPPENED.lost:
          lost(cpu, low, high);
          return;
        case HAPPENED.found:
          found(cpu, low, high);
          return;
        case HAPPENED.changed:
          changed(a, b >> 2, b & 3, cpu, low, high, seq);
          return;
        case HAPPENED.goesOn:
          goesOn(a, cpu, low, high, seq);
          return;
        case HAPPENED.leaves:
          abandon(vcpuOf(a));
          vcpuOf(a).exit = b;
          return;
        default: {
          const vcpu = vcpuOf(a);
          if (vcpu.exit >= 0) exits.close(vcpu.exit, low, high);
          vcpu.exit = -1;
        }
      }
    },
    finish(last, complete) {
      const ends = new Map([...last].map(([cpu, own]) => [cpu, isBefore(own, complete) ? complete : own]));
      const least = [...ends.values()].reduce((a, b) => (isBefore(b, a) ? b : a), {
        low: 0xffffffff,
        high: 0xffffffff,
      });
      for (const vcpu of list) {
        if (vcpu.state === UNKNOWN) continue;
        const end = vcpu.state === STATE.running ? (ends.get(vcpu.cpu) ?? least) : least;
        spent(vcpu.index, vcpu.state, vcpu, vcpu.seq, vcpu.cpu, end.low, end.high);
      }
    },
    full: writer.full,
    batches: writer.take,
    mismatches: () => mismatches,
  };
}
