// Names of threads as they change over time: counts the records that leave no row, whose name no row can tell later.
import type { ImportContext } from "../../importer.ts";

/** What perf calls a thread whose name the file does not tell. */
export const unnamed = (tid: number): string => `:${tid}`;

export interface CommCounts {
  /** From now on the thread has a name; null: none that is known. */
  named(thread: number, name: string | null): void;
  /** From now on the thread has the name of another. */
  forked(thread: number, parent: number): void;
  /** A record of the thread left no row. */
  count(thread: number, tid: number): void;
  tell(context: ImportContext): void;
}

export function commCounts(): CommCounts {
  const numbers = new Map<string, number>();
  const names: string[] = [];
  const counts: number[] = [];
  const nameless = new Map<number, number>();
  // By thread: 1 + number of its name, 0 where there is none.
  let current = new Int32Array(64);

  function set(thread: number, number: number): void {
    if (thread >= current.length) {
      const grown = new Int32Array(Math.max(2 * current.length, thread + 1));
      grown.set(current);
      current = grown;
    }
    current[thread] = number;
  }

  function numberOf(name: string): number {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    names.push(name);
    counts.push(0);
    numbers.set(name, names.length);
    return names.length;
  }

  return {
    named: (thread, name) => set(thread, name === null ? 0 : numberOf(name)),
    forked: (thread, parent) => set(thread, current[parent] ?? 0),
    count(thread, tid) {
      const number = current[thread] ?? 0;
      if (number > 0) counts[number - 1] = (counts[number - 1] as number) + 1;
      else nameless.set(tid, (nameless.get(tid) ?? 0) + 1);
    },
    tell(context) {
      for (const [i, name] of names.entries()) if (counts[i]) context.count("comm", name, counts[i]);
      for (const [tid, n] of nameless) context.count("comm", unnamed(tid), n);
    },
  };
}
