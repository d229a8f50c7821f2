// Guests from images of a size file: their pages under each layout, what a scanner finds in them, and what density counts.
import { expect, test } from "vitest";
import { PlimsollError } from "../base/errors.ts";
import { simulate } from "../model/engine/simulate.ts";
import { compareLayouts } from "../model/mechanisms/layout/compare.ts";
import { publishedImages } from "../model/mechanisms/layout/published-sizes.ts";
import type { ImageSet } from "../model/mechanisms/layout/sizes.ts";
import { engineInput } from "./engine-input.ts";
import { laidOut } from "./image-guests.ts";
import { parseScenario } from "./scenario.ts";

const small = publishedImages(["helloworld", "ftp", "dns", "dhcp", "proxy"], { private_pages: 7 });
const guests = small.images.map(({ name }) => ({ kind: "image", sizes: "s.json", image: name }));
const scanner = { pages_per_epoch: "pass", smart_scan: 0 };

const scenario = (mechanisms: unknown[], more: object = {}) =>
  parseScenario({ host: { memory_bytes: 2 ** 26 }, guests, mechanisms, horizon_s: 5, epoch_s: 1, ...more }, null);

const used = (mechanisms: unknown[], set: ImageSet = small): { digest: string; frames: number; violations: number } => {
  const { rows, digest, invariants } = simulate(
    engineInput(laidOut(scenario(mechanisms), { "s.json": set }), null, {}),
    { rows: true },
  );
  const last = rows!.data.at(-1)!;
  const of = (name: string): number => last[rows!.columns.indexOf(name)]!;
  const violations = Object.values(invariants).reduce((a, b) => a + b, 0);
  return { digest, frames: of("fast.total") - of("fast.free"), violations };
};

test("a scanner brings guests to the frames that the layout has, private pages beside, page by page", () => {
  const results = compareLayouts(small, { cap: 256 });
  for (const { id, frames } of results) {
    if (id === "dce") continue;
    const run = used([{ system: "spacer", layout: id, ...scanner }]);
    expect(run.frames).toBe(frames + 5 * 7);
    expect(run.violations).toBe(0);
  }
});

test("without a layout, and with the default one, a run is that of the scanner alone", () => {
  const plain = used([{ id: "dedup", ...scanner }]);
  expect(
    used([
      { id: "dedup", ...scanner },
      { id: "layout", layout: "default" },
    ]).digest,
  ).toBe(plain.digest);
  expect(used([{ system: "spacer", layout: "default", ...scanner }]).digest).toBe(plain.digest);
});

test("a layout alone, without anything that shares, changes pages but saves nothing", () => {
  const results = compareLayouts(small, { cap: 256 });
  const aligned = results.find(({ id }) => id === "aligned")!;
  expect(used([{ id: "layout", layout: "aligned" }]).frames).toBe(aligned.pages + 5 * 7);
});

test("guests may have other private pages than the file says, and the scenario keeps everything else", () => {
  const written = scenario([], {
    guests: [{ kind: "image", sizes: "s.json", image: "dns", private_pages: 3, weight: 2, overhead_bytes: 4096 }],
  });
  const [guest] = laidOut(written, { "s.json": small }).guests;
  expect(guest).toMatchObject({ kind: "pages", name: "dns", weight: 2, overhead_bytes: 4096 });
  expect(guest?.kind === "pages" && guest.pages.at(-1)).toEqual({ unique: 3 });
});

test("an image that the file does not have is named with the nearest one", () => {
  const written = scenario([], { guests: [{ kind: "image", sizes: "s.json", image: "dsn" }] });
  try {
    laidOut(written, { "s.json": small });
    expect.unreachable();
  } catch (thrown) {
    expect(thrown instanceof PlimsollError && [thrown.report.code, thrown.report.next]).toEqual([
      "sizes.unknown_image",
      "did you mean dns?",
    ]);
  }
});
