import { expect, test } from "vitest";
import { editDistance, likely, nearest } from "./nearest.ts";

test("edit distances of the textbook pairs", () => {
  expect(editDistance("kitten", "sitting")).toBe(3);
  expect(editDistance("flaw", "lawn")).toBe(2);
  expect(editDistance("", "abc")).toBe(3);
});

test("the nearest word is the one with the fewest changes, the first of equals", () => {
  expect(nearest("memory_byte", ["reserve_bytes", "memory_bytes"])).toBe("memory_bytes");
  expect(nearest("x", ["a", "b"])).toBe("a");
  expect(nearest("x", [])).toBeNull();
});

test("a word that is far from all others is not taken for one of them", () => {
  expect(likely("a", ["host", "seed"])).toBeNull();
  expect(likely("memory_byte", ["reserve_bytes", "memory_bytes"])).toBe("memory_bytes");
});
