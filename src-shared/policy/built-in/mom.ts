// The ballooning rules of oVirt MOM: shrink every guest while the host is short of memory, grow it again otherwise.
import type { Action, GuestView, Policy } from "../api.ts";

/** Below this percentage of free host memory guests are shrunk; at or below the second one hard. */
const PRESSURE_PCT = 20;
const HARD_PRESSURE_PCT = 5;
/** A guest keeps so much of its memory free while the host has enough. */
const GUEST_FREE = 0.2;
const MOST_STEP = 0.05;
/** A change smaller than this share of the guest's size is left. */
const LEAST_CHANGE = 0.0025;

const policy: Policy<null> = ({ host, guests }) => {
  const actions: Action[] = [];
  for (const guest of guests) {
    const now = guest.size - guest.balloon;
    const size = wantedSize(guest, now, host.freePct);
    if (Math.abs(size - now) <= LEAST_CHANGE * now) continue;
    actions.push({ kind: "setBalloon", id: guest.id, pages: Math.floor(guest.size - size) });
  }
  return { actions, state: null };
};

/** Size of the guest after one step of at most 5 % (balloon.rules of MOM, its floor as meant). */
function wantedSize(guest: GuestView, now: number, freePct: number): number {
  if (freePct >= PRESSURE_PCT) return Math.min(guest.size, now * (1 + MOST_STEP));
  const hostFree = freePct / 100;
  const free = freePct <= HARD_PRESSURE_PCT ? hostFree - 0.05 : (GUEST_FREE * hostFree) / (PRESSURE_PCT / 100);
  return Math.max(now * (1 - MOST_STEP), guest.used + Math.max(0, free) * now);
}

export { policy };
