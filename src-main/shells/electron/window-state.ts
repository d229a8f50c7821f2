// Where a window was and where it opens: kept in a small file, and only used when a display is still there for it.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const WindowState = z.strictObject({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  maximised: z.boolean(),
});
export type WindowState = z.infer<typeof WindowState>;

/** The supported minimum of the window. */
export const LEAST = { width: 1024, height: 700 } as const;
const USUAL = { width: 1440, height: 900 } as const;
/** How much of a window must lie on a display so that it can be found and moved. */
const VISIBLE_PX = 100;

/**
 * Bounds of a new window. Displays by their work areas, the primary one first. A state of a display that is gone, or
 * none, gives the middle of the primary one.
 */
export function placeWindow(state: WindowState | null, displays: readonly Bounds[]): Bounds & { maximised: boolean } {
  const seen = state !== null && displays.some((display) => overlap(state, display));
  if (state && seen)
    return { ...state, width: Math.max(state.width, LEAST.width), height: Math.max(state.height, LEAST.height) };
  const area = displays[0] ?? { x: 0, y: 0, ...USUAL };
  const width = Math.min(USUAL.width, area.width);
  const height = Math.min(USUAL.height, area.height);
  return {
    x: Math.round(area.x + (area.width - width) / 2),
    y: Math.round(area.y + (area.height - height) / 2),
    width,
    height,
    maximised: state?.maximised ?? false,
  };
}

function overlap(a: Bounds, b: Bounds): boolean {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  // The title bar must be reachable, not just any part.
  return across >= VISIBLE_PX && a.y >= b.y && a.y + VISIBLE_PX <= b.y + b.height;
}

/** Null when there is none, or a damaged one. */
export function readWindowState(file: string): WindowState | null {
  try {
    const parsed = WindowState.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** A state that cannot be kept only means that the next window opens where it usually does. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  } catch {
    // As said above.
  }
}
