// What a recording tells of its host and its guests: facts of the host, and which threads are vCPUs of which guest.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import type { Options, TracedGuest } from "./options.ts";

/** Host name of `Linux HOST RELEASE MACHINE`. */
export const hostOf = (uname: string | null): string | null => uname?.split(" ")[1] || null;

/** Facts under the options' own names, null where there are none. */
export function factBatch(options: Options): ColumnBatch | null {
  const facts: readonly (readonly [string, string | null])[] = [
    ["UNAME", options.uname],
    ["VERSION", options.program],
    ["TRACECLOCK", options.clock],
    ["CPUCOUNT", options.cpuCount === null ? null : String(options.cpuCount)],
  ];
  const known = facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  if (!known.length) return null;
  const host = hostOf(options.uname);
  const numbers = known.map(([name, value]) => (name === "CPUCOUNT" ? Number(value) : null));
  const valid = new Uint8Array(1);
  for (const [i, number] of numbers.entries()) if (number !== null) valid[0]! |= 1 << i;
  return {
    table: "fact",
    rows: known.length,
    columns: {
      scope: { data: new Uint8Array(known.length), valid: null },
      subject: { data: known.map(() => host), valid: null },
      name: { data: known.map(([name]) => `trace.${name}`), valid: null },
      value: { data: known.map(([, value]) => value), valid: null },
      number: { data: Float64Array.from(numbers, (number) => number ?? 0), valid },
    },
  };
}

/** One row for each thread of a guest's vCPU, null where the recording names none: `trace-cmd record -A` knows them. */
export function guestBatch(guests: readonly TracedGuest[]): ColumnBatch | null {
  const threads = guests.flatMap(({ name, threads: of }) =>
    of.filter(({ tid }) => tid > 0).map(({ tid }) => ({ name, tid })),
  );
  if (!threads.length) return null;
  return {
    table: "guest_seen",
    rows: threads.length,
    columns: {
      name: { data: threads.map(({ name }) => name), valid: null },
      tid: { data: Int32Array.from(threads, ({ tid }) => tid), valid: null },
      how: { data: threads.map(() => "trace-cmd"), valid: null },
    },
  };
}
