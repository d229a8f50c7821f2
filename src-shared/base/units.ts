// Page arithmetic and the units of the product: bytes, pages of 4096 bytes, nanoseconds.

/** Size of a page in bytes; every size in the engine is a whole number of pages. */
export const PAGE_BYTES = 4096;

export const KIB = 1024;
export const MIB = 1024 * 1024;
export const GIB = 1024 * 1024 * 1024;

/** Bytes to pages, rounded up. */
export const pagesOf = (bytes: number): number => Math.ceil(bytes / PAGE_BYTES);

/** Pages to bytes. */
export const bytesOf = (pages: number): number => pages * PAGE_BYTES;
