// Whole numbers put into buckets: exact while small, then 2^bits buckets for each doubling.

export interface Buckets {
  /** Bucket of a whole number below 2^31. */
  of(value: number): number;
  /** The largest number of a bucket. */
  last(bucket: number): number;
}

/** Buckets of which `2^(bits + 1)` hold one number each; the others are at most 2^-bits of their numbers wide. */
export function bucketsOf(bits: number): Buckets {
  const exact = 2 ** (bits + 1);
  return {
    of(value) {
      if (value < exact) return value;
      const shift = 31 - Math.clz32(value) - bits;
      return (shift << bits) + (value >>> shift);
    },
    last(bucket) {
      if (bucket < exact) return bucket;
      const shift = Math.floor(bucket / 2 ** bits) - 1;
      return (bucket - shift * 2 ** bits + 1) * 2 ** shift - 1;
    },
  };
}

/** One number a bucket, whatever its size. */
export const noBuckets: Buckets = { of: (value) => value, last: (bucket) => bucket };
