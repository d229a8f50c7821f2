// Building HTML: a template tag that escapes everything that is not HTML already.
import { visible } from "../../src-shared/base/visible.ts";

/** Text that is HTML. Only `html` and `trusted` make it. */
export interface Html {
  readonly html: string;
}

export type Part = Html | string | number | null | readonly Part[];

/** Escapes text for element content and for attribute values in double quotes. */
export const escapeText = (text: string): string =>
  visible(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** A template whose parts are escaped unless they are HTML; lists are joined, null is nothing. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let out = texts[0] ?? "";
  for (const [index, part] of parts.entries()) out += rendered(part) + (texts[index + 1] ?? "");
  return { html: out };
}

/** Declares a string made by this program, never by a capture, to be HTML. */
export const trusted = (text: string): Html => ({ html: text });

export const nothing: Html = { html: "" };

/** Parts one after another, with the same text between them. */
export const joined = (parts: readonly Part[], between: string): Html => ({
  html: parts.map(rendered).join(escapeText(between)),
});

function rendered(part: Part): string {
  if (part === null) return "";
  if (typeof part === "string") return escapeText(part);
  if (typeof part === "number") return String(part);
  return "html" in part ? part.html : part.map(rendered).join("");
}
