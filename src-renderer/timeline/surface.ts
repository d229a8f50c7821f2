// Pixels of one lane: areas, lines, bars and hatches, written straight into the picture, with smooth edges.

/** A picture of opaque pixels, 0xAABBGGRR as the memory of an ImageData has them. */
export interface Surface {
  readonly pixels: Uint32Array;
  readonly width: number;
  readonly height: number;
}

/** 0xRRGGBB. */
export type Colour = number;

const OPAQUE = 0xff000000;
const pack = (colour: Colour): number =>
  (OPAQUE | ((colour & 0xff) << 16) | (colour & 0xff00) | ((colour >> 16) & 0xff)) >>> 0;

export function fill({ pixels }: Surface, colour: Colour): void {
  pixels.fill(pack(colour));
}

/** Lays `colour` over a pixel; `alpha` from 0 to 1. */
function blend(pixels: Uint32Array, at: number, packed: number, alpha: number): void {
  if (alpha >= 0.996) {
    pixels[at] = packed;
    return;
  }
  const under = pixels[at] as number;
  const a = (alpha * 256) | 0;
  const b = 256 - a;
  // Two channels at once: red and blue lie a byte apart, so that neither runs into the other.
  const rb = ((packed & 0xff00ff) * a + (under & 0xff00ff) * b) >>> 8;
  const g = ((packed & 0xff00) * a + (under & 0xff00) * b) >>> 8;
  pixels[at] = (OPAQUE | (rb & 0xff00ff) | (g & 0xff00)) >>> 0;
}

/** One column from `top` to `bottom`, in px from above; parts of pixels are blended. */
export function column(s: Surface, x: number, top: number, bottom: number, colour: Colour, alpha = 1): void {
  const from = Math.max(0, top);
  const to = Math.min(s.height, bottom);
  if (!(to > from)) return;
  const packed = pack(colour);
  const first = Math.floor(from);
  const last = Math.min(s.height - 1, Math.ceil(to) - 1);
  for (let y = first; y <= last; y++) {
    const part = Math.min(to, y + 1) - Math.max(from, y);
    blend(s.pixels, y * s.width + x, packed, part >= 0.999 ? alpha : alpha * part);
  }
}

/** A box, without smooth edges at its sides. */
export function box(
  s: Surface,
  { from, until, top, bottom }: { from: number; until: number; top: number; bottom: number },
  colour: Colour,
  alpha = 1,
): void {
  for (let x = Math.max(0, from); x < Math.min(s.width, until); x++) column(s, x, top, bottom, colour, alpha);
}

/** Between two edges, one value a column; nothing where either is NaN. */
export function area(s: Surface, top: Float32Array, bottom: Float32Array, colour: Colour, alpha = 1): void {
  for (let x = 0; x < s.width; x++) column(s, x, top[x] as number, bottom[x] as number, colour, alpha);
}

export interface Stroke {
  readonly colour: Colour;
  readonly width: number;
  /** Length of a dash and of dash and gap together, in px. */
  readonly dash?: readonly [number, number];
  readonly alpha?: number;
}

/** Integral of min(1, max(0, s)) from 0 to `u`. */
const ramp = (u: number): number => (u <= 0 ? 0 : u >= 1 ? u - 0.5 : (u * u) / 2);

/** How much of pixel row `y` lies below an edge that goes from `a` to `b` across one column. */
function below(y: number, a: number, b: number): number {
  const slope = b - a;
  if (Math.abs(slope) < 1e-4) return Math.min(1, Math.max(0, y + 1 - a));
  return (ramp(y + 1 - a) - ramp(y + 1 - b)) / slope;
}

/** A line through the middle of each column; it breaks where a value is NaN. */
export function line(s: Surface, ys: Float32Array, stroke: Stroke): void {
  const packed = pack(stroke.colour);
  const alpha = stroke.alpha ?? 1;
  const [dash, period] = stroke.dash ?? [1, 1];
  for (let x = 0; x < s.width; x++) {
    const here = ys[x] as number;
    if (Number.isNaN(here) || x % period >= dash) continue;
    const before = x > 0 ? (ys[x - 1] as number) : Number.NaN;
    const after = x + 1 < s.width ? (ys[x + 1] as number) : Number.NaN;
    // Two halves of the column meet at its middle, so that a peak of one column keeps its height.
    const left = Number.isNaN(before) ? here : (before + here) / 2;
    const right = Number.isNaN(after) ? here : (here + after) / 2;
    if (left === here && right === here) {
      column(s, x, here - stroke.width / 2, here + stroke.width / 2, stroke.colour, alpha);
      continue;
    }
    const halfLeft = (stroke.width * steepness(left, here)) / 2;
    const halfRight = (stroke.width * steepness(here, right)) / 2;
    const first = Math.max(
      0,
      Math.floor(Math.min(left - halfLeft, here - halfLeft, here - halfRight, right - halfRight)),
    );
    const most = Math.max(left + halfLeft, here + halfLeft, here + halfRight, right + halfRight);
    const last = Math.min(s.height - 1, Math.floor(most));
    for (let y = first; y <= last; y++) {
      const part =
        (below(y, left - halfLeft, here - halfLeft) -
          below(y, left + halfLeft, here + halfLeft) +
          below(y, here - halfRight, right - halfRight) -
          below(y, here + halfRight, right + halfRight)) /
        2;
      if (part > 0.004) blend(s.pixels, y * s.width + x, packed, Math.min(1, part) * alpha);
    }
  }
}

/** A slanted line is higher than it is thick. */
const steepness = (a: number, b: number): number => Math.min(4, Math.sqrt(1 + 4 * (b - a) * (b - a)));

/** Slanted lines over columns `from` to before `until`: nothing was recorded, or it was lost. */
export function hatch(s: Surface, from: number, until: number, colour: Colour, ratio: number): void {
  const packed = pack(colour);
  const period = Math.round(7 * ratio);
  const thick = 1.4 * ratio;
  for (let y = 0; y < s.height; y++) {
    const row = y * s.width;
    for (let x = Math.max(0, from); x < Math.min(s.width, until); x++) {
      const at = (x + y) % period;
      if (at < thick) blend(s.pixels, row + x, packed, Math.min(1, thick - at) * 0.9);
    }
  }
}
