// KSM scans faster the longer the host is short of memory, and slows down again: the rule of ksmtuned.
import type { Policy } from "../api.ts";

/** Pages of a wake-up: how much faster and slower it gets at a time, and its bounds. */
const BOOST = 300;
const DECAY = 50;
const LEAST = 64;
const MOST = 1250;
const SLEEP_MS = 10;
/** Share of free host memory below which scanning gets faster. */
const SHORT_PCT = 20;

const policy: Policy<number> = ({ host }, state) => {
  const before = state ?? LEAST;
  const pages = Math.min(MOST, Math.max(LEAST, host.freePct < SHORT_PCT ? before + BOOST : before - DECAY));
  return { actions: [{ kind: "setKsm", run: true, pagesToScan: pages, sleepMs: SLEEP_MS }], state: pages };
};

export { policy };
