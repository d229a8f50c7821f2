// Digests of 4096-byte pages: 128 bits, so that equal digests may be taken for equal contents.
import { createBLAKE2b, createXXHash128 } from "hash-wasm";
import type { ImportOptions } from "./importer.ts";

export interface PageDigest {
  /** As stored in `snapshot.hash_algorithm`. */
  readonly algorithm: "xxh128" | "blake2b-128";
  /** Writes the digest of a page into words `word` to `word + 3`, least significant first. */
  digest(page: Uint8Array, into: Uint32Array, word: number): void;
}

/** Makes the digest of an import's options. */
export async function pageDigest(choice: ImportOptions["pageHash"]): Promise<PageDigest> {
  const hasher = choice === "xxh128" ? await createXXHash128() : await createBLAKE2b(128);
  return {
    algorithm: choice === "xxh128" ? "xxh128" : "blake2b-128",
    digest(page, into, word) {
      hasher.init();
      hasher.update(page);
      const bytes = hasher.digest("binary");
      for (let i = 0; i < 4; i++) into[word + 3 - i] = bigEndian(bytes, 4 * i);
    },
  };
}

const bigEndian = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) << 24) |
  ((bytes[at + 1] as number) << 16) |
  ((bytes[at + 2] as number) << 8) |
  (bytes[at + 3] as number);

/** Digests of the page of zeros, in words as above. */
const ZERO_PAGES: Readonly<Record<string, readonly number[]>> = {
  xxh128: [0x48c689ba, 0x93d76fe1, 0x9e7ee495, 0x3ee8dc4f],
  "blake2b-128": [0xde37025d, 0xd81a7492, 0x2bc71ca2, 0x5f6df600],
  // FNV-1a over words of 8 bytes, each step followed by x ^= x >> 29.
  "pmdump-64": [0x0bb0ee4d, 0x9b138391, 0, 0],
};

/** The digest of the page of zeros; null for digests that are not made here. */
export const zeroPageDigest = (algorithm: string | null): readonly number[] | null =>
  algorithm !== null && Object.hasOwn(ZERO_PAGES, algorithm) ? (ZERO_PAGES[algorithm] as readonly number[]) : null;
