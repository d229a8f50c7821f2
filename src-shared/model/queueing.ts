// Waiting for a device that guests share, and what stalls do to a guest's speed (model section 4).

/** Mean wait of a queue with Poisson arrivals and one server (Pollaczek and Khinchine); infinite at full load. */
export function meanWait(perSecond: number, meanServiceSeconds: number, meanSquareSeconds: number): number {
  const load = perSecond * meanServiceSeconds;
  return load < 1 ? (perSecond * meanSquareSeconds) / (2 * (1 - load)) : Number.POSITIVE_INFINITY;
}

/** Slowdown when stalls come per second of useful work. */
export const slowdownPerWork = (perSecond: number, stallSeconds: number): number => 1 + perSecond * stallSeconds;

/** Slowdown when stalls were counted per second of wall time; infinite when nothing else happens. */
export function slowdownPerWall(perSecond: number, stallSeconds: number): number {
  const stalled = perSecond * stallSeconds;
  return stalled < 1 ? 1 / (1 - stalled) : Number.POSITIVE_INFINITY;
}

/** Servers of a device, and the squared variation of its service times: 0 fixed, 1 exponential. */
export interface SharedDevice {
  readonly serviceSeconds: number;
  readonly channels: number;
  readonly variation: number;
}

/** Mean wait of Poisson arrivals: M/M/c by Erlang's C, times (1 + variation) / 2 (Allen and Cunneen); infinite at full load. */
export function meanWaitOf({ serviceSeconds, channels, variation }: SharedDevice, perSecond: number): number {
  const offered = perSecond * serviceSeconds;
  if (offered >= channels) return Number.POSITIVE_INFINITY;
  let blocked = 1;
  for (let c = 1; c <= channels; c++) blocked = (offered * blocked) / (c + offered * blocked);
  const waits = blocked / (1 - (offered / channels) * (1 - blocked));
  return ((waits * serviceSeconds) / (channels - offered)) * ((1 + variation) / 2);
}

const STEPS = 100;

/**
 * Where guests and a device that they share come to rest: the slower a guest is, the fewer requests it makes. `perSecond` are
 * requests a second of useful work, `slowdown` what the guests are slowed by anything but the wait. What all ask for falls
 * as the wait grows, and the wait grows with it, so there is one such point; it is found by bisection.
 */
export function restOf(
  device: SharedDevice,
  perSecond: ArrayLike<number>,
  slowdown: ArrayLike<number>,
): { readonly waitSeconds: number; readonly utilisation: number } {
  const asked = (wait: number): number => {
    let sum = 0;
    for (let i = 0; i < perSecond.length; i++) sum += perSecond[i]! / (slowdown[i]! + perSecond[i]! * wait);
    return sum;
  };
  const most = device.channels / device.serviceSeconds;
  if (!(asked(0) > 0)) return { waitSeconds: 0, utilisation: 0 };
  let [low, high] = [0, Math.min(most, asked(0))];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (asked(meanWaitOf(device, middle)) > middle) low = middle;
    else high = middle;
  }
  return { waitSeconds: meanWaitOf(device, low), utilisation: low / most };
}
