// Page faults of Xen's guests as rows of table `fault`: nested, of shadow page tables, and of paravirtual guests.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { put64, setUnknown } from "../../bytes/columns.ts";
import { rowWriter } from "../../bytes/row-writer.ts";
import type { TickTime } from "../../bytes/tick-time.ts";
import { faultBatch } from "../../table-batches.ts";
import { ACCESS, type FaultBatch, KIND, type Moment, putMoment, putNs } from "./batches.ts";

/** A nested page fault: address and what the processor said of it. Objects are used again. */
export interface NestedFault {
  readonly moment: Moment;
  /** Name under which it is counted. */
  eventId: number;
  /** Guest physical address. */
  low: number;
  high: number;
  /** Exit qualification of an EPT violation; Xen records 0 on AMD. */
  qualification: number;
  /** What the page is in the guest's physical map. */
  p2mType: number;
  ipLow: number;
  ipHigh: number;
  hasIp: boolean;
}

/** Types of guest pages behind which a device stands: emulated, and passed through. */
const MMIO_EMULATED = 4;
const MMIO_DIRECT = 5;

/** Bits of an EPT violation's qualification (Intel's manual, table "exit qualification for EPT violations"). */
const EPT = { write: 2, fetch: 4, mapped: 0b111000, linear: 0x80, translated: 0x100 } as const;

/** Bits of an x86 page fault's error code. */
const PRESENT = 1;
const WRITE = 2;
const FETCH = 16;

export interface Faults {
  /** `stall` is negative where it is unknown. */
  nested(fault: NestedFault, stall: number): void;
  /** A fault whose code is an x86 error code, at a guest virtual address. */
  virtual(
    kind: "shadow" | "pv",
    eventId: number,
    moment: Moment,
    low: number,
    high: number,
    code: number,
    ip: { readonly low: number; readonly high: number } | null,
  ): void;
  full(): boolean;
  take(all: boolean): Generator<ColumnBatch, void, void>;
}

export function faults(time: TickTime): Faults {
  const writer = rowWriter<FaultBatch>(faultBatch);

  /** What an EPT violation tried; unknown on AMD. */
  function decode(columns: FaultBatch["columns"], row: number, qualification: number): void {
    if (qualification === 0) {
      setUnknown(columns.access, row);
      setUnknown(columns.first_touch, row);
      setUnknown(columns.walk, row);
      setUnknown(columns.code, row);
      return;
    }
    const { write, fetch, mapped, linear, translated } = EPT;
    columns.access.data[row] = qualification & fetch ? ACCESS.exec : qualification & write ? ACCESS.write : ACCESS.read;
    columns.first_touch.data[row] = qualification & mapped ? 0 : 1;
    columns.walk.data[row] = (qualification & (linear | translated)) === linear ? 1 : 0;
    put64(columns.code, row, qualification, 0);
  }

  return {
    nested(fault, stall) {
      const batch = writer.open();
      const row = batch.rows++;
      const { columns } = batch;
      putMoment(columns, row, time, fault.moment);
      columns.event_id.data[row] = fault.eventId;
      columns.kind.data[row] = KIND.npf;
      decode(columns, row, fault.qualification);
      columns.mmio.data[row] = fault.p2mType === MMIO_EMULATED || fault.p2mType === MMIO_DIRECT ? 1 : 0;
      put64(columns.addr, row, fault.low, fault.high);
      if (fault.hasIp) put64(columns.ip, row, fault.ipLow, fault.ipHigh);
      else setUnknown(columns.ip, row);
      putNs(columns.stall_ns, row, stall);
    },
    virtual(kind, eventId, moment, low, high, code, ip) {
      const batch = writer.open();
      const row = batch.rows++;
      const { columns } = batch;
      putMoment(columns, row, time, moment);
      columns.event_id.data[row] = eventId;
      columns.kind.data[row] = KIND[kind];
      columns.access.data[row] = code & FETCH ? ACCESS.exec : code & WRITE ? ACCESS.write : ACCESS.read;
      columns.first_touch.data[row] = code & PRESENT ? 0 : 1;
      for (const column of [columns.mmio, columns.walk, columns.stall_ns]) setUnknown(column, row);
      put64(columns.addr, row, low, high);
      if (ip) put64(columns.ip, row, ip.low, ip.high);
      else setUnknown(columns.ip, row);
      put64(columns.code, row, code, 0);
    },
    full: writer.full,
    take: writer.take,
  };
}
