// The audit itself: each fault that it looks for is found on a page made with it, and a page without faults is clean.
import { expect, test } from "@playwright/test";
import { auditPage } from "./audit.ts";

const page = (body: string): string =>
  `<!doctype html><body style="margin:20px;background:#fff;color:#111;font:14px sans-serif">${body}</body>`;

const cases: readonly (readonly [title: string, rule: string, body: string])[] = [
  [
    "a text cut by its box",
    "overflow",
    `<div style="width:60px;overflow:hidden;white-space:nowrap">far too long for it</div>`,
  ],
  [
    "an ellipsis that nothing explains",
    "overflow",
    `<div style="width:60px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap">far too long for it</div>`,
  ],
  [
    "two texts on each other",
    "overlap",
    `<div style="position:relative;height:30px"><span style="position:absolute">first text</span><span style="position:absolute;left:20px">second text</span></div>`,
  ],
  ["grey on white", "contrast", `<p style="color:#999">hard to read</p>`],
  [
    "text on a panel of nearly its colour",
    "contrast",
    `<div style="background:#333"><p style="color:#666">hard to read</p></div>`,
  ],
  [
    "a button outside the window",
    "outside",
    `<button style="position:absolute;left:1270px;width:80px;white-space:nowrap">Go</button><style>html{overflow:hidden}</style>`,
  ],
  ["a page that scrolls sideways", "outside", `<div style="width:3000px;height:10px">wide</div>`],
];

for (const [title, rule, body] of cases)
  test(`finds ${title}`, async ({ page: tab }) => {
    await tab.setViewportSize({ width: 1280, height: 720 });
    await tab.setContent(page(body));
    expect((await tab.evaluate(auditPage)).map((finding) => finding.rule)).toContain(rule);
  });

test("finds nothing on a page without faults", async ({ page: tab }) => {
  await tab.setContent(
    page(`<h1>Title</h1><p>Some words, <b>bold</b> ones too.</p><div style="background:#222;color:#eee">light on dark</div>
      <div style="width:60px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap" title="all of it">all of it is longer</div>`),
  );
  expect(await tab.evaluate(auditPage)).toEqual([]);
});
