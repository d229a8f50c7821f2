import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeFrame, encodeFrame, MOST_FRAME_BYTES } from "./frames.ts";

const bytes = fc.uint8Array({ maxLength: 40 });
const columns = fc.oneof(
  bytes,
  fc.float32Array({ maxLength: 20 }),
  fc.float64Array({ maxLength: 20 }),
  fc.int32Array({ maxLength: 20 }),
  fc.uint32Array({ maxLength: 20 }),
  fc.bigInt64Array({ maxLength: 20 }),
);
const plain = fc.oneof(fc.string({ unit: "binary" }), fc.integer(), fc.boolean(), fc.constant(null));
const { message } = fc.letrec<{ value: unknown; message: object }>((tie) => ({
  value: fc.oneof({ depthSize: "small" }, plain, columns, fc.array(tie("value"), { maxLength: 4 }), tie("message")),
  message: fc.dictionary(fc.string({ maxLength: 5 }), tie("value"), { maxKeys: 5, noNullPrototype: true }),
}));

/** A frame put together by hand from its layout: u32 length, text, zeros to a multiple of 8, then the rest. */
function frameOf(text: string, behind: Uint8Array = new Uint8Array(), length?: number): Uint8Array {
  const json = new TextEncoder().encode(text);
  const start = Math.ceil((4 + json.length) / 8) * 8;
  const frame = new Uint8Array(start + behind.length);
  new DataView(frame.buffer).setUint32(0, length ?? json.length, true);
  frame.set(json, 4);
  frame.set(behind, start);
  return frame;
}
const columnText = (place: unknown): string => JSON.stringify({ a: { "\u0000column": place } });

describe("a message as a frame", () => {
  it("comes back as it was, columns with their kind and every bit of their values", () => {
    fc.assert(
      fc.property(message, (sent) => {
        expect(decodeFrame(encodeFrame(sent))).toStrictEqual(sent);
      }),
    );
  });

  it("keeps the ends of 64 bits, NaN, infinities and the minus of zero", () => {
    const sent = {
      i64: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n + 1n),
      f64: Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, -0, 5e-324),
      f32: Float32Array.of(Number.NaN, Number.NEGATIVE_INFINITY, 3.4028234663852886e38),
    };
    expect(decodeFrame(encodeFrame(sent))).toStrictEqual(sent);
  });

  it("holds only the window of an array that was cut out of a larger one", () => {
    const part = new Float64Array([1, 2, 3, 4]).subarray(1, 3);
    expect(decodeFrame(encodeFrame({ part }))).toStrictEqual({ part: Float64Array.of(2, 3) });
  });

  it("gives columns of their own: changing one changes neither the frame nor another column", () => {
    const frame = encodeFrame({ a: Int32Array.of(1), b: Int32Array.of(2) });
    const before = frame.slice();
    const { a, b } = decodeFrame(frame) as { a: Int32Array; b: Int32Array };
    a[0] = 9;
    expect([frame, [...b]]).toStrictEqual([before, [2]]);
  });

  it("is laid out with every column at a multiple of 8", () => {
    fc.assert(
      fc.property(fc.array(columns, { maxLength: 6 }), (list) => {
        const frame = encodeFrame({ list });
        const length = new DataView(frame.buffer).getUint32(0, true);
        const text = new TextDecoder().decode(frame.subarray(4, 4 + length));
        const places = (JSON.parse(text) as { list: { "\u0000column": [string, number, number] }[] }).list;
        expect(frame.byteLength % 8).toBe(0);
        for (const place of places) expect(place["\u0000column"][1] % 8).toBe(0);
        expect(frame.subarray(4 + length, Math.ceil((4 + length) / 8) * 8).every((byte) => byte === 0)).toBe(true);
      }),
    );
  });

  it("can be read from a buffer of Node's, which shares its memory with others", () => {
    const sent = { a: Float64Array.of(1.5, -2), b: Int32Array.of(7) };
    const frame = encodeFrame(sent);
    const pooled = Buffer.from(Buffer.allocUnsafe(24).buffer, 8, frame.length);
    pooled.set(frame);
    expect(decodeFrame(pooled)).toStrictEqual(sent);
  });

  it("can be read from the middle of a larger buffer", () => {
    const frame = encodeFrame({ a: Float64Array.of(1.5), b: "x" });
    const larger = new Uint8Array(frame.length + 16);
    larger.set(frame, 3);
    expect(decodeFrame(larger.subarray(3, 3 + frame.length))).toStrictEqual({ a: Float64Array.of(1.5), b: "x" });
  });
});

describe("bytes that are no frame", () => {
  it("throw an error, whatever they are, and never give more than they hold", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        let value: unknown;
        try {
          value = decodeFrame(noise);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Error);
          return;
        }
        expect(JSON.stringify(value).length).toBeLessThanOrEqual(noise.length * 6);
      }),
    );
  });

  it("are found out when a frame was cut anywhere", () => {
    const frame = encodeFrame({ a: Float64Array.of(1, 2), text: "four" });
    for (let end = 0; end < frame.length; end++) expect(() => decodeFrame(frame.subarray(0, end))).toThrow();
  });

  it.each([
    ["reaches behind the end", ["f64", 0, 3]],
    ["begins behind the end", ["u8", 17, 0]],
    ["begins before the beginning", ["u8", -8, 8]],
    ["is of no kind", ["f16", 0, 1]],
    ["is of a kind that every object has", ["constructor", 0, 1]],
    ["has a length of no whole number", ["u8", 0, 1.5]],
    ["has a negative length", ["f64", 8, -1]],
    ["has a length beyond all numbers", ["f64", 0, 2 ** 53]],
    ["has a length whose bytes overflow", ["f64", 0, 2 ** 52]],
    ["has an offset as text", ["u8", "0", 1]],
    ["has no length", ["u8", 0]],
  ])("are refused where a column %s", (_, place) => {
    expect(() => decodeFrame(frameOf(columnText(place), new Uint8Array(16)))).toThrow();
  });

  it("take a column that ends exactly at the end", () => {
    expect(decodeFrame(frameOf(columnText(["f64", 8, 1]), new Uint8Array(16)))).toStrictEqual({
      a: new Float64Array(1),
    });
  });

  it.each([5_000_000, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 8, 2 ** 32 - 1])(
    "are refused with a text of %i bytes",
    (length) => {
      expect(() => decodeFrame(frameOf('{"t":"hello"}', new Uint8Array(64), length))).toThrow(RangeError);
    },
  );

  it("are refused when the text is no UTF-8, no JSON or empty", () => {
    const broken = frameOf('{"a":"xx"}');
    broken[4 + 6] = 0xff;
    for (const frame of [broken, frameOf("{"), frameOf(""), new Uint8Array(4), new Uint8Array(3)])
      expect(() => decodeFrame(frame)).toThrow();
  });

  it("are refused when they are longer than any reply", () => {
    expect(() => decodeFrame(new Uint8Array(MOST_FRAME_BYTES + 1))).toThrow(RangeError);
  });
});
