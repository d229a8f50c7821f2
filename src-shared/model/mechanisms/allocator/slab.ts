// What objects take in a slab allocator with size classes that grow by a factor, as memcached's and ours of UCat.

const SMALLEST_CLASS = 8;
const ALIGNMENT = 8;
/** A product like 1.25 · 600 must not become the next class by rounding of doubles. */
const ROUNDING = 1e-12;

/** The class of a size: from 8 bytes on, each the factor larger, rounded up to 8 bytes, and at least 8 bytes larger. */
export function slabClass(size: number, growth: number): number {
  let bytes = SMALLEST_CLASS;
  while (bytes < size)
    bytes = Math.max(bytes + ALIGNMENT, Math.ceil((growth * bytes) / ALIGNMENT - ROUNDING) * ALIGNMENT);
  return bytes;
}

/** Bytes of memory that one object takes: its share of a slab. Infinite where the class is larger than a slab. */
export const slabObjectBytes = (size: number, growth: number, slabBytes: number): number =>
  slabBytes / Math.floor(slabBytes / slabClass(size, growth));
