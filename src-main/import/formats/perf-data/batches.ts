// Batches of samples as both perf importers fill them.
import { fillBatch, ints, longs, octets, shorts, ulongs } from "../../bytes/columns.ts";

/** ENUM words of the columns, as in the declaration of the tables. */
export const KIND_HOST = 0;

const onCpu = () => ({ seq: longs(), t: longs(), cpu: shorts(), task_id: ints(), event_id: ints() });
export type OnCpu = ReturnType<typeof onCpu>;

/** Page faults counted by the kernel's software events. */
export const countedBatch = () => fillBatch("fault", { ...onCpu(), kind: octets(), addr: ulongs(), ip: ulongs() });

/** Every other sample. */
export const eventBatch = () => fillBatch("event", onCpu());
export type CountedBatch = ReturnType<typeof countedBatch>;
