import fc from "fast-check";
import { expect, test } from "vitest";
import { type Lines, linesOf, readLines } from "./lines.ts";

interface Line {
  readonly text: string;
  readonly number: number;
  readonly offset: number;
  readonly ended: boolean;
  readonly cut: boolean;
}

const lineOf = (lines: Lines): Line => ({
  text: Buffer.from(lines.bytes.subarray(lines.start, lines.end)).toString("latin1"),
  number: lines.number,
  offset: lines.offset,
  ended: lines.ended,
  cut: lines.cut,
});

async function* inChunks(text: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < text.length; at += size) yield text.subarray(at, at + size);
}

async function read(text: Buffer, size: number, cap?: number): Promise<Line[]> {
  const found: Line[] = [];
  for await (const lines of readLines(inChunks(text, size), cap)) while (lines.next()) found.push(lineOf(lines));
  return found;
}

/** The same by String.split. */
function expected(text: string, cap = Number.POSITIVE_INFINITY): Line[] {
  let offset = 0;
  const parts = text.split("\n");
  const lines = parts.map((part, i) => {
    const line = { text: part, number: i + 1, offset, ended: i < parts.length - 1, cut: part.length > cap };
    offset += part.length + 1;
    return { ...line, text: line.cut ? part.slice(0, cap) : line.ended ? part.replace(/\r$/, "") : part };
  });
  return lines.filter((line) => line.ended || line.text !== "");
}

const text = fc
  .array(fc.constantFrom("\n", "\r\n", "a", "bc", "\r", "long line here"), { maxLength: 60 })
  .map((p) => p.join(""));

test("lines, numbers and offsets are those of a split, for chunks of any size", async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 40 }), async (t, size) => {
      expect(await read(Buffer.from(t), size)).toEqual(expected(t));
    }),
    { seed: 1 },
  );
});

test("a line beyond the cap is handed out cut, and the lines after it are right", async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 8 }), async (t, size, cap) => {
      expect(await read(Buffer.from(t), size, cap)).toEqual(expected(t, cap));
    }),
    { seed: 2 },
  );
});

test("a text in memory gives the same lines", () => {
  const lines = linesOf(Buffer.from("one\ntwo\n\nlast"));
  const found: Line[] = [];
  while (lines.next()) found.push(lineOf(lines));
  expect(found).toEqual(expected("one\ntwo\n\nlast"));
});
