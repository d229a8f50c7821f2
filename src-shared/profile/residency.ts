// Resident pages of a guest from page faults and moves of its size alone, as a band over time.

/**
 * First faults of frames by phase, one row for equal (epoch, before, phase), ascending by epoch. Phases are numbered in time:
 * 2k + 1 is the span in which the guest gave up pages for the k-th time (from 0), even ones lie before, between and after.
 */
export interface PhaseFaults {
  readonly epoch: ArrayLike<number>;
  /** Phase in which these frames had faulted last; -1: never before. */
  readonly before: ArrayLike<number>;
  readonly phase: ArrayLike<number>;
  readonly frames: ArrayLike<number>;
}

/** Pages that left the guest the one time, by ascending epochs; epochs in which none left are not told. */
export interface GivenUp {
  readonly epoch: ArrayLike<number>;
  readonly pages: ArrayLike<number>;
}

/** What is known of one guest, by epochs of equal length. */
export interface ResidencyInput {
  readonly epochs: number;
  readonly ramPages: number;
  readonly faults: PhaseFaults;
  /** One entry for each time that the guest gave up pages; a guest may do so many thousand times. */
  readonly givenUp: readonly GivenUp[];
  /** Pages given back to the guest in each epoch; they hold no host memory until they are touched. */
  readonly givenBack: Float64Array;
  /** Whether KSM merged pages: then a fault on a known frame may be the end of a merge instead of a return. */
  readonly merging: boolean;
}

/** Pages at the end of each epoch. */
export interface ResidencyBand {
  readonly low: Float64Array;
  readonly best: Float64Array;
  readonly high: Float64Array;
}

type Bound = keyof ResidencyBand;

/** One account of where the pages are that the guest gave up, under the assumptions of one bound. */
interface Account {
  readonly bound: Bound;
  /** Pages out among the frames whose last fault lies in a phase. */
  readonly out: Float64Array;
  /** Pages out among frames that nothing tells apart. */
  hidden: number;
  /** Sum of both, and pages that came back so far. */
  total: number;
  back: number;
}

/** What all accounts see: frames by the phase of their last fault, frames that ever faulted, pages given back so far. */
interface Seen {
  readonly frames: Float64Array;
  touched: number;
  givenBack: number;
}

const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

/**
 * Resident = frames that ever faulted − pages given up + pages that came back.
 *
 * A frame that faulted stays resident until the host takes it away; merges and zero pages change its host frame, not its
 * residency. A page that the balloon takes (or that is unplugged) is dropped by the host and comes back when the guest touches
 * it after it was given back: a fault on a frame that has faulted before. Broken merges and zero pages that are written cause
 * such faults, too. What tells them apart is the fault of the hand-over: a guest that clears pages on allocation touches each
 * page it gives up. If C frames faulted while B <= C pages were given up, B of them are out, and n of these C that fault later
 * bring back n · B / C pages on average, at least n − (C − B), at most min(n, B).
 *
 * If fewer frames faulted than pages were given up, the rest was resident without a fault (it leaves, nobody knows which) or
 * never touched (it was never counted): `low` assumes the first, `high` the second as far as untouched pages are left, `best` the
 * first when at least half of the pages faulted, which shows a guest that clears them, else the share of RAM that was touched.
 * Without merging every fault on a known frame is a return as long as pages are out.
 */
