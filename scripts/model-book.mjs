// The model book for the window: chapters of docs/model as one tree of elements, formulas as MathML; printed when it is run alone.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Marked } from "marked";
import temml from "temml";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const FOLDER = join(root, "docs", "model");

/** A formula between $ or $$, as GitHub reads it. */
const formula = (name, level, pattern) => ({
  name,
  level,
  start: (text) => text.indexOf("$"),
  tokenizer(text) {
    const found = pattern.exec(text);
    return found ? { type: name, raw: found[0], tex: found[1].trim() } : undefined;
  },
});
const marked = new Marked({
  extensions: [
    formula("formulas", "block", /^\$\$([\s\S]+?)\$\$(?:\n|$)/),
    formula("formula", "inline", /^\$((?:[^$\\\n]|\\.|\n(?!\n))+?)\$/),
  ],
});

const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const plain = (text) =>
  text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) =>
    name ? (ENTITIES[name] ?? whole) : String.fromCodePoint(Number.parseInt(hex ?? decimal, hex ? 16 : 10)),
  );

const styleOf = (text) =>
  Object.fromEntries(
    text
      .split(";")
      .filter((one) => one.includes(":"))
      .map((one) => {
        const [name, ...value] = one.split(":");
        return [name.trim().replace(/-(\w)/g, (_, letter) => letter.toUpperCase()), value.join(":").trim()];
      }),
  );

function attributesOf(text) {
  const found = [...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name, value]) => {
    if (name === "style") return ["style", styleOf(plain(value))];
    return [name === "class" ? "className" : name, plain(value)];
  });
  return found.length === 0 ? null : Object.fromEntries(found);
}

/** MathML as a tree: `[tag, attributes, ...children]`, texts as they are. Throws where the formula is none. */
function mathOf(tex, displayMode) {
  const text = temml.renderToString(tex, { displayMode, throwOnError: true, annotate: false });
  const top = ["top", null];
  const open = [top];
  for (const [, close, tag, attributes, single, words] of text.matchAll(/<(\/?)([\w-]+)([^>]*?)(\/?)>|([^<]+)/g)) {
    if (words !== undefined) open.at(-1).push(plain(words));
    else if (close) open.pop();
    else {
      const element = [tag, attributesOf(attributes)];
      open.at(-1).push(element);
      if (!single) open.push(element);
    }
  }
  return top.slice(2);
}

const inline = (tokens) => (tokens ?? []).flatMap(inlineOf);

function inlineOf(token) {
  switch (token.type) {
    case "formula":
      return mathOf(token.tex, false);
    case "strong":
    case "em":
      return [[token.type, null, ...inline(token.tokens)]];
    case "codespan":
      return [["code", null, plain(token.text)]];
    case "text":
      return token.tokens ? inline(token.tokens) : [plain(token.text)];
    case "escape":
      return [plain(token.text)];
    case "link":
      return inline(token.tokens);
    default:
      throw new Error(`the model book knows no ${token.type}: ${token.raw.slice(0, 60)}`);
  }
}

const cellsOf = (tag, cells) =>
  cells.map((cell) => [tag, cell.align ? { className: cell.align } : null, ...inline(cell.tokens)]);

function blockOf(token) {
  switch (token.type) {
    case "space":
    case "html":
      return [];
    case "heading":
      return token.depth === 1 ? [] : [["h3", null, ...inline(token.tokens)]];
    case "formulas":
      return [["div", { className: "formula" }, ...mathOf(token.tex, true)]];
    case "paragraph":
      return [["p", null, ...inline(token.tokens)]];
    case "list":
      return [
        [
          token.ordered ? "ol" : "ul",
          null,
          ...token.items.map((item) => ["li", null, ...item.tokens.flatMap(inlineOf)]),
        ],
      ];
    case "table":
      return [
        [
          "table",
          null,
          ["thead", null, ["tr", null, ...cellsOf("th", token.header)]],
          ["tbody", null, ...token.rows.map((row) => ["tr", null, ...cellsOf("td", row)])],
        ],
      ];
    default:
      throw new Error(`the model book knows no ${token.type}: ${token.raw.slice(0, 60)}`);
  }
}

/** Chapters with the ids of their rows, in the order of their numbers. */
function bookOf() {
  const names = readdirSync(FOLDER).filter((name) => /^\d\d-.*\.md$/.test(name));
  const chapters = names.sort().map((name) => {
    const text = readFileSync(join(FOLDER, name), "utf8");
    return {
      id: name.replace(/^\d\d-|\.md$/g, ""),
      title: /^# (.*)$/m.exec(text)[1],
      rows: (/<!-- rows: (.*?) -->/.exec(text)?.[1] ?? "").split(" "),
      blocks: marked.lexer(text).flatMap(blockOf),
    };
  });
  return JSON.stringify({ chapters });
}

/** A bundler plugin that writes book.json. */
export const modelBook = () => ({
  name: "model-book",
  generateBundle() {
    this.emitFile({ type: "asset", fileName: "book.json", source: bookOf() });
  },
});

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(bookOf());
