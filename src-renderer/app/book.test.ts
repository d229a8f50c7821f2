import { expect, it } from "vitest";
import { type Book, chapterAt, wordsOf } from "./book.ts";

const book: Book = {
  chapters: [
    {
      id: "pages",
      title: "Pages",
      rows: ["V45"],
      blocks: [["p", null, "A page is ", ["code", null, "4096"], " bytes."]],
    },
    { id: "ksm", title: "KSM", rows: ["V10", "V45"], blocks: [] },
  ],
};

it("opens at a chapter, at the first that a row checks, or at the beginning", () => {
  expect(chapterAt(book, "ksm")?.id).toBe("ksm");
  expect(chapterAt(book, "V10")?.id).toBe("ksm");
  expect(chapterAt(book, "V45")?.id).toBe("pages");
  expect(chapterAt(book, "")?.id).toBe("pages");
  expect(chapterAt({ chapters: [] }, "ksm")).toBeNull();
});

it("finds a chapter by its title, its rows and all its words", () => {
  expect(wordsOf(book.chapters[0]!)).toBe("Pages V45 A page is 4096 bytes.");
});
