// Thousands of damaged inputs of every format; `npm run fuzz`.
import { expect, test } from "vitest";
import { fuzz } from "./check.ts";
import { formats } from "./inputs.ts";
import { fuzzWrappers } from "./wrappers.ts";

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);
const options = { seed: number("FUZZ_SEED", 1), from: number("FUZZ_FROM", 0), runs: number("FUZZ_RUNS", 10_000) };

test.each(formats)("%s", async (format) => {
  expect(await fuzz(format, options)).toEqual([]);
});

test("compression wrappers", async () => {
  expect(await fuzzWrappers(options)).toEqual([]);
});
