import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { placeWindow, readWindowState, writeWindowState } from "./window-state.ts";

const laptop = { x: 0, y: 0, width: 1920, height: 1040 };
const beside = { x: 1920, y: 0, width: 2560, height: 1400 };
const state = { x: 2200, y: 100, width: 1600, height: 1000, maximised: false };

describe("where a window opens", () => {
  it("is where it was, when the display is still there", () => {
    expect(placeWindow(state, [laptop, beside])).toEqual(state);
  });

  it("is the middle of the first display when the other one is gone", () => {
    expect(placeWindow(state, [laptop])).toEqual({ x: 240, y: 70, width: 1440, height: 900, maximised: false });
  });

  it("is the middle of the first display when it was never opened, and fits a small one", () => {
    expect(placeWindow(null, [{ x: 0, y: 24, width: 1280, height: 776 }])).toEqual({
      x: 0,
      y: 24,
      width: 1280,
      height: 776,
      maximised: false,
    });
  });

  it("is not above a display, where its title could not be caught", () => {
    expect(placeWindow({ ...state, x: 100, y: -300 }, [laptop]).y).toBe(70);
  });

  it("stays maximised on another display", () => {
    expect(placeWindow({ ...state, maximised: true }, [laptop]).maximised).toBe(true);
  });

  it("is never smaller than the window can be", () => {
    const small = placeWindow({ ...state, width: 300, height: 200 }, [laptop, beside]);
    expect([small.width, small.height]).toEqual([1024, 700]);
  });
});

describe("the file of a window's state", () => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-window-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("gives back what was written, in a folder that is made for it", () => {
    const file = join(folder, "config", "window.json");
    writeWindowState(file, state);
    expect(readWindowState(file)).toEqual(state);
  });

  it.each([
    ["is missing", null],
    ["is damaged", "{"],
    ["holds another shape", '{"x":1,"y":2}'],
    ["holds a size of nothing", '{"x":1,"y":2,"width":0,"height":5,"maximised":false}'],
  ])("is as none when it %s", (_, text) => {
    const file = join(folder, "other.json");
    if (text !== null) writeFileSync(file, text);
    expect(readWindowState(file)).toBe(null);
  });
});
