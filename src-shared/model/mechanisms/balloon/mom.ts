// The balloon rules of oVirt's memory overcommitment manager (balloon.rules): how large a guest is to be next.

export interface MomGuest {
  readonly current: number;
  readonly unused: number;
  /** Least size that the guest may be brought to. */
  readonly least: number;
}

/** The rule file takes the smaller of both floors where the larger one looks meant. */
export type MomFloor = "as written" | "as meant";

const PRESSURE = 0.2;
const PANIC = 0.05;
const STEP = 0.05;
const WORTH_IT = 0.0025;

/**
 * The size of a guest after one turn. Under 20 % of free host memory a guest shrinks by at most 5 %, to what it uses and
 * the share of free memory that the host has; otherwise it grows by at most 5 %. Changes under 0.25 % are left.
 */
export function momSize(hostFree: number, { current, unused, least }: MomGuest, most: number, floor: MomFloor): number {
  if (hostFree >= PRESSURE) return Math.min(most, current * (1 + STEP));
  const guestFree = hostFree <= PANIC ? Math.max(0, hostFree - PANIC) : (PRESSURE * hostFree) / PRESSURE;
  const wanted = current - unused + guestFree * current;
  const lowest = floor === "as written" ? Math.min(least, wanted) : Math.max(least, wanted);
  const size = Math.max(current * (1 - STEP), lowest);
  return Math.abs(size - current) > WORTH_IT * current ? size : current;
}
