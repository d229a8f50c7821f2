import { expect, test } from "vitest";
import { createByteCache } from "./byte-cache.ts";

test("what was used longest ago goes first when the bytes do not suffice", () => {
  const cache = createByteCache<string>(10);
  cache.put("a", "A", 4);
  cache.put("b", "B", 4);
  expect(cache.get("a")).toBe("A");
  cache.put("c", "C", 4);
  expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual(["A", undefined, "C"]);
  cache.put("c", "C again", 6);
  expect([cache.get("a"), cache.get("c")]).toEqual(["A", "C again"]);
  cache.put("huge", "H", 11);
  expect([cache.get("a"), cache.get("c"), cache.get("huge")]).toEqual([undefined, undefined, undefined]);
});
