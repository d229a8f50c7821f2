// Guests that burst independently (on/off), in closed form: how many fit exactly, by Chernoff's bound and by the normal curve.
import { exp, log, normalQuantile } from "../base/math.ts";

/** Identical guests: always `base` pages, and `burst` more with probability `p` in an epoch. */
export interface Bursting {
  readonly base: number;
  readonly burst: number;
  readonly p: number;
}

/** Chance that n guests need more than `capacity` pages at a moment: the binomial tail. */
export function overrunChance({ base, burst, p }: Bursting, capacity: number, n: number): number {
  const fitting = Math.floor((capacity - n * base) / burst + 1e-9);
  if (fitting < 0) return 1;
  if (fitting >= n || p <= 0) return 0;
  if (p >= 1) return 1;
  const step = log(p) - log(1 - p);
  let [term, within] = [n * log(1 - p), 0];
  for (let bursts = 0; bursts <= fitting; bursts++) {
    within += exp(term);
    term += log((n - bursts) / (bursts + 1)) + step;
  }
  return Math.max(0, 1 - within);
}

/** The largest n that overruns with a chance of at most `epsilon`; the chance rises with n, so all fewer fit too. `base` is above 0. */
export function burstingGuests(guest: Bursting, capacity: number, epsilon: number): number {
  let [fits, fails] = [0, Math.floor(capacity / guest.base) + 1];
  while (fails - fits > 1) {
    const n = Math.floor((fits + fails) / 2);
    if (overrunChance(guest, capacity, n) <= epsilon) fits = n;
    else fails = n;
  }
  return fits;
}

/** n with its peak sizes, and n with its mean sizes: below and above every honest answer. */
export const peakGuests = ({ base, burst }: Bursting, capacity: number): number =>
  Math.floor(capacity / (base + burst));

export const meanGuests = ({ base, burst, p }: Bursting, capacity: number): number =>
  Math.floor(capacity / (base + burst * p));

const GOLDEN = (Math.sqrt(5) - 1) / 2;
const STEPS = 200;

/** Guests that surely fit by Chernoff's bound: the best over theta of (theta C + ln epsilon) / ln E e^(theta X). */
export function chernoffGuests({ base, burst, p }: Bursting, capacity: number, epsilon: number): number {
  const guests = (theta: number): number => {
    const cumulant = theta * base + log(1 - p + p * exp(theta * burst));
    return (theta * capacity + log(epsilon)) / cumulant;
  };
  // One maximum: guests rise with theta from the mean's side and fall towards the peak's; exp stays finite below 700.
  let [low, high] = [1e-9, 700 / Math.max(burst, 1)];
  for (let step = 0; step < STEPS; step++) {
    const [a, b] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
    if (guests(a) < guests(b)) low = a;
    else high = b;
  }
  return Math.floor(guests((low + high) / 2));
}

/** Guests by the normal curve: over-fills with skewed bursts, for display only. */
export function normalGuests({ base, burst, p }: Bursting, capacity: number, epsilon: number): number {
  const z = normalQuantile(1 - epsilon);
  const mean = base + burst * p;
  const deviation = burst * Math.sqrt(p * (1 - p));
  const root = (-z * deviation + Math.sqrt(z * z * deviation * deviation + 4 * mean * capacity)) / (2 * mean);
  return Math.floor(root * root);
}
