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

const dark = variablesOf(/^(:root|\[data-theme="dark"\])$/);
const light = new Map([...dark, ...variablesOf(/^\[data-theme="light"\]$/)]);
const names = Object.keys(palettes.dark) as ColourName[];

test.each([
  ["dark", dark, palettes.dark],
  ["light", light, palettes.light],
] as const)(
  "every colour of charts is the one of the window's style sheet in the %s theme",
  (_, variables, palette) => {
    expect(Object.fromEntries(names.map((name) => [name, variables.get(windowVariableOf(name))]))).toEqual(palette);
  },
);

test("a canvas gets colours themselves, a drawing the variables", () => {
  expect(canvasTokens((variable) => light.get(variable) ?? "").colour).toEqual(palettes.light);
  expect(windowTokens.colour.text).toBe("var(--fg-1)");
});
