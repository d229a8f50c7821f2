// Times of texts: seconds with a fraction, as nanoseconds in two words.

/** A time in words. */
interface Time {
  low: number;
  high: number;
}

const NS_PER_SECOND = 1_000_000_000;
const HALF = 65_536;

/** Sets a time from its seconds and the nanoseconds in them. Most lines share the second with the line before. */
export function secondsClock(): (time: Time, seconds: number, fraction: number) => void {
  const second = new Uint32Array(2);
  let last = -1;
  return (time, seconds, fraction) => {
    if (seconds !== last) {
      last = seconds;
      const upper = Math.floor(seconds / HALF) * NS_PER_SECOND;
      const lower = (upper % HALF) * HALF + (seconds % HALF) * NS_PER_SECOND;
      second[0] = lower % 0x1_0000_0000;
      second[1] = Math.floor(upper / HALF) + Math.floor(lower / 0x1_0000_0000);
    }
    const low = (second[0] as number) + fraction;
    time.low = low >>> 0;
    time.high = (second[1] as number) + (low > 0xffffffff ? 1 : 0);
  };
}
