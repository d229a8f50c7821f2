// The model book as it is built into the window: chapters as trees of elements, formulas among them.

/** A text, or an element with its attributes and children. */
export type BookNode = string | readonly [tag: string, attributes: BookAttributes | null, ...children: BookNode[]];
type BookAttributes = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

export interface BookChapter {
  readonly id: string;
  readonly title: string;
  /** Rows of the validation table that check it. */
  readonly rows: readonly string[];
  readonly blocks: readonly BookNode[];
}

export interface Book {
  readonly chapters: readonly BookChapter[];
}

/** The chapter to begin with: the one of that id, or the first that a row of that id checks, or the first. */
export const chapterAt = ({ chapters }: Book, wanted: string): BookChapter | null =>
  chapters.find(({ id }) => id === wanted) ?? chapters.find(({ rows }) => rows.includes(wanted)) ?? chapters[0] ?? null;

/** All words of a chapter, for a search. */
export const wordsOf = ({ title, blocks, rows }: BookChapter): string =>
  `${title} ${rows.join(" ")} ${blocks.map(textOf).join(" ")}`;

const textOf = (node: BookNode): string =>
  typeof node === "string" ? node : (node.slice(2) as BookNode[]).map(textOf).join("");
