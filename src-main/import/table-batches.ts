// Batches of the tables that several importers fill, with all the columns that any recorder of them tells.
import { fillBatch, ints, longs, octets, shorts, ulongs } from "./bytes/columns.ts";

/** The columns that every event of a CPU has. */
export const onCpu = (rows?: number) => ({ seq: longs(rows), t: longs(rows), cpu: shorts(rows), task_id: ints(rows) });
export type OnCpu = ReturnType<typeof onCpu>;

/** Faults of guests and processes, with what the processor and the hypervisor tell of them. */
export const faultBatch = () =>
  fillBatch("fault", {
    ...onCpu(),
    event_id: ints(),
    kind: octets(),
    access: octets(),
    first_touch: octets(),
    mmio: octets(),
    walk: octets(),
    addr: ulongs(),
    ip: ulongs(),
    code: ulongs(),
    stall_ns: longs(),
  });

/** Events without a table of their own, of six values. */
export const eventBatch = () =>
  fillBatch("event", {
    ...onCpu(),
    event_id: ints(),
    v1: longs(),
    v2: longs(),
    v3: longs(),
    v4: longs(),
    v5: longs(),
    v6: longs(),
  });

export const mmuBatch = () =>
  fillBatch("mmu", {
    ...onCpu(),
    kind: octets(),
    space: octets(),
    addr: ulongs(),
    bytes: ulongs(),
    frame: ulongs(),
    writable: octets(),
  });

export const schedBatch = () => fillBatch("sched", { ...onCpu(), state: octets(), ns: longs() });
