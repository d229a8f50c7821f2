import { describe, expect, it } from "vitest";
import { noteName, notesOf, noteText, parseNote } from "./notes.ts";

const WALL = 1_795_270_080_000;
const note = { text: "the burst", span: { fromMs: 1000, toMs: 4000 } };

describe("bookmarks", () => {
  it("come back from their documents as they were", () => {
    expect(parseNote("n", noteText(note, WALL), WALL)).toEqual({ name: "n", ...note });
    expect(parseNote("n", noteText(note, null), null)).toEqual({ name: "n", ...note });
  });

  it("stay at their clock time when an earlier capture moves the project's start", () => {
    expect(parseNote("n", noteText(note, WALL), WALL - 60_000)?.span).toEqual({ fromMs: 61_000, toMs: 64_000 });
  });

  it("are in the order of time; documents that are none are passed over", () => {
    const document = (name: string, text: string) => ({ name, text, modified_ms: 0 });
    const late = noteText({ text: "", span: { fromMs: 9000, toMs: 9000 } }, WALL);
    const found = notesOf(
      [document("b", late), document("x", "{"), document("y", "{}"), document("a", noteText(note, WALL))],
      WALL,
    );
    expect(found.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  it("have names that are files on every system, none twice", () => {
    expect(noteName("14:14:20.000", [])).toBe("bookmark 14-14-20-000");
    expect(noteName("14:14:20.000", ["Bookmark 14-14-20-000", "bookmark 14-14-20-000 2"])).toBe(
      "bookmark 14-14-20-000 3",
    );
    expect(noteName("\u22120:00:01.000", [])).toMatch(/^[\w -]+$/);
  });
});
