// SmarTmem's idea as a script: whose puts failed gets a larger target, who holds far less than his gets a smaller one.
import type { Policy } from "../api.ts";

const STEP = 0.02;

/** Targets by guest, in pages and parts of them. */
type Targets = Readonly<Record<string, number>>;

const policy: Policy<Targets> = ({ host, guests }, state) => {
  const pool = host.tmemUsed + host.tmemFree;
  const of: Record<string, number> = {};
  for (const { id, tmem } of guests) {
    const before = state?.[id] ?? Math.floor(pool / guests.length);
    const grows = tmem.putFails > 0;
    const shrinks = !grows && before - tmem.used > pool / 100;
    of[id] = grows ? before + STEP * pool : shrinks ? before * (1 - STEP) : before;
  }
  const sum = Object.values(of).reduce((total, pages) => total + pages, 0);
  const scale = sum > pool ? pool / sum : 1;
  const actions = guests.map(({ id, tmem }) => ({
    kind: "setTmemTarget" as const,
    id,
    pages: Math.max(tmem.used, Math.floor((of[id] ?? 0) * scale)),
  }));
  return { actions, state: of };
};

export { policy };
