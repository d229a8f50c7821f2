// JSON documents in a text: one a line, one over many lines, each with words of a recorder ahead of it.

/** A whole document and the words that stand before it: `alpha query-balloon {...}`. */
export interface Document {
  readonly words: readonly string[];
  readonly json: string;
}

/** Longest document that is collected. */
export const MAX_DOCUMENT = 4 * 1024 * 1024;

export interface DocumentReader {
  /** The document that this line completes; "open" while one goes on, "none" where no document starts. */
  line(text: string): Document | "open" | "none" | "too long";
  /** Whether a document is open. */
  readonly open: boolean;
}

export function createDocumentReader(): DocumentReader {
  let words: readonly string[] = [];
  let parts: string[] = [];
  let length = 0;
  let depth = 0;
  let inString = false;

  const scan = (text: string, from: number): void => {
    for (let at = from; at < text.length; at++) {
      const code = text[at];
      if (inString) {
        if (code === "\\") at++;
        else if (code === '"') inString = false;
      } else if (code === '"') inString = true;
      else if (code === "{" || code === "[") depth++;
      else if (code === "}" || code === "]") depth--;
    }
  };
  const reset = (): void => {
    parts = [];
    length = 0;
    depth = 0;
    inString = false;
  };

  return {
    get open() {
      return parts.length > 0;
    },
    line(text) {
      let from = 0;
      if (!parts.length) {
        from = text.search(/[{[]/);
        if (from < 0) return "none";
        words = text.slice(0, from).split(/\s+/).filter(Boolean);
      }
      scan(text, from);
      parts.push(from ? text.slice(from) : text);
      length += text.length;
      if (length > MAX_DOCUMENT) {
        reset();
        return "too long";
      }
      if (depth > 0) return "open";
      const json = parts.join("\n");
      reset();
      return { words, json };
    },
  };
}
