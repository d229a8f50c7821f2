// FNV-1a over 64 bits in two 32-bit words: the digest of runs and tables.

export interface Digest {
  /** Adds one double as its eight bytes, most significant first; every NaN counts as the same. */
  add(value: number): void;
  /** Adds bytes in order. */
  addBytes(bytes: Uint8Array): void;
  /** The digest so far: 16 hexadecimal digits. */
  hex(): string;
}

/** A digest, empty or going on from the `hex()` of an earlier one. */
export function createDigest(resumeFrom = "cbf29ce484222325"): Digest {
  let high = Number.parseInt(resumeFrom.slice(0, 8), 16) | 0;
  let low = Number.parseInt(resumeFrom.slice(8), 16) | 0;
  const buffer = new Uint8Array(8);
  const view = new DataView(buffer.buffer);

  const addBytes = (bytes: Uint8Array): void => {
    for (let i = 0; i < bytes.length; i++) {
      low ^= bytes[i]!;
      // The prime is 2^40 + 0x1b3; whole 32-bit multiplications, the carry by 16-bit halves.
      const carry = ((low >>> 16) * 0x1b3 + (((low & 0xffff) * 0x1b3) >>> 16)) >>> 16;
      high = (Math.imul(high, 0x1b3) + carry + (low << 8)) | 0;
      low = Math.imul(low, 0x1b3);
    }
  };
  return {
    add: (value) => {
      view.setFloat64(0, value);
      if (Number.isNaN(value)) {
        view.setUint32(0, 0x7ff80000);
        view.setUint32(4, 0);
      }
      addBytes(buffer);
    },
    addBytes,
    hex: () => hexWord(high) + hexWord(low),
  };
}

const hexWord = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");
