// A balloon inside the guest's allocator (ours, R1 of the MEUNIK-like reconstruction): watermarks of free pages.

/** Pages given back when the free ones pass the high mark: down to the middle between the marks, never more than are free. */
export const pagesGivenBack = (free: number, low: number, high: number): number =>
  free > high ? free - (low + high) / 2 : 0;