export function residency(input: ResidencyInput): ResidencyBand {
  const { epochs, faults, givenUp, ramPages } = input;
  const phases = 2 * givenUp.length + 1;
  const band = { low: new Float64Array(epochs), best: new Float64Array(epochs), high: new Float64Array(epochs) };
  const accounts = (["low", "best", "high"] as const).map(
    (bound): Account => ({ bound, out: new Float64Array(phases), hidden: 0, total: 0, back: 0 }),
  );
  const candidates = framesByPhase(faults, phases);
  const leaving = leavingByEpoch(epochs, givenUp);
  const seen: Seen = { frames: new Float64Array(phases), touched: 0, givenBack: 0 };
  let row = 0;
  for (let e = 0; e < epochs; e++) {
    seen.givenBack += input.givenBack[e]!;
    for (; row < faults.epoch.length && faults.epoch[row]! <= e; row++) {
      const [before, phase, n] = [faults.before[row]!, faults.phase[row]!, faults.frames[row]!];
      if (n === 0) continue;
      if (before < 0) seen.touched += n;
      else {
        for (const account of accounts) comeBack(account, seen, before, n, input.merging);
        seen.frames[before] = seen.frames[before]! - n;
      }
      seen.frames[phase] = seen.frames[phase]! + n;
    }
    for (let i = leaving.start[e]!; i < leaving.start[e + 1]!; i++) {
      const [k, pages] = [leaving.time[i]!, leaving.pages[i]!];
      const share = candidates[2 * k + 1]! / leaving.total[k]!;
      for (const account of accounts) leave(account, seen, { phase: 2 * k + 1, pages, share, ramPages });
    }
    for (const { bound, total } of accounts) band[bound][e] = clamp(seen.touched - total, 0, ramPages);
    band.high[e] = Math.max(band.high[e]!, band.low[e]!);
    band.best[e] = clamp(band.best[e]!, band.low[e]!, band.high[e]!);
  }
  return band;
}

function framesByPhase({ phase, frames }: PhaseFaults, phases: number): Float64Array {
  const sums = new Float64Array(phases);
  for (let i = 0; i < phase.length; i++) sums[phase[i]!]! += frames[i]!;
  return sums;
}

/** What leaves in epoch e stands from `start[e]` to before `start[e + 1]`: which time, and how many pages; and the sum of each time. */
function leavingByEpoch(epochs: number, givenUp: readonly GivenUp[]) {
  const start = new Int32Array(epochs + 2);
  for (const { epoch } of givenUp) for (let i = 0; i < epoch.length; i++) start[epoch[i]! + 2]!++;
  for (let e = 2; e < start.length; e++) start[e]! += start[e - 1]!;
  const count = start[epochs + 1]!;
  const [time, pages] = [new Int32Array(count), new Float64Array(count)];
  const total = new Float64Array(givenUp.length);
  for (const [k, own] of givenUp.entries())
    for (let i = 0; i < own.epoch.length; i++) {
      const place = start[own.epoch[i]! + 1]!++;
      time[place] = k;
      pages[place] = own.pages[i]!;
      total[k]! += own.pages[i]!;
    }
  return { start, time, pages, total };
}

interface Leaving {
  readonly phase: number;
  readonly pages: number;
  /** Frames that faulted during the whole move, as a share of the pages that it took. */
  readonly share: number;
  readonly ramPages: number;
}

/** Pages are given up. */
function leave(account: Account, seen: Seen, { phase, pages, share, ramPages }: Leaving): void {
  const told = share >= 1 || (account.bound === "best" && share >= 0.5) ? pages * Math.min(1, share) : 0;
  let hidden = pages - told;
  if (account.bound === "high")
    hidden -= Math.min(pages * (1 - Math.min(1, share)), Math.max(0, ramPages - seen.touched));
  else if (account.bound === "best" && share < 0.5) hidden *= Math.min(1, seen.touched / ramPages);
  account.out[phase] = account.out[phase]! + told;
  account.hidden += hidden;
  account.total += told + hidden;
}

/** `n` of the frames whose last fault was in phase `before` fault again: some of them were out and are resident again. */
function comeBack(account: Account, seen: Seen, before: number, n: number, merging: boolean): void {
  const frames = Math.max(n, seen.frames[before]!);
  const out = Math.min(account.out[before]!, frames);
  const most = Math.min(n, out + account.hidden, seen.givenBack - account.back);
  const least = Math.max(0, n - (frames - out));
  let returned = most;
  let told = Math.min(out, most);
  if (merging && account.bound !== "high") {
    const resident = Math.max(1, seen.touched - (account.total - account.hidden));
    const unknown = account.bound === "best" ? (n * account.hidden * (frames - out)) / resident / frames : 0;
    told = Math.min(most, account.bound === "best" ? (n * out) / frames : least);
    returned = Math.min(most, told + Math.min(unknown, account.hidden));
  }
  account.out[before] = account.out[before]! - told;
  account.hidden -= returned - told;
  account.total -= returned;
  account.back += returned;
}
