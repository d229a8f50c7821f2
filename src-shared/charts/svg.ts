// Pieces of a drawing as SVG text: attributes only, so that it may stand in a report without style or script.
import { visible } from "../base/visible.ts";

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Coordinates with one decimal: equal drawings give equal text. */
export const px = (value: number): number => Math.round(value * 10) / 10;

/** Text for element content and attribute values. */
export const escaped = (text: string): string =>
  visible(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const written = (attributes: Attributes): string =>
  Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) =>
        ` ${name}="${typeof value === "number" ? Math.round(value * 100) / 100 : escaped(value ?? "")}"`,
    )
    .join("");

const shape = (name: string, attributes: Attributes): string => `<${name}${written(attributes)}/>`;

export const rect = (x: number, y: number, width: number, height: number, more: Attributes): string =>
  shape("rect", { x: px(x), y: px(y), width: px(Math.max(0, width)), height: px(Math.max(0, height)), ...more });

export const path = (d: string, more: Attributes): string => shape("path", { d, fill: "none", ...more });

export const circle = (cx: number, cy: number, r: number, more: Attributes): string =>
  shape("circle", { cx: px(cx), cy: px(cy), r, ...more });

export const text = (x: number, y: number, words: string, more: Attributes = {}): string =>
  `<text${written({ x: px(x), y: px(y), ...more })}>${escaped(words)}</text>`;

/** Parts that belong together, under attributes of their own. */
export const group = (attributes: Attributes, parts: readonly string[]): string =>
  `<g${written(attributes)}>${parts.join("")}</g>`;

/** A ground behind text that lies on lines or fills. */
export const halo = (colour: string): Attributes => ({
  stroke: colour,
  "stroke-width": 3,
  "stroke-linejoin": "round",
  "paint-order": "stroke",
});

/** Size of a drawing in px. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export const drawing = ({ width, height }: Size, fontSize: number, parts: readonly string[]): string =>
  `<svg viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" xmlns="http://www.w3.org/2000/svg" font-size="${fontSize}">${parts.join("")}</svg>`;

/** Mean width of a character of the user interface's font, as a part of its size. */
const CHARACTER = 0.56;

/** Text cut to a width in px, with an ellipsis where something is missing. */
export function fitted(words: string, width: number, fontSize: number): string {
  const most = Math.max(1, Math.floor(width / (fontSize * CHARACTER)));
  const characters = [...words];
  return characters.length <= most ? words : `${characters.slice(0, Math.max(1, most - 1)).join("")}…`;
}

/**
 * Places near the wanted ones, which come in rising order, at least `distance` apart and from `low` to `high` as far as there
 * is room.
 */
export function spread(wanted: readonly number[], distance: number, low: number, high: number): number[] {
  const places = wanted.map((place) => Math.max(low, place));
  for (let i = 1; i < places.length; i++) places[i] = Math.max(places[i]!, places[i - 1]! + distance);
  const last = places.length - 1;
  if (last >= 0) places[last] = Math.min(places[last]!, high);
  for (let i = last - 1; i >= 0; i--) places[i] = Math.min(places[i]!, places[i + 1]! - distance);
  return places.map(px);
}
