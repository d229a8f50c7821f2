import { describe, expect, it } from "vitest";
import { linkPair } from "./link.ts";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const byte = (value: number): Uint8Array => Uint8Array.of(value);

describe("a link between two ends of one process", () => {
  it("delivers frames in their order, and never within the call that sends them", async () => {
    const [a, b] = linkPair();
    const got: number[] = [];
    b.onFrame((frame) => got.push(frame[0] as number));
    for (const value of [1, 2, 3]) a.send(byte(value));
    expect(got).toEqual([]);
    await turn();
    expect(got).toEqual([1, 2, 3]);
  });

  it("tells both ends that it is open, and both when either is closed, once", async () => {
    const [a, b] = linkPair();
    const heard: string[] = [];
    a.onOpen((open) => heard.push(`a ${open}`));
    b.onOpen((open) => heard.push(`b ${open}`));
    await turn();
    b.close();
    a.close();
    await turn();
    expect(heard.sort()).toEqual(["a false", "a true", "b false", "b true"]);
  });

  it("delivers nothing to an end that is closed, from neither side", async () => {
    const [a, b] = linkPair();
    const got: number[] = [];
    a.onFrame((frame) => got.push(frame[0] as number));
    b.onFrame((frame) => got.push(frame[0] as number));
    a.send(byte(1));
    b.close();
    a.send(byte(2));
    b.send(byte(3));
    await turn();
    expect(got).toEqual([]);
  });
});
