// An error as lines: what a card shows and what is copied.
import type { ErrorReport, Place } from "../../src-shared/base/errors.ts";

/** "captures/damon.dat, byte 43122688"; null when nothing is known of the place. */
export function placeWords({ file, line, offset }: Place): string | null {
  const words = [file, line === null ? null : `line ${line}`, offset === null ? null : `byte ${offset}`].filter(
    Boolean,
  );
  return words.length > 0 ? words.join(", ") : null;
}

export interface ErrorLine {
  readonly name: "What" | "Where" | "Expected" | "Kept" | "Next";
  readonly text: string;
}

/** What is known, in the order of the card; `what` stands in the title where there is no other one. */
export function errorLines(error: ErrorReport, title?: string, kept?: string): readonly ErrorLine[] {
  const all: readonly (readonly [ErrorLine["name"], string | null | undefined])[] = [
    ["What", title === undefined ? null : error.what],
    ["Where", placeWords(error.where)],
    ["Expected", error.expected],
    ["Kept", kept],
    ["Next", error.next],
  ];
  return all.flatMap(([name, text]) => (text ? [{ name, text }] : []));
}

/** The whole error as text. */
export function errorText(error: ErrorReport, title?: string, kept?: string): string {
  const lines = errorLines(error, title, kept).map(({ name, text }) => `${name}: ${text}`);
  return [error.code, title ?? error.what, ...lines].join("\n");
}
