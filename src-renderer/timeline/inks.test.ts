import { expect, test } from "vitest";
import { colourOf } from "./inks.ts";

test("colours are read as browsers compute them: by bytes, by shares, with or without alpha", () => {
  expect(colourOf("rgb(85, 148, 245)")).toBe(0x5594f5);
  expect(colourOf("rgba(85, 148, 245, 0.5)")).toBe(0x5594f5);
  expect(colourOf("color(srgb 1 0.5 0)")).toBe(0xff8000);
  expect(colourOf("rgb(255 255 255 / 20%)")).toBe(0xffffff);
  expect(colourOf("none")).toBeNull();
});
