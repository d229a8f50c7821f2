// The balloon of Mini-OS (balloon.c): it asks for pages when an allocation finds too few, and never gives any back.

export interface MiniOsShortage {
  readonly free: number;
  /** Pages of the allocation. */
  readonly need: number;
  /** Pages that stay free for emergencies. */
  readonly emergency: number;
  /** Most pages of one hypercall. */
  readonly chunk: number;
}

/** Hypercalls and pages until an allocation and the emergency pages fit. */
export function miniOsBalloonUp({ free, need, emergency, chunk }: MiniOsShortage): {
  readonly calls: number;
  readonly pages: number;
} {
  const pages = Math.max(0, need + emergency - free);
  return { calls: Math.ceil(pages / chunk), pages };
}

/** Pages that it gives back out of any number of free ones: there is no code that would. */
export const miniOsBalloonDown = (free: number): number => Math.min(free, 0);
