// A small reader of well-formed XML: elements with their attributes and text, in order.
import { lookup } from "../../text/lookup.ts";

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface XmlVisitor {
  /** An element begins; `path` names its ancestors and itself. */
  start(path: readonly string[], element: XmlElement): void;
  /** Text directly inside the element at `path`, without blanks around it; never empty. */
  text(path: readonly string[], text: string): void;
  /** The element at `path` is over. */
  end(path: readonly string[]): void;
}

const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<!DOCTYPE[^>[]*>|<(\/?)([A-Za-z_][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const DEEPEST = 256;

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function unescaped(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]+));/g, (whole, decimal, hex, name) => {
    if (name) return lookup(ENTITIES, name) ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Walks through a text. Returns null where it is whole, else the index at which it ends too early or is not XML. */
export function walkXml(text: string, visitor: XmlVisitor): number | null {
  const path: string[] = [];
  TOKEN.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    if (!token) return at;
    const [, cdata, slash, name, attributes, empty, plain] = token;
    if (name !== undefined && slash) {
      if (path.at(-1) !== name) return at;
      visitor.end(path);
      path.pop();
    } else if (name !== undefined) {
      if (path.length === DEEPEST) return at;
      path.push(name);
      visitor.start(path, { name, attributes: attributesOf(attributes ?? "") });
      if (empty) {
        visitor.end(path);
        path.pop();
      }
    } else {
      const content = cdata ?? (plain === undefined ? "" : unescaped(plain).trim());
      if (content !== "") visitor.text(path, content);
    }
    at = TOKEN.lastIndex;
  }
  return path.length > 0 ? at : null;
}

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name, double, single] of text.matchAll(ATTRIBUTE)) {
    attributes[name as string] = unescaped(double ?? single ?? "");
  }
  return attributes;
}
