// vCPU threads between exit and entry: an exit and its page faults are kept open until the guest runs again.

import { wordTable } from "../../../src-shared/base/word-table.ts";
import { fillBatch, ints, longs, octets, put64, setUnknown, ulongs } from "../bytes/columns.ts";
import { onCpu } from "../table-batches.ts";
import { type TraceMoment, traceMoment } from "./contract.ts";
import { EPT, NPT, SHADOW, UNKNOWN } from "./fault-codes.ts";
import { type Faults, type OpenFault, openFault } from "./faults.ts";
import type { Losses } from "./losses.ts";
import { highOf, nsBetween } from "./moments.ts";
import { NO_REASON, type Reason } from "./reasons.ts";
import type { TraceRows } from "./rows.ts";

const exitBatch = () =>
  fillBatch("vm_exit", {
    ...onCpu(),
    isa: octets(),
    reason_id: ints(),
    ip: ulongs(),
    info1: ulongs(),
    info2: ulongs(),
    stall_ns: longs(),
  });

/** A guest that did not run for longer was not stopped by its exit: it slept, or records are missing. */
const MOST_STALL_NS = 10e9;

/** Threads whose exits are kept open; further ones are written without their length. */
const MOST_VCPUS = 65_536;

/** Page faults of one exit that are kept open. */
const MOST_FAULTS = 8;

const PAGE_BITS = 12;

/** Addresses of the local and I/O APIC, the timer and the firmware's area beside them: on no x86 machine RAM. */
const DEVICES_FROM = 0xfec0_0000;
const DEVICES_UNTIL = 0xff00_0000;

/** Bits of what of an exit was recorded. */
export const IP_KNOWN = 1;
export const INFO1_KNOWN = 2;
export const INFO2_KNOWN = 4;

export interface Vcpu {
  /** An exit is open, whose moment, reason and words these are. */
  open: boolean;
  readonly moment: TraceMoment;
  /** The last exit or entry that was seen. */
  readonly seen: TraceMoment;
  reason: Reason;
  known: number;
  /** Instruction, info1, info2. */
  readonly words: Uint32Array;
  /** Stands for the moment in questions for losses. */
  mark: number;
  readonly faults: OpenFault[];
  faultCount: number;
}

export interface Vcpus {
  /** The vCPU of a thread; null where it cannot be kept. With `add` a new one is made. */
  of(tid: number, add: boolean): Vcpu | null;
  /** A stand-in for threads that cannot be kept: to be filled and closed at once. */
  readonly stray: Vcpu;
  /** Writes the open exit of a vCPU and its faults; without an entry their length is not known. */
  close(vcpu: Vcpu, entry: TraceMoment | null): void;
  /** Room for one more fault of the open exit. */
  nextFault(vcpu: Vcpu): OpenFault;
  /** The thread reached device memory at a page. */
  device(tid: number, pageLow: number, pageHigh: number): void;
  /** Device accesses are recorded: faults without one are of memory. */
  expectDevices(): void;
  /** Writes a fault that belongs to no open exit. */
  writeAlone(fault: OpenFault): void;
  closeAll(): void;
}

const newVcpu = (reason: Reason): Vcpu => ({
  open: false,
  moment: traceMoment(),
  seen: traceMoment(),
  reason,
  known: 0,
  words: new Uint32Array(6),
  mark: 0,
  faults: [],
  faultCount: 0,
});

