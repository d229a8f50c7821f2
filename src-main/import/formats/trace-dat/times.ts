// From stamps of the ring buffer to nanoseconds as trace-cmd prints them, in words of 32 bits.
import type { ClockSamples, Options, TimeShift } from "./options.ts";

/** A moment in two words, changed in place. */
export interface Words {
  low: number;
  high: number;
}

/** Turns a stamp of a CPU into ns. Made once for each CPU. */
export type Convert = (words: Words) => void;

const WORD = 2 ** 32;

/** Adds a constant, given once. */
function adder(constant: bigint): Convert {
  const low = Number(BigInt.asUintN(32, constant));
  const high = Number(BigInt.asUintN(32, constant >> 32n));
  return (words) => {
    const sum = words.low + low;
    words.low = sum >>> 0;
    words.high = (words.high + high + (sum >= WORD ? 1 : 0)) >>> 0;
  };
}

/** Multiplies by a small constant. */
const multiplier =
  (by: number): Convert =>
  (words) => {
    const low = words.low * by;
    words.low = low >>> 0;
    words.high = (words.high * by + Math.floor(low / WORD)) >>> 0;
  };

/** (stamp * mult) >> shift, exact to 64 bits as the kernel does it. */
function scaler(mult: number, shift: number): Convert {
  const multHigh = mult >>> 16;
  const multLow = mult & 0xffff;
  const words32 = shift >> 5;
  const bits = shift & 31;
  // Product of a word and `mult`.
  let high = 0;
  let low = 0;
  const multiply = (word: number): void => {
    const wordLow = word & 0xffff;
    const wordHigh = word >>> 16;
    const middle = wordHigh * multLow + wordLow * multHigh;
    const sum = wordLow * multLow + (middle % 0x10000) * 0x10000;
    low = sum >>> 0;
    high = wordHigh * multHigh + Math.floor(middle / 0x10000) + Math.floor(sum / WORD);
  };
  return (words) => {
    multiply(words.high);
    const upperHigh = high;
    const upperLow = low;
    multiply(words.low);
    // The product has three words, of which those behind the shift count.
    const middle = upperLow + high;
    const top = upperHigh + Math.floor(middle / WORD);
    const first = words32 ? middle : low;
    const second = words32 ? top : middle;
    const third = words32 ? 0 : top;
    words.low = (bits ? (first >>> bits) | (second << (32 - bits)) : first) >>> 0;
    words.high = (bits ? (second >>> bits) | (third << (32 - bits)) : second) >>> 0;
  };
}

/** Bit of the flags of a time shift: between two samples the correction changes evenly. */
const INTERPOLATE = 1;

interface Sample {
  readonly time: bigint;
  readonly offset: bigint;
  readonly scaling: bigint;
  readonly fraction: bigint;
}

/** Samples by time, the first of those of one time. */
function sorted(samples: ClockSamples): Sample[] {
  const list = samples.times.map(
    (time, i): Sample => ({
      time,
      offset: samples.offsets[i] as bigint,
      scaling: samples.scalings[i] as bigint,
      fraction: samples.fractions[i] as bigint,
    }),
  );
  list.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return list.filter((sample, i) => sample.time !== list[i - 1]?.time);
}

/** What is added from a sample on: its offset, and in between a share of the way to that of the next one. */
function corrector(from: Sample, to: Sample, interpolate: boolean): Convert {
  const add = adder(from.offset);
  const slope = interpolate ? Number(to.offset - from.offset) / Number(to.time - from.time) : 0;
  const startLow = Number(BigInt.asUintN(32, from.time));
  const startHigh = Number(BigInt.asUintN(32, from.time >> 32n));
  // Guests whose TSC runs at the host's speed have scaling 1; 2^-53 of a stamp is less than a nanosecond for others.
  const scale = Number(from.scaling) / 2 ** Number(BigInt.asUintN(6, from.fraction));
  return (words) => {
    const past = (words.high - startHigh) * WORD + (words.low - startLow);
    const share = Math.trunc(past * slope + 0.5);
    if (scale !== 1) {
      const scaled = Math.floor((words.high * WORD + words.low) * scale);
      words.high = Math.floor(scaled / WORD) >>> 0;
      words.low = (scaled % WORD) >>> 0;
    }
    add(words);
    const low = words.low + share;
    words.high = (words.high + Math.floor(low / WORD)) >>> 0;
    words.low = (low - Math.floor(low / WORD) * WORD) >>> 0;
  };
}

/** A guest's stamps on its host's clock, for one vCPU; null where nothing was measured for it. */
function shifter(shift: TimeShift, cpu: number): Convert | null {
  const samples = sorted(shift.cpus[cpu] ?? { times: [], offsets: [], scalings: [], fractions: [] });
  const [first] = samples;
  if (!first) return null;
  if (samples.length === 1) return adder(first.offset);
  const interpolate = (shift.flags & INTERPOLATE) !== 0;
  const correct = samples.slice(1).map((to, i) => corrector(samples[i] as Sample, to, interpolate));
  const starts = BigUint64Array.from(samples, (sample) => BigInt.asUintN(64, sample.time));
  const startWords = new Uint32Array(starts.buffer);
  let at = 0;
  const isBefore = ({ low, high }: Words, sample: number): boolean => {
    const startHigh = startWords[2 * sample + 1] as number;
    return high < startHigh || (high === startHigh && low < (startWords[2 * sample] as number));
  };
  // Stamps come in order, but for damage: the place is looked for from where it was.
  return (words) => {
    while (at > 0 && isBefore(words, at)) at--;
    while (at < correct.length - 1 && !isBefore(words, at + 1)) at++;
    (correct[at] as Convert)(words);
  };
}

/** `uptime` counts hundredths of a second on every machine that has it. */
const TICK_NS = 10_000_000;

/** Ticks of a clock of known rate as ns: exact to a ns for a hundred days of them. */
function byRate(hz: number): Convert {
  const nsPerTick = 1e9 / hz;
  return (words) => {
    const ns = Math.floor((words.high * WORD + words.low) * nsPerTick);
    words.high = Math.floor(ns / WORD) >>> 0;
    words.low = (ns % WORD) >>> 0;
  };
}

/** How stamps of a CPU become ns; null where they are ns already. `hz`: ticks a second where somebody told them. */
export function converterOf(options: Options, clock: string, cpu: number, hz: number | null): Convert | null {
  const steps: Convert[] = [];
  const shift = options.shift && shifter(options.shift, cpu);
  if (shift) steps.push(shift);
  if (options.tsc) steps.push(scaler(options.tsc.mult, options.tsc.shift));
  else if (hz !== null) steps.push(byRate(hz));
  else if (clock === "uptime") steps.push(multiplier(TICK_NS));
  const added = (options.date ?? 0n) + (options.offset ?? 0n);
  if (added !== 0n) steps.push(adder(added));
  if (steps.length < 2) return steps[0] ?? null;
  return (words) => {
    for (const step of steps) step(words);
  };
}
