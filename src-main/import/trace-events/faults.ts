// Page faults as rows of the table `fault`.
import { fillBatch, ints, longs, octets, put64, setUnknown, ulongs } from "../bytes/columns.ts";
import { onCpu } from "../table-batches.ts";
import type { FieldValues, TraceMoment } from "./contract.ts";
import { traceMoment } from "./contract.ts";
import { type FaultKind, type FaultMeaning, HOST, noFaultCode, readFaultCode, UNKNOWN } from "./fault-codes.ts";
import type { NamedEvent } from "./generic.ts";
import type { Kind } from "./kind.ts";
import { copyMoment, highOf } from "./moments.ts";
import type { TraceRows } from "./rows.ts";

/** Faults of processes, which nobody measures the length of. */
const hostBatch = () =>
  fillBatch("fault", {
    ...onCpu(),
    event_id: ints(),
    kind: octets(),
    access: octets(),
    first_touch: octets(),
    addr: ulongs(),
    ip: ulongs(),
    code: ulongs(),
  });

const guestBatch = () => {
  const { columns } = hostBatch();
  return fillBatch("fault", { ...columns, mmio: octets(), walk: octets(), stall_ns: longs() });
};

/** Wanted fields of all faults, in this order: address, code, instruction. */
export const ADDRESS = 0;
export const CODE = 1;

/** A fault that is written once it is known how long the guest stood still. */
export interface OpenFault extends FaultMeaning {
  readonly moment: TraceMoment;
  eventId: number;
  kind: FaultKind;
  /** Bits of the wanted fields that were recorded. */
  known: number;
  readonly words: Uint32Array;
}

export const openFault = (): OpenFault => ({
  moment: traceMoment(),
  eventId: 0,
  kind: HOST,
  known: 0,
  words: new Uint32Array(6),
  access: UNKNOWN,
  firstTouch: UNKNOWN,
  mmio: UNKNOWN,
  walk: UNKNOWN,
});

type HostColumns = ReturnType<typeof hostBatch>["columns"];

function putAnswer(column: HostColumns["access"], row: number, answer: number): void {
  if (answer === UNKNOWN) setUnknown(column, row);
  else column.data[row] = answer;
}

export interface Faults {
  /** Page faults of host processes. */
  readonly host: Kind;
  /** Takes a record into `fault`, whose kind is told by now. */
  read(fault: OpenFault, event: NamedEvent, moment: TraceMoment, values: FieldValues): void;
  /** Writes a guest's fault. `stallNs` is NaN where it is not known. */
  write(fault: OpenFault, stallNs: number): void;
}

export function faults(rows: TraceRows): Faults {
  const hosts = rows.queue(hostBatch);
  const guests = rows.queue(guestBatch);
  const host = openFault();

  function putCommon(columns: HostColumns, row: number, fault: OpenFault, moment: TraceMoment): void {
    const { known, words } = fault;
    rows.putMoment(columns, row, moment);
    columns.event_id.data[row] = fault.eventId;
    columns.kind.data[row] = fault.kind;
    putAnswer(columns.access, row, fault.access);
    putAnswer(columns.first_touch, row, fault.firstTouch);
    if (known & 1) put64(columns.addr, row, words[0] as number, words[1] as number);
    else setUnknown(columns.addr, row);
    if (known & 2) put64(columns.code, row, words[2] as number, words[3] as number);
    else setUnknown(columns.code, row);
    if (known & 4) put64(columns.ip, row, words[4] as number, words[5] as number);
    else setUnknown(columns.ip, row);
  }

  function read(fault: OpenFault, event: NamedEvent, moment: TraceMoment, values: FieldValues): void {
    copyMoment(fault.moment, moment);
    fault.eventId = event.nameId;
    fault.known = values.known & ~values.texts;
    for (let i = 0; i < 6; i++) fault.words[i] = values.words[i] as number;
    if (fault.known & (1 << CODE)) readFaultCode(fault.kind, fault.words[2] as number, fault.words[3] as number, fault);
    else noFaultCode(fault);
  }

  return {
    host: {
      // Only x86 records an error code; without one nothing is said of what was tried.
      wanted: [["address"], ["error_code"], ["ip", "epc"]],
      ordered: false,
      folded: false,
      take(event, moment, values) {
        read(host, event, moment, values);
        const batch = hosts.open();
        putCommon(batch.columns, batch.rows++, host, moment);
      },
    },
    read,
    write(fault, stallNs) {
      const batch = guests.open();
      const row = batch.rows++;
      const { columns } = batch;
      putCommon(columns, row, fault, fault.moment);
      putAnswer(columns.mmio, row, fault.mmio);
      putAnswer(columns.walk, row, fault.walk);
      if (Number.isNaN(stallNs)) setUnknown(columns.stall_ns, row);
      else put64(columns.stall_ns, row, stallNs, highOf(stallNs));
    },
  };
}
