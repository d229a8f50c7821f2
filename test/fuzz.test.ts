// A short fuzzing of every format, always on; `npm run fuzz` is the long one.
import { expect, test } from "vitest";
import { detect } from "../src-main/import/detect.ts";
import { importers } from "../src-main/import/registry.ts";
import { fuzz, inputsOf } from "./fuzz/check.ts";
import { formats, names } from "./fuzz/inputs.ts";
import { fuzzWrappers } from "./fuzz/wrappers.ts";

const options = { seed: 7, from: 0, runs: 300 };

test.each(formats)("inputs of %s are of that format before they are damaged", (format) => {
  const list = inputsOf(format);
  expect(list.length).toBeGreaterThan(0);
  for (const bytes of list) {
    const head = bytes.subarray(0, 65_536);
    expect(detect(head, { name: names[format] ?? "x.raw", size: bytes.length }, importers).importer.id).toBe(format);
  }
});

test.each(formats)("damaged %s is refused or counted, never more", async (format) => {
  expect(await fuzz(format, options)).toEqual([]);
});

test("damaged wrappers are refused or unpacked as far as they go", async () => {
  expect(await fuzzWrappers(options)).toEqual([]);
});
