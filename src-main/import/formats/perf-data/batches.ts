// Batches of samples as both perf importers fill them.
import { fillBatch, ints, longs, octets, shorts, ulongs } from "../../bytes/columns.ts";

/** ENUM words of the columns, as in the declaration of the tables. */
export const KIND_HOST = 0;
const ACCESS_READ = 0;
const ACCESS_WRITE = 1;
const ACCESS_EXEC = 2;

/** Bits of an x86 page fault's error code. */
const PRESENT = 1;
const WRITE = 2;
const FETCH = 16;

/** What an x86 error code says was tried, as index into the words of `access`. */
export const accessOf = (code: number): number =>
  code & FETCH ? ACCESS_EXEC : code & WRITE ? ACCESS_WRITE : ACCESS_READ;

/** 1 where an x86 error code says that no mapping was there. */
export const firstTouchOf = (code: number): number => (code & PRESENT ? 0 : 1);

const onCpu = () => ({ seq: longs(), t: longs(), cpu: shorts(), task_id: ints(), event_id: ints() });
export type OnCpu = ReturnType<typeof onCpu>;

/** Page faults counted by the kernel's software events. */
export const countedBatch = () => fillBatch("fault", { ...onCpu(), kind: octets(), addr: ulongs(), ip: ulongs() });

/** Page faults reported by tracepoints, with their error code. */
export const tracedBatch = () =>
  fillBatch("fault", {
    ...onCpu(),
    kind: octets(),
    access: octets(),
    first_touch: octets(),
    addr: ulongs(),
    ip: ulongs(),
    code: ulongs(),
  });

/** Every other sample. */
export const eventBatch = () => fillBatch("event", onCpu());
