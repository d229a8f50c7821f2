// The model book as it is built into the window: every chapter and formula can be drawn.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Book, BookNode } from "../src-renderer/app/book.ts";

const run = (): string =>
  execFileSync(process.execPath, ["scripts/model-book.mjs"], { encoding: "utf8", maxBuffer: 2 ** 26 });
const names = readdirSync("docs/model").filter((name) => /^\d\d-/.test(name));

const nodesOf = (node: BookNode): BookNode[] =>
  typeof node === "string" ? [node] : [node, ...(node.slice(2) as BookNode[]).flatMap(nodesOf)];
const tagOf = (node: BookNode): string => (typeof node === "string" ? "" : node[0]);

it("has every chapter, each formula as MathML, and no mark of a formula left over", () => {
  const { chapters } = JSON.parse(run()) as Book;
  expect(chapters.map(({ title }) => title)).toEqual(
    names.map((name) => /^# (.*)$/m.exec(readFileSync(`docs/model/${name}`, "utf8"))![1]),
  );
  for (const { id, blocks } of chapters) {
    const nodes = blocks.flatMap(nodesOf);
    const text = readFileSync(`docs/model/${names.find((name) => name.endsWith(`-${id}.md`))!}`, "utf8");
    const shown = text.match(/\$\$[\s\S]+?\$\$/g) ?? [];
    expect(nodes.filter((node) => tagOf(node) === "div").length, id).toBe(shown.length);
    expect(nodes.filter((node) => tagOf(node) === "math").length, id).toBeGreaterThanOrEqual(shown.length);
    expect(
      nodes.filter((node) => tagOf(node) === "merror"),
      id,
    ).toEqual([]);
    const left = nodes.filter((node) => typeof node === "string" && /\$|&#?\w+;/.test(node));
    expect(left, id).toEqual([]);
  }
});
