import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blocksOf, inlineOf } from "./markdown.ts";

describe("text of a panel", () => {
  test("has headings, paragraphs, lists and code", () => {
    expect(
      blocksOf("# Title\nSome\nwords.\n\n- one\n  more\n- two\n1. first\n```\na  b\n```\nend").map(({ kind }) => kind),
    ).toEqual(["heading", "paragraph", "list", "list", "code", "paragraph"]);
    expect(blocksOf("- one\n  more\n- two")).toEqual([
      { kind: "list", ordered: false, items: [[{ kind: "text", text: "one more" }], [{ kind: "text", text: "two" }]] },
    ]);
  });

  test("has strong, emphasised and code words, and names with underscores stay names", () => {
    expect(inlineOf("**a** *b* `c_d` pages_to_scan _e_").map(({ kind, text }) => `${kind}:${text}`)).toEqual([
      "strong:a",
      "text: ",
      "em:b",
      "text: ",
      "code:c_d",
      "text: pages_to_scan ",
      "em:e",
    ]);
  });

  test("keeps whatever looks like HTML as words", () => {
    expect(blocksOf("<script>alert(1)</script>")).toEqual([
      { kind: "paragraph", words: [{ kind: "text", text: "<script>alert(1)</script>" }] },
    ]);
  });

  test("loses no letter, whatever is written", () => {
    const letters = (text: string): string => text.replace(/[^\p{L}]/gu, "");
    const kept = (text: string): string =>
      blocksOf(text)
        .flatMap((block) => {
          if (block.kind === "code") return [block.text];
          return block.kind === "list" ? block.items.flat().map((one) => one.text) : block.words.map((one) => one.text);
        })
        .join("");
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "b", "*", "_", "`", "#", " ", "\n", "-", "1", ".") }),
        (text) => {
          // The line that opens code may name its language.
          fc.pre(!/^```/m.test(text));
          expect(letters(kept(text))).toBe(letters(text));
        },
      ),
    );
  });
});
