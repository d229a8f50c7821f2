import { describe, expect, it } from "vitest";
import { createStream, firstDraw, philox, uniform } from "./rng.ts";

const block = (key: readonly [number, number], counter: readonly [number, number, number, number]): string => {
  const out = new Uint32Array(4);
  philox(...key, ...counter, out);
  return [...out].map((word) => word.toString(16).padStart(8, "0")).join(" ");
};

describe("Philox4x32-10", () => {
  // Known answers of Random123 (kat_vectors, philox4x32 10).
  it.each([
    [[0, 0], [0, 0, 0, 0], "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    [[0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], "408f276d 41c83b0e a20bc7c6 6d5451fd"],
    [[0xa4093822, 0x299f31d0], [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], "d16cfe09 94fdcceb 5001e420 24126ea1"],
  ] as const)("gives the published answer for key %j, counter %j", (key, counter, expected) => {
    expect(block(key, counter)).toBe(expected);
  });

  it("makes a uniform double of 53 bits from two words", () => {
    expect(uniform(0, 0)).toBe(0);
    expect(uniform(0xffffffff, 0xffffffff)).toBe(1 - 2 ** -53);
    expect(uniform(0x80000000, 0)).toBe(0.5);
  });
});

describe("a stream", () => {
  it("takes its words from key (seed) and counter (draw, epoch, guest, mechanism | replication << 8)", () => {
    const seed = 5 * 2 ** 32 + 7;
    const stream = createStream(seed, { mechanism: 3, replication: 9, guest: 4, epoch: 11 });
    const out = new Uint32Array(4);
    philox(7, 5, 0, 11, 4, 3 | (9 << 8), out);
    expect([stream.next(), stream.next()]).toEqual([uniform(out[0]!, out[1]!), uniform(out[2]!, out[3]!)]);
    philox(7, 5, 1, 11, 4, 3 | (9 << 8), out);
    expect(stream.next()).toBe(uniform(out[0]!, out[1]!));
  });

  it("is the same whatever other streams are drawn in between", () => {
    const alone = createStream(1, { mechanism: 1 });
    const first = [alone.next(), alone.next(), alone.next()];
    const again = createStream(1, { mechanism: 1 });
    const other = createStream(1, { mechanism: 1, guest: 1 });
    const mixed = [again.next(), other.next(), again.next(), other.next(), again.next()];
    expect([mixed[0], mixed[2], mixed[4]]).toEqual(first);
    expect(mixed[1]).not.toBe(first[0]);
  });
});

it("gives the first draw of a stream without the stream", () => {
  const name = { mechanism: 7, replication: 3, guest: 12, epoch: 99 };
  expect(firstDraw(2 ** 40 + 5, name)).toBe(createStream(2 ** 40 + 5, name).next());
});
