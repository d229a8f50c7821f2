// Exits of guests and the nested page faults within them: each waits for the entry that ends it.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { put64 } from "../../bytes/columns.ts";
import { type RowWriter, rowWriter } from "../../bytes/row-writer.ts";
import type { TickTime } from "../../bytes/tick-time.ts";
import type { ImportContext } from "../../importer.ts";
import { svmReason, vmxReason } from "../../trace-events/exit-reasons.ts";
import { copyMoment, type ExitBatch, exitBatch, ISA, type Moment, newMoment, putMoment, putNs } from "./batches.ts";
import type { Faults, NestedFault } from "./faults.ts";

/** An open exit; objects are used again. */
interface Open {
  readonly moment: Moment;
  vcpu: number;
  code: number;
  ipLow: number;
  ipHigh: number;
  readonly fault: NestedFault;
  hasFault: boolean;
}

/** Longer stops are a paused guest, not the cost of an exit. */
const LONGEST_STALL_NS = 10e9;

/** VMX has fewer reasons than this; the exits of AMD's that come all the time (interrupts, i/o, halts) have more. */
const LEAST_SURE_SVM = 0x60;
const EPT_VIOLATION = 48;
/** A failed entry, or an invalid state of AMD's: tells nothing. */
const FAILED = 0x8000_0000;

export interface Exits {
  /** A guest left; returns the number of the open exit. */
  open(moment: Moment, vcpu: number, code: number, ipLow: number, ipHigh: number): number;
  /** Which vCPU an open exit is of. */
  vcpuOf(slot: number): number;
  /** A nested page fault within an open exit; takes over `fault`'s values. */
  fault(slot: number, fault: NestedFault): void;
  /** Entered again at this time. */
  close(slot: number, low: number, high: number): void;
  /** Its entry is not known. */
  abandon(slot: number): void;
  full(): boolean;
  take(all: boolean): Generator<ColumnBatch, void, void>;
  /** Gives up all open exits, and tells the context whose exits they were. */
  finish(): void;
}

/** `named` gives the name of an exit without a code of the processor's. */
export function exits(
  context: ImportContext,
  time: TickTime,
  faults: Faults,
  named: (code: number) => string | null,
): Exits {
  const slots: Open[] = [];
  const free: number[] = [];
  const isOpen: boolean[] = [];
  let svm = false;
  let any = false;
  const ids = new Map<number, number>();
  const writer: RowWriter<ExitBatch> = rowWriter(exitBatch, nameReasons);

  /** Fills the columns that depend on whose processor it is. */
  function nameReasons(batch: ExitBatch): void {
    const { isa, reason_id: reasons } = batch.columns;
    isa.data.fill(svm ? ISA.svm : ISA.vmx, 0, batch.rows);
    for (let row = 0; row < batch.rows; row++) {
      const code = batch.codes[row] as number;
      const key = svm ? code : code + 0x1_0000_0000;
      let id = ids.get(key);
      if (id === undefined) {
        id = context.name(named(code) ?? (svm ? svmReason(code) : vmxReason(code)));
        ids.set(key, id);
      }
      reasons.data[row] = id;
    }
  }

  function row(open: Open, stall: number): void {
    const batch = writer.open();
    const at = batch.rows++;
    const { columns } = batch;
    putMoment(columns, at, time, open.moment);
    batch.codes[at] = open.code;
    put64(columns.ip, at, open.ipLow, open.ipHigh);
    putNs(columns.stall_ns, at, stall);
    if (!open.hasFault) return;
    const { fault } = open;
    fault.ipLow = open.ipLow;
    fault.ipHigh = open.ipHigh;
    fault.hasIp = true;
    faults.nested(fault, stall);
  }

  function end(slot: number, stall: number): void {
    row(slots[slot] as Open, stall >= 0 && stall <= LONGEST_STALL_NS ? stall : -1);
    isOpen[slot] = false;
    free.push(slot);
  }

  return {
    open(moment, vcpu, code, ipLow, ipHigh) {
      any = true;
      if (code >= LEAST_SURE_SVM && code < FAILED) svm = true;
      const slot = free.pop() ?? slots.push(newOpen()) - 1;
      const open = slots[slot] as Open;
      copyMoment(moment, open.moment);
      open.vcpu = vcpu;
      open.code = code;
      open.ipLow = ipLow;
      open.ipHigh = ipHigh;
      open.hasFault = false;
      isOpen[slot] = true;
      return slot;
    },
    vcpuOf: (slot) => (slots[slot] as Open).vcpu,
    fault(slot, fault) {
      const open = slots[slot] as Open;
      // One exit has one fault; another one means that the records between them are missing.
      if (open.hasFault) faults.nested(open.fault, -1);
      copyFault(fault, open.fault);
      open.hasFault = true;
      if (open.code === EPT_VIOLATION && fault.qualification !== 0) svm = false;
    },
    close(slot, low, high) {
      const { moment } = slots[slot] as Open;
      end(slot, moment.timed ? time.between(moment.low, moment.high, low, high) : -1);
    },
    abandon: (slot) => end(slot, -1),
    full: writer.full,
    take: writer.take,
    finish() {
      for (const [slot, still] of isOpen.entries()) if (still) end(slot, -1);
      if (any) context.property("isa", svm ? "svm" : "vmx");
    },
  };
}

export const newFault = (): NestedFault => ({
  moment: newMoment(),
  eventId: 0,
  low: 0,
  high: 0,
  qualification: 0,
  p2mType: 0,
  ipLow: 0,
  ipHigh: 0,
  hasIp: false,
});

const newOpen = (): Open => ({
  moment: newMoment(),
  vcpu: -1,
  code: 0,
  ipLow: 0,
  ipHigh: 0,
  fault: newFault(),
  hasFault: false,
});

function copyFault(from: NestedFault, to: NestedFault): void {
  copyMoment(from.moment, to.moment);
  to.eventId = from.eventId;
  to.low = from.low;
  to.high = from.high;
  to.qualification = from.qualification;
  to.p2mType = from.p2mType;
  to.ipLow = from.ipLow;
  to.ipHigh = from.ipHigh;
  to.hasIp = from.hasIp;
}
