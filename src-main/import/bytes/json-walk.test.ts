import fc from "fast-check";
import { expect, test } from "vitest";
import { JSON_VALUE, type JsonValue, jsonWalk } from "./json-walk.ts";

/** Walks a text in pieces of `size` bytes and builds the value anew; what stands wrong, where it is. */
function walk(text: string, size: number): { value: unknown } | { offset: number; expected: string } {
  const stack: { list: unknown[] | Record<string, unknown>; key: string }[] = [];
  let top: unknown;
  const add = (value: unknown): void => {
    const holder = stack.at(-1);
    if (!holder) top = value;
    else if (Array.isArray(holder.list)) holder.list.push(value);
    else
      Object.defineProperty(holder.list, holder.key, { value, enumerable: true, configurable: true, writable: true });
  };
  const textOf = (bytes: Uint8Array, start: number, end: number) =>
    new TextDecoder().decode(bytes.subarray(start, end));
  const words: Record<string, unknown> = { true: true, false: false, null: null };
  const reader = jsonWalk({
    open(isObject) {
      const list = isObject ? {} : [];
      add(list);
      stack.push({ list, key: "" });
    },
    close: () => void stack.pop(),
    key(bytes, start, end) {
      (stack.at(-1) as { key: string }).key = textOf(bytes, start, end);
    },
    value(kind: JsonValue, bytes, start, end) {
      const told = textOf(bytes, start, end);
      add(kind === JSON_VALUE.text ? told : kind === JSON_VALUE.number ? Number(told) : words[told]);
    },
  });
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size)
    if (!reader.push(bytes.subarray(at, at + size))) return { offset: reader.offset, expected: reader.expected };
  return reader.finish() ? { value: top } : { offset: reader.offset, expected: reader.expected };
}

test("what JSON.stringify writes comes back, in pieces of any size", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 9 }), fc.boolean(), (value, size, indented) => {
      const text = JSON.stringify(value, null, indented ? 2 : 0);
      expect(walk(text, size)).toEqual({ value: JSON.parse(text) });
    }),
    { numRuns: 300, seed: 1 },
  );
});

test("escapes; half a pair is no character", () => {
  expect(walk('["\\u0041\\n\\"\\u00e9\\u20ac", "\\ud83d"]', 3)).toEqual({ value: ['A\n"é€', "\ufffd"] });
});

test("damage is told with its place and what was expected", () => {
  expect(walk('[1, 2, "a" 3]', 4)).toEqual({ offset: 11, expected: ", or the end of the list" });
  expect(walk("[1}", 1)).toEqual({ offset: 2, expected: ", or the end of the list" });
  expect(walk('{"a" 1}', 1)).toEqual({ offset: 5, expected: ":" });
  expect(walk("[1, 2", 100)).toEqual({ offset: 5, expected: "the rest of the text" });
  expect(walk("[01x]", 100)).toMatchObject({ expected: "a number, true, false or null" });
  expect(walk("[".repeat(300), 100)).toMatchObject({ expected: "at most 256 lists in each other" });
  expect(walk("[] []", 100)).toMatchObject({ expected: "the end of the text" });
});

test("a long text is cut, not held", () => {
  const { value } = walk(JSON.stringify(["x".repeat(10_000), 1]), 1000) as { value: [string, number] };
  expect(value[0]).toHaveLength(4096);
  expect(value[1]).toBe(1);
});
