// The few marks that text of a panel may have: headings, lists, code, strong and emphasised words. Everything else is text.

export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "strong" | "em" | "code"; readonly text: string };

export type Block =
  | { readonly kind: "heading"; readonly level: 1 | 2 | 3; readonly words: readonly Inline[] }
  | { readonly kind: "paragraph"; readonly words: readonly Inline[] }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: "code"; readonly text: string };

const MARKS = /`([^`\n]+)`|\*\*([^*\n]+)\*\*|\*([^*\n]+)\*|_([^_\n]+)_(?![\p{L}\p{N}])/gu;

export function inlineOf(text: string): readonly Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  for (const found of text.matchAll(MARKS)) {
    const [whole, code, strong, star, line] = found;
    // An underscore inside of a name marks nothing.
    if (line !== undefined && /[\p{L}\p{N}]$/u.test(text.slice(0, found.index))) continue;
    if (found.index > from) parts.push({ kind: "text", text: text.slice(from, found.index) });
    if (code !== undefined) parts.push({ kind: "code", text: code });
    else if (strong !== undefined) parts.push({ kind: "strong", text: strong });
    else parts.push({ kind: "em", text: star ?? line ?? "" });
    from = found.index + whole.length;
  }
  if (from < text.length) parts.push({ kind: "text", text: text.slice(from) });
  return parts;
}

const ITEM = /^\s*(?:[-*]|(\d{1,3})[.)])\s+(.*)$/;

export function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  let list: { ordered: boolean; items: string[] } | null = null;
  let code: string[] | null = null;
  const close = (): void => {
    if (paragraph.length > 0) blocks.push({ kind: "paragraph", words: inlineOf(paragraph.join(" ")) });
    if (list) blocks.push({ kind: "list", ordered: list.ordered, items: list.items.map(inlineOf) });
    [paragraph, list] = [[], null];
  };
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (code) {
      if (line.startsWith("```")) {
        blocks.push({ kind: "code", text: code.join("\n") });
        code = null;
      } else code.push(line);
      continue;
    }
    const heading = /^(#{1,3})\s+(.*)$/.exec(line);
    const item = ITEM.exec(line);
    if (line.startsWith("```")) {
      close();
      code = [];
    } else if (heading) {
      close();
      blocks.push({
        kind: "heading",
        level: (heading[1] as string).length as 1 | 2 | 3,
        words: inlineOf(heading[2] ?? ""),
      });
    } else if (item) {
      const ordered = item[1] !== undefined;
      if (!list || list.ordered !== ordered) close();
      list = list ?? { ordered, items: [] };
      list.items.push(item[2] ?? "");
    } else if (line.trim() === "") close();
    else if (list) list.items[list.items.length - 1] += ` ${line.trim()}`;
    else paragraph.push(line.trim());
  }
  if (code) blocks.push({ kind: "code", text: code.join("\n") });
  close();
  return blocks;
}
