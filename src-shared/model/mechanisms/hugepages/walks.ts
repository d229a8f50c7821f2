// Address translation under virtualisation: memory references of a walk in two dimensions, reach of a TLB, time it takes.

/**
 * Memory references of one TLB miss with this many levels of page tables in the guest and in the host, without caches:
 * every guest level is a guest-physical address that the host walks too, and so is the address found at last.
 * A leaf one level up (2 MiB) takes a level away, 1 GiB takes two; 0 host levels are a walk without virtualisation.
 */
export const walkReferences = (guestLevels: number, hostLevels: number): number =>
  (guestLevels + 1) * (hostLevels + 1) - 1;

/** Bytes that a TLB reaches with its entries. */
export const tlbReach = (entries: number, pageBytes: number): number => entries * pageBytes;

/** Time of one operation after throughput rose by this share, as a share of what it was: +18.5 % leaves 84.4 %. */
export const timePerOperation = (throughputGain: number): number => 1 / (1 + throughputGain);

/** Share of the time that page walks would have to take, if removing `missesRemoved` of them alone saved `timeSaved`. */
export const walkShareNeeded = (timeSaved: number, missesRemoved: number): number => timeSaved / missesRemoved;
