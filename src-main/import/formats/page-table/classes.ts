// Counts the classes that a table gives its pages, and keeps which pages it calls rewritten, as runs.

/** Words with which recorders mark a page whose content kept changing. */
const REWRITTEN = new Set(["vol", "volatile", "rewritten", "changing"]);
/** Distinct classes told apart; more mean that the column is no class. */
const CLASS_LIMIT = 256;
const RANGE_LIMIT = 65_536;

export interface ClassFact {
  readonly subject: number;
  readonly name: "page_table.class" | "page_table.volatile";
  /** The class, or a range `first-last` of page numbers. */
  readonly value: string;
  /** Pages of it. */
  readonly number: number;
}

export interface ClassCounter {
  /** Counts the next row's page; the class is the bytes between `start` and `end`. */
  add(subject: number, page: number, bytes: Uint8Array, start: number, end: number): void;
  /** What was counted, subjects and classes in order of appearance; `dropped` pages exceed the limits. */
  finish(): { readonly facts: readonly ClassFact[]; readonly dropped: number };
}

/** Rows of one subject and class usually follow one another: only the ends of such runs cost more than a comparison. */
export function classCounter(): ClassCounter {
  const ids = new Map<string, number>();
  const words: string[] = [];
  const counts = new Map<number, number>();
  const ranges: ClassFact[] = [];
  let dropped = 0;

  let word: Uint8Array = new Uint8Array(0);
  let id = -1;
  let subject = -1;
  let run = 0;
  let first = 0;
  let last = 0;

  function closeRange(): void {
    if (run === 0 || id < 0 || !REWRITTEN.has(words[id] as string)) return;
    const pages = last - first + 1;
    if (ranges.length < RANGE_LIMIT)
      ranges.push({ subject, name: "page_table.volatile", value: `${first}-${last}`, number: pages });
    else dropped += pages;
  }

  let counted = 0;
  function closeRun(): void {
    closeRange();
    const pages = counted;
    counted = run = 0;
    if (pages === 0) return;
    if (id < 0) {
      dropped += pages;
      return;
    }
    const key = subject * CLASS_LIMIT + id;
    counts.set(key, (counts.get(key) ?? 0) + pages);
  }

  function same(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start !== word.length) return false;
    for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word[i]) return false;
    return true;
  }

  function idOf(bytes: Uint8Array, start: number, end: number): number {
    word = bytes.slice(start, end);
    const text = new TextDecoder().decode(word);
    const known = ids.get(text);
    if (known !== undefined) return known;
    if (words.length === CLASS_LIMIT) return -1;
    ids.set(text, words.length);
    words.push(text);
    return words.length - 1;
  }

  return {
    add(of, page, bytes, start, end) {
      if (of !== subject || !same(bytes, start, end)) {
        closeRun();
        subject = of;
        id = idOf(bytes, start, end);
      } else if (run > 0 && page !== last + 1) {
        closeRange();
        run = 0;
      }
      if (run === 0) first = page;
      last = page;
      run++;
      counted++;
    },
    finish() {
      closeRun();
      const classes = [...counts].map(
        ([key, pages]): ClassFact => ({
          subject: Math.floor(key / CLASS_LIMIT),
          name: "page_table.class",
          value: words[key % CLASS_LIMIT] as string,
          number: pages,
        }),
      );
      return { facts: [...classes, ...ranges], dropped };
    },
  };
}
