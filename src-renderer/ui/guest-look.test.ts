import { describe, expect, it } from "vitest";
import { guestLook, initials } from "./guest-look.ts";

describe("a guest's mark", () => {
  it("carries one letter, or a letter and the last digit of a numbered name", () => {
    expect(["alpha", "vm-12", "web 3", "éclair", "7", "-gamma"].map(initials)).toEqual([
      "A",
      "V2",
      "W3",
      "É",
      "7",
      "G",
    ]);
  });

  it("is never empty", () => {
    expect(["", "---", "…"].map(initials)).toEqual(["?", "?", "?"]);
  });

  it("forty-eight guests look different, the first twelve without a pattern", () => {
    const looks = Array.from({ length: 48 }, (_, index) => guestLook(index));
    expect(new Set(looks.map(({ hue, pattern }) => `${hue} ${pattern}`)).size).toBe(48);
    expect(looks.slice(0, 12).every(({ pattern }) => pattern === 0)).toBe(true);
    expect(looks[12]).toEqual({ hue: 1, pattern: 1 });
  });
});
