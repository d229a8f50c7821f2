// What a chart says at the pointer: a title, and a line for each value with its colour. Needs a window; reports have none.
import { visible } from "../base/visible.ts";
import type { ChartTokens } from "./tokens.ts";

export interface TipLine {
  readonly name: string;
  readonly value: string;
  /** Colour of the mark; null for a line that only explains. */
  readonly colour: string | null;
}

/** Text as element content or as an attribute's value: names come from captures. */
export const escapeText = (text: string): string =>
  visible(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** The tip as HTML; everything in it is escaped. */
export function tipText(title: string, lines: readonly TipLine[]): string {
  const line = ({ name, value, colour }: TipLine): string =>
    `<span>${colour === null ? "" : `<i style="background:${escapeText(colour)}"></i>`}<u>${escapeText(name)}</u>${escapeText(value)}</span>`;
  return `<b>${escapeText(title)}</b>${lines.map(line).join("")}`;
}

interface TipPoint {
  readonly seriesIndex: number;
  readonly seriesId: string;
  readonly dataIndex: number;
  readonly value: unknown;
}

/**
 * Tooltip options: `axis` speaks of all marks at the pointer's place with a crosshair, `item` of the mark under it.
 * `text` gets the points that are spoken of.
 */
export const tip = (
  t: ChartTokens,
  trigger: "axis" | "item",
  text: (points: readonly TipPoint[]) => string,
): object => ({
  trigger,
  confine: true,
  className: "charttip",
  transitionDuration: 0,
  backgroundColor: t.colour.raised,
  borderColor: t.colour.edge,
  borderWidth: 1,
  padding: [6, 10],
  textStyle: { color: t.colour.text, fontFamily: t.font, fontSize: t.size },
  axisPointer: { type: "line", lineStyle: { color: t.colour.cross, width: 1, type: "solid", opacity: 0.5 } },
  formatter: (points: TipPoint | readonly TipPoint[]) => text(Array.isArray(points) ? points : [points as TipPoint]),
});
