// Seeded damage to bytes: the same seed and run give the same damage everywhere.

/** Numbers from a seed: `below(n)` is a whole number from 0 to n - 1. */
export interface Dice {
  below(n: number): number;
}

/** mulberry32 over a seed that names the run. */
export function dice(seed: number, run: number, salt: number): Dice {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(run + 1, 0x85ebca6b) ^ Math.imul(salt + 1, 0xc2b2ae35)) | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  return { below: (n) => (n <= 1 ? 0 : next() % n) };
}

type Mutation = (bytes: Buffer, d: Dice) => Buffer;

const copyOf = (bytes: Buffer): Buffer => Buffer.from(bytes);
/** Where damage goes: often into the first bytes, where headers are. */
const place = (bytes: Buffer, d: Dice): number =>
  d.below(3) === 0 ? d.below(Math.min(bytes.length, 512)) : d.below(bytes.length);

const EXTREMES: readonly bigint[] = [
  0n,
  1n,
  7n,
  8n,
  0x7fn,
  0x80n,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
].concat([1n << 40n, (1n << 63n) - 1n, 1n << 63n, (1n << 64n) - 1n]);
const WORDS = [
  "-1",
  "18446744073709551616",
  "1e400",
  "NaN",
  "",
  "\0",
  "\r\n",
  "\n\n",
  "\ufeff",
  "{",
  "}",
  '"',
  ",",
  "0x",
  "%s",
];

const MUTATIONS: readonly Mutation[] = [
  (bytes, d) => {
    const out = copyOf(bytes);
    for (let i = d.below(4); i >= 0; i--) {
      const at = place(out, d);
      out[at] = (out[at] as number) ^ (1 << d.below(8));
    }
    return out;
  },
  (bytes, d) => {
    const out = copyOf(bytes);
    const at = place(out, d);
    out.fill([0, 0xff, 0x20, 0x0a, d.below(256)][d.below(5)] as number, at, Math.min(out.length, at + 1 + d.below(64)));
    return out;
  },
  (bytes, d) => {
    const out = copyOf(bytes);
    const size = [2, 4, 8][d.below(3)] as number;
    if (out.length < size) return out;
    const at = Math.min(place(out, d), out.length - size) & ~(size - 1);
    const value = BigInt.asUintN(8 * size, EXTREMES[d.below(EXTREMES.length)] as bigint);
    for (let i = 0; i < size; i++) out[at + i] = Number((value >> BigInt(8 * i)) & 0xffn);
    return out;
  },
  (bytes, d) => bytes.subarray(0, d.below(bytes.length)),
  (bytes, d) => {
    const at = place(bytes, d);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + d.below(64))]);
  },
  (bytes, d) => {
    const at = place(bytes, d);
    const piece = bytes.subarray(at, at + 1 + d.below(256));
    return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  },
  (bytes, d) => {
    const at = place(bytes, d);
    const word = Buffer.from(WORDS[d.below(WORDS.length)] as string);
    return Buffer.concat([bytes.subarray(0, at), word, bytes.subarray(at + d.below(2) * word.length)]);
  },
  (bytes, d) => {
    const [from, to] = [place(bytes, d), place(bytes, d)];
    const piece = bytes.subarray(from, from + 8 + d.below(128));
    return Buffer.concat([bytes.subarray(0, to), piece, bytes.subarray(to + piece.length)]);
  },
];

/** One to four kinds of damage, one after the other; never longer than the input and 4 KiB. */
export function mutate(bytes: Buffer, d: Dice): Buffer {
  let out = bytes;
  for (let i = d.below(4); i >= 0 && out.length > 0; i--)
    out = (MUTATIONS[d.below(MUTATIONS.length)] as Mutation)(out, d);
  return out.subarray(0, bytes.length + 4096);
}
