import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import {
  type ColourName,
  canvasTokens,
  palettes,
  windowTokens,
  windowVariableOf,
} from "../../src-shared/charts/tokens.ts";

const css = readFileSync(fileURLToPath(new URL("../ui/tokens.css", import.meta.url)), "utf8").replace(
  /\/\*[\s\S]*?\*\//g,
  "",
);

/** Variables that rules with this selector set, later ones over earlier ones. */
function variablesOf(selector: RegExp): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, selectors = "", body = ""] of css.matchAll(/([^{}]+)\{([^{}]*)\}/g))
    if (selectors.split(",").some((one) => selector.test(one.trim())))
      for (const [, name = "", value = ""] of body.matchAll(/(--[\w-]+)\s*:\s*([^;]+);/g))
        found.set(name, value.replace(/\s+/g, " ").trim());
  return found;
}

const MIX = /^color-mix\(in srgb, (.+?) (\d+)%, (.+)\)$/;
const channels = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** A value as a colour: variables followed, mixtures computed as CSS Color 5 has them. */
function colourOf(value: string | undefined, variables: ReadonlyMap<string, string>): string | undefined {
  const name = /^var\((--[\w-]+)\)$/.exec(value ?? "")?.[1];
  if (name !== undefined) return colourOf(variables.get(name), variables);
  const [, first, percent, second] = MIX.exec(value ?? "") ?? [];
  if (first === undefined) return value;
  const [a, b] = [colourOf(first, variables), colourOf(second, variables)];
  if (a === undefined || b === undefined) return undefined;
  const share = Number(percent) / 100;
  const mixed = channels(a).map((one, at) => Math.round(one * share + (channels(b)[at] ?? 0) * (1 - share)));
  return `#${mixed.map((one) => one.toString(16).padStart(2, "0")).join("")}`;
}

const dark = variablesOf(/^(:root|\[data-theme="dark"\])$/);
const light = new Map([...dark, ...variablesOf(/^\[data-theme="light"\]$/)]);
const names = Object.keys(palettes.dark) as ColourName[];

test.each([
  ["dark", dark, palettes.dark],
  ["light", light, palettes.light],
] as const)(
  "every colour of charts is the one of the window's style sheet in the %s theme",
  (_, variables, palette) => {
    expect(
      Object.fromEntries(names.map((name) => [name, colourOf(variables.get(windowVariableOf(name)), variables)])),
    ).toEqual(palette);
  },
);

test("a canvas gets colours themselves, a drawing the variables", () => {
  expect(canvasTokens((variable) => colourOf(light.get(variable), light) ?? "").colour).toEqual(palettes.light);
  expect(windowTokens.colour.text).toBe("var(--fg-1)");
});
