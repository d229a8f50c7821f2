// Contrast of the tokens' pairs, by WCAG 2; the numbers are those of the design's own table.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

function block(selector: string): ReadonlyMap<string, string> {
  const start = css.indexOf(selector);
  const text = css.slice(start, css.indexOf("\n}", start));
  return new Map(
    [...text.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\b(?![0-9a-f])/g)].map((m) => [m[1] as string, m[2] as string]),
  );
}
const themes = { dark: block('[data-theme="dark"] {'), light: block('\n[data-theme="light"] {') };

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const backgrounds = ["bg-0", "bg-1", "bg-2", "bg-3", "bg-input"];
const guests = Array.from({ length: 12 }, (_, at) => at + 1);

describe.each(["dark", "light"] as const)("the %s theme", (name) => {
  const theme = themes[name];
  const colour = (token: string): string => {
    const value = theme.get(token);
    if (!value) throw new Error(`no colour --${token} in the ${name} theme`);
    return value;
  };
  const lowest = (texts: readonly string[], on: readonly string[]): number =>
    Math.min(...texts.flatMap((text) => on.map((background) => contrast(colour(text), colour(background)))));

  it("shows black on white as 21 to 1", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  });

  it("text can be read on every background", () => {
    for (const text of ["fg-1", "fg-2", "fg-3"]) expect(lowest([text], backgrounds)).toBeGreaterThanOrEqual(4.5);
  });

  it("on what is pressed or chosen only text and secondary text stand", () => {
    expect(lowest(["fg-1", "fg-2", "err"], ["bg-4"])).toBeGreaterThanOrEqual(4.5);
  });

  it("words in the accent's and the meanings' colours can be read on every background", () => {
    const words = ["accent", "accent-2", "ok", "warn", "err", "info"];
    expect(lowest(words, backgrounds)).toBeGreaterThanOrEqual(4.5);
  });

  it("the words of the primary button can be read, at rest and under the hand", () => {
    for (const face of ["accent", "accent-2", "accent-press"])
      expect(contrast(colour("accent-fg"), colour(face))).toBeGreaterThanOrEqual(4.5);
  });

  it("a control's edge and the focus ring can be found", () => {
    expect(contrast(colour("line-3"), colour("bg-2"))).toBeGreaterThanOrEqual(3);
    expect(lowest(["focus"], backgrounds)).toBeGreaterThanOrEqual(3);
  });

  it("guests can be found on a panel, and their initials be read", () => {
    for (const guest of guests) {
      expect(contrast(colour(`g-${guest}`), colour("bg-2"))).toBeGreaterThanOrEqual(2.95);
      expect(contrast(colour(`on-g-${guest}`), colour(`g-${guest}`))).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("is as the design's table says", () => {
    const table = {
      dark: { fg: [13.1, 7.9, 5.1], accents: 5.6, primary: 8.2, edge: 3.9, guests: 4.0 },
      light: { fg: [14.9, 7.5, 4.8], accents: 4.6, primary: 5.4, edge: 3.5, guests: 3.0 },
    }[name];
    const rounded = (value: number): number => Math.round(value * 10) / 10;
    const seen = ["bg-0", "bg-1", "bg-2", "bg-3"];
    expect(["fg-1", "fg-2", "fg-3"].map((text) => rounded(lowest([text], seen)))).toEqual(table.fg);
    expect(rounded(lowest(["accent", "ok", "warn", "err", "info"], seen))).toBe(table.accents);
    expect(rounded(contrast(colour("accent-fg"), colour("accent")))).toBe(table.primary);
    expect(rounded(contrast(colour("line-3"), colour("bg-2")))).toBe(table.edge);
    expect(
      rounded(
        lowest(
          guests.map((guest) => `g-${guest}`),
          ["bg-2"],
        ),
      ),
    ).toBe(table.guests);
  });
});

it("the code's colours can be read in the editor's field", () => {
  for (const theme of Object.values(themes))
    for (const kind of ["keyword", "text", "function", "number", "type"])
      expect(contrast(theme.get(`code-${kind}`) as string, theme.get("bg-input") as string)).toBeGreaterThanOrEqual(
        4.5,
      );
});
