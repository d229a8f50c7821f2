import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { formatWords, knownFormats } from "./format-words.ts";

it("every format that is read has a name on the screen, and no other", () => {
  const documented = readFileSync(new URL("../../../docs/formats.md", import.meta.url), "utf8");
  const ids = [...documented.matchAll(/^\| `([^`]+)` \|/gm)].map(([, id]) => id);
  expect(ids.length).toBeGreaterThan(10);
  expect([...knownFormats()].sort()).toEqual([...ids].sort());
});

it("a format from a newer engine keeps its id", () => {
  expect(formatWords("of-tomorrow")).toBe("of-tomorrow");
});
