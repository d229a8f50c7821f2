import { describe, expect, it } from "vitest";
import {
  actsWhileTyping,
  createKeyMatcher,
  isSingleKey,
  keyCaps,
  keyWords,
  normalKeys,
  type Press,
  stepOf,
} from "./keys.ts";

const press = (key: string, held: Partial<Press> = {}): Press => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe("key chords", () => {
  it("Ctrl+K and Cmd+K are the same command on the two kinds of keyboards", () => {
    expect(normalKeys("mod+k", false)).toBe("mod+k");
    expect(stepOf(press("k", { ctrlKey: true }), false)).toBe("mod+k");
    expect(stepOf(press("k", { metaKey: true }), true)).toBe("mod+k");
    expect(stepOf(press("k", { ctrlKey: true }), true)).toBe("ctrl+k");
  });

  it("spells modifiers in one order and letters in one case", () => {
    expect(normalKeys("Shift+MOD+Z", false)).toBe("mod+shift+z");
    expect(normalKeys("ctrl+shift+z", false)).toBe("mod+shift+z");
    expect(stepOf(press("Z", { ctrlKey: true, shiftKey: true }), false)).toBe("mod+shift+z");
  });

  it("a question mark is a question mark, whatever has to be held for it", () => {
    expect(stepOf(press("?", { shiftKey: true }), false)).toBe("?");
    expect(normalKeys("shift+?", false)).toBe("?");
    expect(stepOf(press("F6", { shiftKey: true }), false)).toBe("shift+f6");
  });

  it("the plus key can be part of a chord", () => {
    expect(normalKeys("mod++", false)).toBe("mod++");
    expect(keyCaps("mod++", false)).toEqual([["Ctrl", "+"]]);
    expect(stepOf(press("+", { ctrlKey: true, shiftKey: true }), false)).toBe("mod++");
  });

  it("refuses what is no chord", () => {
    expect(normalKeys("hyper+k", false)).toBeNull();
    expect(normalKeys("", false)).toBeNull();
    expect(normalKeys("mod+", false)).toBeNull();
  });

  it("a modifier alone is nothing yet", () => {
    expect(stepOf(press("Control", { ctrlKey: true }), false)).toBeNull();
  });

  it("works on a Cyrillic keyboard and under the Option key by the place of the key", () => {
    expect(stepOf(press("л", { ctrlKey: true, code: "KeyK" }), false)).toBe("mod+k");
    expect(stepOf(press("ß", { altKey: true, code: "KeyS" }), true)).toBe("alt+s");
    expect(stepOf(press("ArrowLeft", { altKey: true, code: "ArrowLeft" }), false)).toBe("alt+arrowleft");
  });

  it("knows which chords type a character", () => {
    expect(["g s", "?", "[", "shift+d", "space"].map(isSingleKey)).toEqual([true, true, true, true, true]);
    expect(["mod+k", "f6", "escape", "alt+arrowleft"].map(isSingleKey)).toEqual([false, false, false, false]);
    expect(["mod+k", "shift+f6", "alt+arrowleft"].map(actsWhileTyping)).toEqual([true, true, true]);
    expect(["g s", "shift+d", "delete", "arrowdown"].map(actsWhileTyping)).toEqual([false, false, false, false]);
  });

  it("shows key caps as each system prints them", () => {
    expect(keyCaps("mod+shift+z", true)).toEqual([["⌘", "⇧", "Z"]]);
    expect(keyCaps("g s", false)).toEqual([["G"], ["S"]]);
    expect(keyWords("g s", false)).toBe("G then S");
    expect(keyWords("alt+arrowleft", false)).toBe("Alt+←");
  });
});

describe("matching presses", () => {
  const bindings = new Map([
    ["g s", "go.start"],
    ["g w", "go.whatif"],
    ["w", "zoom.in"],
    ["mod+k", "view.palette"],
  ]);

  it("g then s goes to Start, and w alone still zooms", () => {
    const matcher = createKeyMatcher(() => bindings);
    expect(matcher.take("g", 0)).toBe("wait");
    expect(matcher.take("s", 200)).toEqual({ id: "go.start" });
    expect(matcher.take("w", 300)).toEqual({ id: "zoom.in" });
  });

  it("a second key that comes too late counts alone", () => {
    const matcher = createKeyMatcher(() => bindings);
    expect(matcher.take("g", 0)).toBe("wait");
    expect(matcher.take("w", 5000)).toEqual({ id: "zoom.in" });
  });

  it("a second key that completes nothing counts alone", () => {
    const matcher = createKeyMatcher(() => bindings);
    matcher.take("g", 0);
    expect(matcher.take("mod+k", 10)).toEqual({ id: "view.palette" });
    matcher.take("g", 20);
    expect(matcher.take("x", 30)).toBeNull();
    expect(matcher.take("s", 40)).toBeNull();
  });
});
