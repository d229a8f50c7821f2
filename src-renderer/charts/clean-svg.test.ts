// Drawings put into a page of a real browser: nothing of a name ever becomes more than text.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { escapeText } from "../../src-shared/charts/tip.ts";
import { chromiumOptions } from "../../test/e2e/chromium.ts";

const HOSTILE = `<img src=x onerror="globalThis.attacked = true">`;
const source = readFileSync(fileURLToPath(new URL("./clean-svg.ts", import.meta.url)), "utf8");
const script = ts
  .transpileModule(source, { compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext } })
  .outputText.replace(/^export /gm, "");

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await chromium.launch(chromiumOptions());
  page = await browser.newPage();
  await page.addScriptTag({ content: `${script}\nglobalThis.cleanSvg = cleanSvg;` });
});
afterAll(() => browser?.close());

/** Puts a drawing into the page as the window does, and tells what became of it. */
const drawn = (svg: string, prefix = "d-") =>
  page.evaluate(
    async ([text, ids]) => {
      const made = (globalThis as unknown as { cleanSvg(text: string, prefix: string): SVGElement | null }).cleanSvg(
        text!,
        ids!,
      );
      document.body.replaceChildren(...(made ? [made] : []));
      // Whatever the drawing could ask for has been refused when this picture, asked for later, has been.
      await new Promise((done) => Object.assign(new Image(), { onerror: done, src: "x" }));
      return {
        html: document.body.innerHTML,
        text: document.body.textContent,
        elements: [...document.body.querySelectorAll("*")].map((element) => element.localName),
        attacked: "attacked" in globalThis,
      };
    },
    [svg, prefix],
  );
const svg = (inside: string): string => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">${inside}</svg>`;

test("a guest named like markup is drawn as its name", async () => {
  const seen = await drawn(svg(`<text x="1" y="2">${escapeText(HOSTILE)}</text>`));
  expect(seen.text).toBe(HOSTILE);
  expect(seen.elements).toEqual(["svg", "text"]);
  expect(seen.attacked).toBe(false);
});

test("even a name that was not escaped brings no element, handler or address into the page", async () => {
  const inside = [
    `<script>globalThis.attacked = true</script>`,
    `<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="globalThis.attacked = true"/></body></foreignObject>`,
    `<a href="javascript:alert(1)"><text>a</text></a>`,
    `<image href="http://localhost:1/x.png" width="1" height="1"/>`,
    `<rect onclick="globalThis.attacked = true" style="fill:url(http://localhost:1/)" fill="url(http://localhost:1/y)" width="5" height="4"/>`,
    `<use href="#x"/><animate attributeName="x"/>`,
  ];
  const seen = await drawn(svg(inside.join("")));
  expect(seen.elements).toEqual(["svg", "rect"]);
  expect(seen.html).not.toMatch(/http:\/\/localhost|onclick|style=|javascript/);
  expect(seen.html).toContain('width="5"');
  expect(seen.attacked).toBe(false);
});

test("text that is no drawing draws nothing", async () => {
  expect((await drawn(svg(`<text>${HOSTILE}</text>`))).elements).toEqual([]);
  expect((await drawn("<html></html>")).elements).toEqual([]);
});

test("two drawings with the same ids keep their own clips", async () => {
  const drawing = svg(
    `<clipPath id="hull"><path d="M0 0H5V5Z"/></clipPath><rect clip-path="url(#hull)" fill="var(--fg-1)" width="9" height="9"/>`,
  );
  const seen = await drawn(drawing, "two-");
  expect(seen.html).toContain('<clipPath id="two-hull">');
  expect(seen.html).toContain('clip-path="url(#two-hull)"');
  expect(seen.html).toContain('fill="var(--fg-1)"');
});
