// Replies about single files in plain words.
import { formatBytes, formatNumber, plural } from "../../../src-shared/base/format.ts";
import { bytesOf } from "../../../src-shared/base/units.ts";
import type { LayoutReply, MrcReply } from "../../../src-shared/protocol/analysis-replies.ts";
import { textTable } from "./output.ts";

const METHODS = {
  exact: "exact stack distances",
  shards: "a sample of the pages by hash",
  aet: "average eviction times",
} as const;

const MOST_ROWS = 24;

/** Points that tell a long curve: the first, the last, and of the others those at which it fell by another step. */
function chosen(points: MrcReply["points"]): MrcReply["points"] {
  if (points.length <= MOST_ROWS) return points;
  const [first, last] = [points[0]!, points[points.length - 1]!];
  const step = (first.miss_ratio.best - last.miss_ratio.best) / (MOST_ROWS - 2);
  let shown = first.miss_ratio.best;
  return points.filter((point, i) => {
    const fell = shown - point.miss_ratio.best >= step;
    if (fell) shown = point.miss_ratio.best;
    return fell || i === 0 || i === points.length - 1;
  });
}

const percent = (share: number): string => `${formatNumber(share * 100, 2)} %`;

export function mrcWords(reply: MrcReply): string {
  const about = reply.distinct_exact ? "" : "about ";
  const lines = [
    `${formatNumber(reply.references)} references to ${about}${formatNumber(reply.distinct)} different pages, by ${METHODS[reply.method]}`,
  ];
  if (reply.skipped_lines > 0)
    lines.push(`${formatNumber(reply.skipped_lines)} empty ${plural(reply.skipped_lines, "line")} or remarks left out`);
  if (reply.status !== "whole") lines.push(`the file is ${reply.status}: the curve is of what could be read`);
  if (reply.sampling) {
    const { pages, references, rate, halves_mae, indicative } = reply.sampling;
    lines.push(
      `${formatNumber(pages)} pages and ${formatNumber(references)} references sampled (rate ${percent(rate)} at the end); halves differ by ${percent(halves_mae)} on average`,
    );
    if (indicative)
      lines.push("fewer than 500 sampled pages: take the curve as a hint only (raise --rate or --max-sampled)");
  }
  const { error, sample, of } = reply.accuracy;
  if (error !== null)
    lines.push(`off by ${percent(error)} on average either way (90 %), from ${formatNumber(sample)} ${of}`);
  const table = textTable(
    ["pages", "memory", "misses", "least", "most"],
    chosen(reply.points).map(({ pages, miss_ratio: r }) => [
      formatNumber(pages),
      formatBytes(bytesOf(pages)),
      percent(r.best),
      percent(r.low),
      percent(r.high),
    ]),
  );
  return `${lines.join("\n")}\n\n${table}`;
}

const LAYOUTS: Readonly<Record<LayoutReply["layouts"][number]["id"], string>> = {
  default: "in link order",
  dce: "dead code out",
  aligned: "libraries on pages of their own",
  spacer: "the published aligner",
  "aligned-aslr": "aligned, addresses random",
};

const FROM = {
  sizes: "sizes given",
  sections: "its sections",
  map: "its link map",
  whole: "one, no libraries found",
} as const;

export function layoutWords(reply: LayoutReply): string {
  const images = textTable(
    ["image", "guests", "libraries", "known by", "private pages"],
    reply.images.map((image) => [
      image.name,
      formatNumber(image.instances),
      formatNumber(image.libraries.length),
      FROM[image.from],
      formatNumber(image.private_pages),
    ]),
  );
  const layouts = textTable(
    ["layout", "what", "pages", "frames", "gain", "padding", "frames by KSM", "saved at load", "equal by"],
    reply.layouts.map((layout) => [
      layout.id,
      LAYOUTS[layout.id],
      formatNumber(layout.pages),
      formatNumber(layout.frames),
      `${formatNumber(layout.ratio, 2)} x`,
      formatBytes(layout.padding_bytes),
      formatNumber(layout.ksm.frames),
      formatNumber(layout.load_time_saved),
      layout.identity,
    ]),
  );
  return `${images}\n\n${layouts}\n\nPages and frames are read-only ones of all guests; the gain counts private pages too.`;
}
