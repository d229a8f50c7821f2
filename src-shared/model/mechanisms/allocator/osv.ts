// What objects take in OSv's allocator (core/mempool.cc): pools of powers of two in pages, a whole page above 1024 bytes.
import { PAGE_BYTES } from "../../../base/units.ts";

const SMALLEST_POOL = 8;
const LARGEST_POOL = 1024;

/** The pool of a size: the next power of two, at least 8 bytes. */
function poolOf(size: number): number {
  let pool = SMALLEST_POOL;
  while (pool < size) pool *= 2;
  return pool;
}

/** Objects of a size in one page of its pool; `header` bytes of the page are the pool's own. 0: none fits. */
export const osvObjectsPerPage = (size: number, header: number): number =>
  Math.floor((PAGE_BYTES - header) / poolOf(size));

/** Bytes of memory that one object takes, 1 to 4096 bytes large. */
export const osvObjectBytes = (size: number, header: number): number =>
  size > LARGEST_POOL ? PAGE_BYTES : PAGE_BYTES / osvObjectsPerPage(size, header);
