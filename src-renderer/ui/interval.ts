// Where the parts of an interval bar lie: p5 to p95 as a band, p50 as a mark, on an axis that other bars share.

export interface IntervalLayout {
  /** Left end and width of the band, and centre of the mark, in px. */
  readonly band: { readonly x: number; readonly width: number };
  readonly mid: number;
  /** Parts that lie beyond the axis are cut and told by an arrow. */
  readonly cut: { readonly left: boolean; readonly right: boolean };
}

export interface IntervalInput {
  readonly low: number;
  readonly mid: number;
  readonly high: number;
  /** Ends of the axis. */
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

/** A band is never narrower than this, so that it can be seen. */
const LEAST = 3;

export function layoutInterval({ low, mid, high, from, to, width }: IntervalInput): IntervalLayout {
  const span = to - from;
  const at = (value: number): number => {
    const share = span > 0 ? (value - from) / span : 0.5;
    return Math.min(1, Math.max(0, share)) * width;
  };
  const [left, right] = [at(Math.min(low, high)), at(Math.max(low, high))];
  const extra = Math.max(0, LEAST - (right - left));
  const x = Math.max(0, Math.min(left - extra / 2, width - LEAST));
  return {
    band: { x, width: right - left + extra },
    mid: at(mid),
    cut: { left: Math.min(low, mid) < from, right: Math.max(high, mid) > to },
  };
}

/** "16 to 20", or one number where both ends are the same. */
export const intervalWords = (low: string, high: string): string => (low === high ? low : `${low} to ${high}`);
