import { describe, expect, it } from "vitest";
import { createEscape } from "./escape.ts";

describe("Esc", () => {
  it("cancels first, then clears the selection, then closes", () => {
    const esc = createEscape();
    const done: string[] = [];
    const once = (name: string) => {
      let left = true;
      return () => {
        if (!left) return false;
        left = false;
        done.push(name);
        return true;
      };
    };
    esc.add("close", once("drawer"));
    esc.add("clear", once("selection"));
    esc.add("cancel", once("query"));
    expect([esc.press(), esc.press(), esc.press(), esc.press()]).toEqual([true, true, true, false]);
    expect(done).toEqual(["query", "selection", "drawer"]);
  });

  it("what was opened last is closed first", () => {
    const esc = createEscape();
    const done: string[] = [];
    const add = (name: string) => esc.add("close", () => done.push(name) > 0);
    add("drawer");
    const leave = add("panel");
    esc.press();
    leave();
    esc.press();
    expect(done).toEqual(["panel", "drawer"]);
  });
});
