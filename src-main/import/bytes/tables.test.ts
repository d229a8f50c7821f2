// The byte tools that keep something: dictionary, word table, window, input, columns and spans.
import fc from "fast-check";
import { expect, test } from "vitest";
import { wordTable } from "../../../src-shared/base/word-table.ts";
import { batchOf, clearBatch, fillBatch, longs, putSeq, setUnknown, shorts } from "./columns.ts";
import { byteDictionary } from "./dictionary.ts";
import { byteInput } from "./input.ts";
import { timeSpan } from "./time-span.ts";
import { byteWindow, refill } from "./window.ts";

test("a dictionary gives each text what was made for it, once", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 6 }), { maxLength: 600 }), (words) => {
      const made: string[] = [];
      const dictionary = byteDictionary((text) => made.push(text) - 1);
      for (const word of words) {
        const bytes = Buffer.from(`<${word}>`);
        expect(made[dictionary.find(bytes, 1, bytes.length - 1)]).toBe(Buffer.from(word).toString());
      }
      expect(made.length).toBe(new Set(words).size);
    }),
    { seed: 1, numRuns: 30 },
  );
});

test("a dictionary that is full forgets, and goes on giving the right numbers", () => {
  const numbers = new Map<string, number>();
  const dictionary = byteDictionary((text) => {
    const known = numbers.get(text) ?? numbers.size;
    numbers.set(text, known);
    return known;
  });
  const long = Buffer.alloc(100_000, "x");
  for (let round = 0; round < 2; round++)
    for (let i = 0; i < 120; i++) {
      long.write(String(i).padStart(4, "0"));
      expect(dictionary.find(long, 0, long.length)).toBe(i);
    }
});

test("a word table finds every 64-bit key that was added, and no other", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer(), fc.integer({ min: 0, max: 3 })), { maxLength: 500 }), (keys) => {
      const table = wordTable();
      const known = new Map<string, number>();
      for (const [low, high] of keys) {
        const wanted = known.get(`${low},${high}`) ?? -1;
        expect(table.find(low, high)).toBe(wanted);
        if (wanted < 0) known.set(`${low},${high}`, table.add(low, high));
      }
      expect(table.size()).toBe(known.size);
    }),
    { seed: 2, numRuns: 50 },
  );
});

test("a window shows all bytes in order, and their offsets in the source", () => {
  const source = Buffer.from(Array.from({ length: 1000 }, (_, i) => i & 255));
  const window = byteWindow(64, 10);
  const seen: number[] = [];
  for (let at = 0; at < source.length; at += 100) {
    const piece = source.subarray(at, at + 100);
    for (let from = 0; from < piece.length; ) {
      from = refill(window, piece, from);
      // Leaves some bytes behind, as a record that is not whole yet.
      for (; window.end - window.at > 7; window.at++) {
        expect(window.base + window.at).toBe(10 + seen.length);
        seen.push(window.bytes[window.at] as number);
      }
    }
  }
  expect(seen).toEqual([...source.subarray(0, seen.length)]);
  expect(seen.length).toBe(source.length - 7);
});

test("an input gives whole stretches first and pieces afterwards, and less only at the end", async () => {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (const text of ["ab", "", "cdefg", "hij"]) yield Buffer.from(text);
  }
  const input = byteInput(chunks());
  expect(Buffer.from(await input.read(3)).toString()).toBe("abc");
  const pieces: string[] = [];
  for await (const piece of input.pieces(5)) pieces.push(Buffer.from(piece).toString());
  expect(pieces.join("")).toBe("defgh");
  expect(input.position()).toBe(8);
  expect(Buffer.from(await input.read(100)).toString()).toBe("ij");
  expect((await input.read(1)).length).toBe(0);
});

test("columns of a batch hold what was put, leave out what is all unknown, and start anew when cleared", () => {
  const batch = fillBatch("event", { seq: longs(16), t: longs(16), cpu: shorts(16) });
  for (const seq of [1, 2 ** 40 + 3]) {
    putSeq(batch.columns.seq, batch.rows, seq);
    setUnknown(batch.columns.t, batch.rows);
    if (seq === 1) setUnknown(batch.columns.cpu, batch.rows);
    else batch.columns.cpu.data[batch.rows] = 5;
    batch.rows++;
  }
  const { columns, rows } = batchOf(batch);
  expect(Object.keys(columns)).toEqual(["seq", "cpu"]);
  expect([...(columns.seq?.data.slice(0, rows) ?? [])]).toEqual([1n, 2n ** 40n + 3n]);
  expect((columns.cpu?.valid?.[0] ?? 0) & 3).toBe(2);
  clearBatch(batch);
  expect(batch.rows).toBe(0);
  batch.rows = 2;
  expect(batchOf(batch).columns.cpu?.valid).toBeNull();
});

test("times with an offset are exact over the whole range, and the span is that of the recorded ones", () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 0n, max: 2n ** 62n }), { minLength: 1, maxLength: 20 }),
      fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
      (times, offset) => {
        const span = timeSpan(offset);
        const column = longs(32);
        for (const [row, time] of times.entries())
          span.put(column, row, Number(time & 0xffffffffn), Number(time >> 32n));
        expect([...column.data.slice(0, times.length)]).toEqual(times.map((time) => time + offset));
        const sorted = [...times].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        expect(span.span()).toEqual({ first: sorted[0], last: sorted.at(-1) });
      },
    ),
    { seed: 3 },
  );
});