export function vcpus(rows: TraceRows, losses: Losses, faults: Faults): Vcpus {
  const exits = rows.queue(exitBatch);
  const table = wordTable();
  const list: Vcpu[] = [];
  const stray = newVcpu(NO_REASON);
  let devicesRecorded = false;

  function stallOf(vcpu: Vcpu, entry: TraceMoment): number {
    const ns = nsBetween(vcpu.moment, entry);
    if (!(ns >= 0 && ns <= MOST_STALL_NS)) return Number.NaN;
    return losses.since(vcpu.mark, vcpu.moment.cpu, entry.cpu) ? Number.NaN : ns;
  }

  function writeExit({ moment, reason, known, words }: Vcpu, stallNs: number): void {
    const batch = exits.open();
    const row = batch.rows++;
    const { columns } = batch;
    rows.putMoment(columns, row, moment);
    columns.isa.data[row] = reason.isaNumber;
    columns.reason_id.data[row] = reason.nameId;
    if (known & IP_KNOWN) put64(columns.ip, row, words[0] as number, words[1] as number);
    else setUnknown(columns.ip, row);
    if (known & INFO1_KNOWN) put64(columns.info1, row, words[2] as number, words[3] as number);
    else setUnknown(columns.info1, row);
    if (known & INFO2_KNOWN) put64(columns.info2, row, words[4] as number, words[5] as number);
    else setUnknown(columns.info2, row);
    if (Number.isNaN(stallNs)) setUnknown(columns.stall_ns, row);
    else put64(columns.stall_ns, row, stallNs, highOf(stallNs));
  }

  /** Writes a fault; `paired` tells that everything up to the entry was seen. */
  function writeFault(fault: OpenFault, stallNs: number, paired: boolean): void {
    const { kind, words, known } = fault;
    const low = words[0] as number;
    const isDevice = (known & 1) !== 0 && words[1] === 0 && low >= DEVICES_FROM && low < DEVICES_UNTIL;
    if (isDevice && (kind === EPT || kind === NPT)) fault.mmio = 1;
    else if (fault.mmio === UNKNOWN && kind !== SHADOW && paired && devicesRecorded) fault.mmio = 0;
    faults.write(fault, stallNs);
  }

  const self: Vcpus = {
    stray,
    of(tid, add) {
      if (tid < 0) return null;
      const found = table.find(tid, 0);
      if (found >= 0) return list[found] as Vcpu;
      if (!add || list.length >= MOST_VCPUS) return null;
      table.add(tid, 0);
      const vcpu = newVcpu(NO_REASON);
      list.push(vcpu);
      return vcpu;
    },
    close(vcpu, entry) {
      if (!vcpu.open) return;
      vcpu.open = false;
      const stallNs = entry ? stallOf(vcpu, entry) : Number.NaN;
      const paired = !Number.isNaN(stallNs);
      writeExit(vcpu, stallNs);
      for (let i = 0; i < vcpu.faultCount; i++) writeFault(vcpu.faults[i] as OpenFault, stallNs, paired);
      vcpu.faultCount = 0;
    },
    nextFault(vcpu) {
      // One exit has one fault; whatever has many more is no exit whose length matters.
      if (vcpu.faultCount === MOST_FAULTS) {
        for (const fault of vcpu.faults) writeFault(fault, Number.NaN, false);
        vcpu.faultCount = 0;
      }
      const fault = vcpu.faults[vcpu.faultCount] ?? openFault();
      vcpu.faults[vcpu.faultCount++] = fault;
      return fault;
    },
    device(tid, pageLow, pageHigh) {
      const vcpu = self.of(tid, false);
      if (!vcpu?.open) return;
      for (let i = 0; i < vcpu.faultCount; i++) {
        const fault = vcpu.faults[i] as OpenFault;
        const low = fault.words[0] as number;
        const high = fault.words[1] as number;
        const samePage = high >>> PAGE_BITS === pageHigh && ((low >>> PAGE_BITS) | (high << 20)) >>> 0 === pageLow;
        if (samePage && fault.kind !== SHADOW && fault.known & 1) fault.mmio = 1;
      }
    },
    expectDevices() {
      devicesRecorded = true;
    },
    writeAlone: (fault) => writeFault(fault, Number.NaN, false),
    closeAll() {
      for (const vcpu of list) self.close(vcpu, null);
    },
  };
  return self;
}
