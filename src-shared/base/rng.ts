// Counter-based random numbers: Philox4x32-10, so that every stream is a pure function of seed and names.

const MULTIPLIER_A = 0xd2511f53;
const MULTIPLIER_B = 0xcd9e8d57;
const WEYL_A = 0x9e3779b9;
const WEYL_B = 0xbb67ae85;
const ROUNDS = 10;

/** High 32 bits of the 64-bit product of two unsigned words, by 16-bit halves; as a signed word. */
function highWord(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  // Both sums stay below 2^32, so that their low words are all of them.
  const cross = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) >>> 0;
  const middle = (Math.imul(aLow, bHigh) + (cross & 0xffff)) >>> 0;
  return (Math.imul(aHigh, bHigh) + (cross >>> 16) + (middle >>> 16)) | 0;
}

/**
 * One block of Philox4x32-10 (Salmon et al., SC 2011): four words of key and counter order as in Random123.
 * All arguments are taken as unsigned 32-bit words; the four results go to `out[0..3]`.
 */
export function philox(
  key0: number,
  key1: number,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  out: Uint32Array,
): void {
  // Signed words inside, so that none leaves the range of small integers; the array takes them as unsigned.
  let [k0, k1, x0, x1, x2, x3] = [key0 | 0, key1 | 0, c0 | 0, c1 | 0, c2 | 0, c3 | 0];
  for (let round = 0; round < ROUNDS; round++) {
    const highA = highWord(MULTIPLIER_A, x0);
    const lowA = Math.imul(MULTIPLIER_A, x0);
    const highB = highWord(MULTIPLIER_B, x2);
    const lowB = Math.imul(MULTIPLIER_B, x2);
    x0 = highB ^ x1 ^ k0;
    x1 = lowB;
    x2 = highA ^ x3 ^ k1;
    x3 = lowA;
    k0 = (k0 + WEYL_A) | 0;
    k1 = (k1 + WEYL_B) | 0;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}

/** A double in [0, 1) with 53 random bits, from two random words. */
export const uniform = (a: number, b: number): number => ((a >>> 5) * 67108864 + (b >>> 6)) / 9007199254740992;

/** What a stream is for; streams of different names are independent. `mechanism` is in 0..255, `replication` below 2^24. */
export interface StreamName {
  readonly mechanism: number;
  readonly replication?: number;
  readonly guest?: number;
  readonly epoch?: number;
}

export interface Stream {
  /** The next double in [0, 1). */
  next(): number;
}

/**
 * The stream of `seed` (an integer in 0..2^53-1) and a name. Counter words: draw index, epoch, guest,
 * mechanism | replication << 8; so adding a guest or a mechanism leaves all other streams as they were.
 */
export function createStream(seed: number, name: StreamName): Stream {
  const words = new Uint32Array(4);
  const seedLow = seed >>> 0;
  const seedHigh = Math.floor(seed / 4294967296) >>> 0;
  const purpose = (name.mechanism & 0xff) | ((name.replication ?? 0) << 8);
  const guest = name.guest ?? 0;
  const epoch = name.epoch ?? 0;
  let block = 0;
  let secondHalf = false;
  return {
    next: () => {
      if (secondHalf) {
        secondHalf = false;
        return uniform(words[2]!, words[3]!);
      }
      philox(seedLow, seedHigh, block++, epoch, guest, purpose, words);
      secondHalf = true;
      return uniform(words[0]!, words[1]!);
    },
  };
}

const drawn = new Uint32Array(4);

/** The first double of a stream, without the stream: for one draw of many. */
export function firstDraw(seed: number, { mechanism, replication = 0, guest = 0, epoch = 0 }: StreamName): number {
  const purpose = (mechanism & 0xff) | (replication << 8);
  philox(seed >>> 0, Math.floor(seed / 4294967296) >>> 0, 0, epoch, guest, purpose, drawn);
  return uniform(drawn[0]!, drawn[1]!);
}
