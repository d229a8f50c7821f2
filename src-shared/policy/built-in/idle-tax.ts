// Memory by shares with a tax on idle memory (Waldspurger, OSDI 2002): the guest that pays least per page gives first.
import type { Action, Policy } from "../api.ts";

const TAX = 0.75;
/** What an idle page costs compared with a used one. */
const IDLE_COST = 1 / (1 - TAX);
/** Frames that the host keeps free. */
const FREE_PCT = 6;

const policy: Policy<null> = ({ host, guests }) => {
  const short = Math.ceil((FREE_PCT / 100) * host.total) - host.free;
  const actions: Action[] = [];
  // Of equal shares: P (f + k (1 - f)) pages are charged, so idle memory goes first, from who has most of it.
  const charged = guests.map((guest) => guest.used + IDLE_COST * guest.guestFree);
  const order = guests.map((_, i) => i).sort((a, b) => charged[b]! - charged[a]! || a - b);
  let left = Math.max(0, short);
  for (const i of order) {
    const guest = guests[i]!;
    const idle = Math.max(0, guest.guestFree);
    const taken = Math.min(left, idle);
    left -= taken;
    if (taken > 0) actions.push({ kind: "setBalloon", id: guest.id, pages: guest.balloon + taken });
    else if (short < 0 && guest.balloon > 0) {
      const back = Math.min(guest.balloon, Math.floor(-short / guests.length));
      if (back > 0) actions.push({ kind: "setBalloon", id: guest.id, pages: guest.balloon - back });
    }
  }
  return { actions, state: null };
};

export { policy };
