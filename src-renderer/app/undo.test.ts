import { describe, expect, it } from "vitest";
import { createUndo } from "./undo.ts";

function counter() {
  const undo = createUndo();
  let value = 0;
  const set = (next: number): void => {
    const before = value;
    value = next;
    undo.add({
      title: `${before} to ${next}`,
      undo: () => {
        value = before;
      },
      redo: () => {
        value = next;
      },
    });
  };
  return { undo, set, value: () => value };
}

describe("undo", () => {
  it("takes back the last change and names it, and redo makes it again", () => {
    const { undo, set, value } = counter();
    set(1);
    set(5);
    expect(undo.undo()?.title).toBe("1 to 5");
    expect(value()).toBe(1);
    expect(undo.redo()?.title).toBe("1 to 5");
    expect(value()).toBe(5);
  });

  it("says so when there is nothing to undo or redo", () => {
    const { undo, set } = counter();
    expect(undo.undo()).toBeNull();
    set(1);
    expect(undo.redo()).toBeNull();
  });

  it("a new change ends what could be redone", () => {
    const { undo, set, value } = counter();
    set(1);
    undo.undo();
    set(2);
    expect(undo.redo()).toBeNull();
    expect(value()).toBe(2);
  });

  it("keeps the last hundred changes", () => {
    const { undo, set, value } = counter();
    for (let n = 1; n <= 130; n++) set(n);
    let steps = 0;
    while (undo.undo()) steps++;
    expect(steps).toBe(100);
    expect(value()).toBe(30);
  });

  it("forgets everything with another project", () => {
    const { undo, set } = counter();
    set(1);
    undo.clear();
    expect(undo.undo()).toBeNull();
  });
});
