// Where a thing that floats beside another one stands, so that it never leaves the window.

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export type Side = "below" | "above" | "right" | "left";

export interface PlaceOptions {
  readonly prefer?: Side;
  /** Which edges are in line; for `below` and `above` the left (start) or right (end) ones. */
  readonly align?: "start" | "center" | "end";
  readonly gap?: number;
  /** Room that is kept to the edge of the window. */
  readonly margin?: number;
}

export interface Placed {
  readonly left: number;
  readonly top: number;
  readonly side: Side;
  readonly maxHeight: number;
  readonly maxWidth: number;
}

const OPPOSITE: Readonly<Record<Side, Side>> = { below: "above", above: "below", left: "right", right: "left" };

/** Beside `anchor` on the preferred side, on the other one when there is more room, shifted and limited into the window. */
export function place(
  anchor: Box,
  size: { readonly width: number; readonly height: number },
  view: { readonly width: number; readonly height: number },
  { prefer = "below", align = "start", gap = 4, margin = 8 }: PlaceOptions = {},
): Placed {
  const room: Readonly<Record<Side, number>> = {
    below: view.height - (anchor.top + anchor.height) - gap - margin,
    above: anchor.top - gap - margin,
    right: view.width - (anchor.left + anchor.width) - gap - margin,
    left: anchor.left - gap - margin,
  };
  const upright = prefer === "below" || prefer === "above";
  const needed = upright ? size.height : size.width;
  const side = needed <= room[prefer] || room[prefer] >= room[OPPOSITE[prefer]] ? prefer : OPPOSITE[prefer];
  const most = {
    width: Math.max(0, upright ? view.width - 2 * margin : room[side]),
    height: Math.max(0, upright ? room[side] : view.height - 2 * margin),
  };
  const [width, height] = [Math.min(size.width, most.width), Math.min(size.height, most.height)];
  const along = (start: number, length: number, own: number): number =>
    align === "start" ? start : align === "end" ? start + length - own : start + (length - own) / 2;
  const clamp = (value: number, own: number, all: number): number =>
    Math.max(margin, Math.min(value, all - margin - own));
  const left = upright
    ? clamp(along(anchor.left, anchor.width, width), width, view.width)
    : side === "right"
      ? anchor.left + anchor.width + gap
      : anchor.left - gap - width;
  const top = upright
    ? side === "below"
      ? anchor.top + anchor.height + gap
      : anchor.top - gap - height
    : clamp(along(anchor.top, anchor.height, height), height, view.height);
  return { left, top, side, maxHeight: most.height, maxWidth: most.width };
}
