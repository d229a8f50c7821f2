// Sorted copies of a kept result, so that page 1000 in another order is as fast as page 1.
import { orAborted } from "../jobs/or-aborted.ts";

/** By which column, counted from 0; unknown values come last either way, equal ones as the query gave them. */
export interface ResultOrder {
  readonly column: number;
  readonly descending: boolean;
}

export interface Sorts {
  /** Reads from the table whose rows are in this order; it is made first where it is missing. */
  read<T>(order: ResultOrder, signal: AbortSignal, work: (table: string) => Promise<T>): Promise<T>;
  /** Stops what is being made and drops all. */
  end(): Promise<void>;
}

interface Sorted {
  readonly table: string;
  readonly made: Promise<void>;
  readonly abort: AbortController;
  readers: number;
}

/** A result is seldom looked at in more orders than one, there and back again. */
const MOST_ORDERS = 2;

/** `make` sorts into a new table, `drop` drops it if it is there. */
export function createSorts(
  table: string,
  make: (name: string, order: ResultOrder, signal: AbortSignal) => Promise<void>,
  drop: (name: string) => Promise<void>,
): Sorts {
  const sorted = new Map<string, Sorted>();
  let made = 0;

  function begin(order: ResultOrder): Sorted {
    const abort = new AbortController();
    const name = `${table}_${++made}`;
    const one: Sorted = { table: name, abort, made: make(name, order, abort.signal), readers: 0 };
    one.made.catch(() => {});
    return one;
  }
  async function remove(key: string, one: Sorted): Promise<void> {
    if (sorted.get(key) === one) sorted.delete(key);
    one.abort.abort();
    await one.made.catch(() => {});
    await drop(one.table);
  }
  async function removeOld(): Promise<void> {
    const old = [...sorted].slice(0, -MOST_ORDERS).filter(([, one]) => one.readers === 0);
    for (const [key, one] of old) await remove(key, one);
  }

  return {
    async read(order, signal, work) {
      const key = `${order.column} ${order.descending}`;
      const one = sorted.get(key) ?? begin(order);
      // Last in the map is what was used last.
      sorted.delete(key);
      sorted.set(key, one);
      one.readers++;
      let sortedWell = false;
      try {
        await orAborted(one.made, signal, "sorting rows");
        sortedWell = true;
        return await work(one.table);
      } finally {
        one.readers--;
        // Nobody waits for it any more, or it could not be made: the next who asks begins anew.
        if (!sortedWell && one.readers === 0) await remove(key, one);
        await removeOld();
      }
    },
    async end() {
      for (const [key, one] of [...sorted]) await remove(key, one);
    },
  };
}
