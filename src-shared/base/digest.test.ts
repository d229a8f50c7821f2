import { describe, expect, it } from "vitest";
import { createDigest } from "./digest.ts";

describe("the digest", () => {
  // Test vectors of the FNV authors for FNV-1a, 64 bit.
  it.each([
    ["", "cbf29ce484222325"],
    ["a", "af63dc4c8601ec8c"],
    ["foobar", "85944171f73967e8"],
  ])("of %j is %s", (text, expected) => {
    const digest = createDigest();
    digest.addBytes(new TextEncoder().encode(text));
    expect(digest.hex()).toBe(expected);
  });

  it("takes doubles as eight bytes, most significant first", () => {
    const [byDouble, byBytes] = [createDigest(), createDigest()];
    byDouble.add(-2);
    byBytes.addBytes(Uint8Array.of(0xc0, 0, 0, 0, 0, 0, 0, 0));
    expect(byDouble.hex()).toBe(byBytes.hex());
  });

  it("goes on from an earlier digest", () => {
    const whole = createDigest();
    whole.add(1);
    const rest = createDigest(whole.hex());
    whole.add(2);
    rest.add(2);
    expect(rest.hex()).toBe(whole.hex());
  });
});
