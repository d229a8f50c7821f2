// Where memory goes: bars that begin where the last one ended, and totals that stand on zero. One drawing for window and report.
import { byteUnit, formatBytesIn, formatNumber } from "../base/format.ts";
import type { DensityReply } from "../protocol/replies.ts";
import { stepOf } from "./scale.ts";
import { drawing, halo, path, px, rect, type Size, text } from "./svg.ts";
import type { ChartTokens, ColourName } from "./tokens.ts";

/** One step in bytes; a total has `from` 0. */
export interface WaterfallStep {
  readonly id: string;
  readonly title: string;
  readonly from_bytes: number;
  readonly to_bytes: number;
  readonly change_bytes: number;
  readonly kind: "step" | "total";
}

/** A step as it is drawn: where its interval is known, the change lies between the two. */
export interface DrawnStep extends WaterfallStep {
  readonly change_interval?: { readonly low: number; readonly high: number };
}

/**
 * The waterfall of an answer as steps. RAM configured = the parts that need no frame + the frames in use; what stands after the
 * frames comes on top; the end is what the guests take of the host.
 */
export function waterfallSteps(entries: DensityReply["waterfall"]): WaterfallStep[] {
  const frames = entries.findIndex((entry) => entry.id === "frames");
  const opens = entries[0]?.id === "ram";
  const steps: WaterfallStep[] = [];
  let level = 0;
  for (const [index, { id, title, bytes }] of entries.entries()) {
    const total = (opens && index === 0) || index === frames;
    const from = total ? 0 : level;
    level = total ? bytes : level + (opens && index < frames ? -bytes : bytes);
    steps.push({
      id,
      title,
      kind: total ? "total" : "step",
      from_bytes: from,
      to_bytes: level,
      change_bytes: level - from,
    });
  }
  if (steps.length > 0 && steps[steps.length - 1]!.kind === "step")
    steps.push({
      id: "taken",
      title: "taken of the host",
      kind: "total",
      from_bytes: 0,
      to_bytes: level,
      change_bytes: level,
    });
  return steps;
}

/** Memory of the mean guest, from its RAM to what it is charged, with the interval of what each mechanism saves. */
export function stepsPerGuest(reply: Pick<DensityReply, "waterfall" | "mechanisms">): DrawnStep[] {
  const guests = Math.max(1, reply.waterfall[0]?.guests ?? 1);
  const saved = (id: string): DrawnStep["change_interval"] => {
    const of = reply.mechanisms.find((mechanism) => mechanism.id === id)?.saved_bytes_per_guest;
    return of && of.p5 !== of.p95 ? { low: -of.p95, high: -of.p5 } : undefined;
  };
  const bytesOf = (...ids: string[]): number =>
    reply.waterfall.reduce((sum, { id, bytes }) => (ids.includes(id) ? sum + bytes / guests : sum), 0);
  const ram = bytesOf("ram");
  let level = ram;
  const step = (id: string, title: string, change: number, interval?: DrawnStep["change_interval"]): DrawnStep => {
    const from = level;
    level += change;
    return {
      id,
      title,
      kind: "step",
      from_bytes: from,
      to_bytes: level,
      change_bytes: change,
      ...(interval ? { change_interval: interval } : {}),
    };
  };
  const steps = [
    step("untouched", "Never touched", -bytesOf("untouched")),
    step("ballooned", "Balloon", -bytesOf("ballooned"), saved("balloon")),
    step("merged", "KSM", -bytesOf("zero", "merged"), saved("dedup")),
    step("swapped", "Swap", -bytesOf("compressed", "swapped"), saved("overcommit")),
    step("overhead", "Overhead", bytesOf("overhead")),
  ].filter((one) => one.change_bytes !== 0);
  const total = (id: string, title: string, bytes: number): DrawnStep => ({
    id,
    title,
    kind: "total",
    from_bytes: 0,
    to_bytes: bytes,
    change_bytes: bytes,
  });
  return [total("ram", "RAM", ram), ...steps, total("taken", "Charged", level)];
}

const stateColours: readonly (readonly [RegExp, ColourName])[] = [
  [/balloon/, "balloon"],
  [/dedup|ksm|shar|merged|zero/, "shared"],
  [/tier|slow|cxl/, "tiered"],
  [/swap|zpool|zswap/, "swapped"],
  [/overhead|reserve|kernel|vmm|ept/, "overhead"],
  [/file|cache/, "file"],
  [/free|idle|spare|left|untouched/, "zero"],
  [/taken/, "accent"],
];

/** The fixed colour of a memory state by the id of its step. */
function stateColour(id: string, t: ChartTokens): string {
  if (id === "ram") return t.colour.neutral;
  return t.colour[stateColours.find(([name]) => name.test(id))?.[1] ?? "anon"];
}

/** Short names for the foot of a bar; the table behind the chart has the long ones. */
const shortTitles: Readonly<Record<string, string>> = {
  ram: "RAM",
  untouched: "Never touched",
  ballooned: "Balloon",
  zero: "Zero pages",
  merged: "Equal pages",
  compressed: "Compressed",
  swapped: "On disk",
  frames: "Frames",
  overhead: "Overhead",
  taken: "Taken",
};

export const waterfallSize: Size = { width: 440, height: 290 };
const LEFT = 40;
const TOP = 26;
const LEAST_BAR = 2;

/** Bars from left to right, and a line at the memory the host offers where that is known. */
export function waterfall(
  steps: readonly DrawnStep[],
  usableBytes: number | null,
  t: ChartTokens,
  size: Size = waterfallSize,
): string {
  const highest = Math.max(1, usableBytes ?? 0, ...steps.map((step) => Math.max(step.from_bytes, step.to_bytes)));
  const unit = byteUnit(highest);
  const width = (size.width - LEFT - 4) / Math.max(1, steps.length);
  const titles = steps.map((step) => titleOf(step, width, t.size));
  const lines = Math.max(1, ...titles.map((title) => title.length));
  const bottom = size.height - 8 - lines * (t.size + 2);
  const grid = stepOf(highest / unit.bytes, Math.max(2, Math.floor((bottom - TOP) / 34)));
  const max = Math.ceil((highest / unit.bytes / grid) * 1.0001) * grid;
  const y = (bytes: number): number => px(bottom - (bytes / unit.bytes / max) * (bottom - TOP));
  const x = (bar: number): number => LEFT + bar * width;
  return drawing(size, t.size, [
    text(2, 11, unit.name, { fill: t.colour.label, "font-size": t.size - 1 }),
    scale(grid, max, (value) => y(value * unit.bytes), size, t),
    ...steps.map((step, i) => bar(step, steps[i + 1], x(i), width, y, t)),
    usableBytes === null ? "" : usableLine(steps, usableBytes, y, size, t),
    ...steps.map((step, i) => value(step, formatted(step, unit), x(i) + width / 2, y, t)),
    ...titles.flatMap((title, i) =>
      title.map((line, row) =>
        text(x(i) + width / 2, bottom + 15 + row * (t.size + 2), line, {
          "text-anchor": "middle",
          fill: steps[i]!.kind === "total" ? t.colour.text : t.colour.text2,
        }),
      ),
    ),
  ]);
}

function scale(grid: number, max: number, y: (value: number) => number, size: Size, t: ChartTokens): string {
  let lines = "";
  const decimals = Number.isInteger(grid) ? 0 : Number.isInteger(grid * 10) ? 1 : 2;
  for (let i = 0; i * grid <= max * 1.0001; i++)
    lines +=
      path(`M${LEFT} ${y(i * grid)}H${px(size.width)}`, { stroke: i === 0 ? t.colour.axis : t.colour.grid }) +
      text(LEFT - 6, y(i * grid) + 3.5, formatNumber(i * grid, decimals), {
        "text-anchor": "end",
        fill: t.colour.label,
      });
  return lines;
}

function bar(
  step: DrawnStep,
  next: DrawnStep | undefined,
  x: number,
  width: number,
  y: (bytes: number) => number,
  t: ChartTokens,
): string {
  const [high, low] = [Math.max(step.from_bytes, step.to_bytes), Math.min(step.from_bytes, step.to_bytes)];
  const [left, wide] = [x + width * 0.16, width * 0.68];
  const top = y(high);
  const middle = left + wide / 2;
  const { change_interval: interval } = step;
  return [
    rect(left, top, wide, Math.max(LEAST_BAR, y(low) - top), {
      rx: 2,
      fill: stateColour(step.id, t),
      "fill-opacity": step.id === "ram" ? 0.55 : undefined,
    }),
    next
      ? path(`M${px(left + wide)} ${y(step.to_bytes)}H${px(x + width * 1.16)}`, {
          stroke: t.colour.label,
          "stroke-dasharray": "2 2",
        })
      : "",
    interval
      ? path(
          `M${px(middle)} ${y(step.from_bytes + interval.low)}V${y(step.from_bytes + interval.high)}M${px(middle - 4)} ${y(step.from_bytes + interval.low)}h8M${px(middle - 4)} ${y(step.from_bytes + interval.high)}h8`,
          { stroke: t.colour.text, "stroke-width": 1.2 },
        )
      : "",
  ].join("");
}

function formatted({ kind, change_bytes: change, to_bytes: to }: DrawnStep, unit: ReturnType<typeof byteUnit>): string {
  if (kind === "total") return formatBytesIn(to, unit);
  return change > 0 ? `+${formatBytesIn(change, unit)}` : formatBytesIn(change, unit);
}

/** The number above its bar, on a ground that keeps lines off it. */
const value = (step: DrawnStep, words: string, x: number, y: (bytes: number) => number, t: ChartTokens): string =>
  text(x, y(Math.max(step.from_bytes, step.to_bytes)) - 6, words, {
    "text-anchor": "middle",
    fill: t.colour.text,
    "font-weight": 600,
    ...halo(t.colour.panel),
  });

/** Its name stands over the two neighbours that reach least high. */
function usableLine(
  steps: readonly DrawnStep[],
  usable: number,
  y: (bytes: number) => number,
  size: Size,
  t: ChartTokens,
): string {
  const tops = steps.map((step) => Math.max(step.from_bytes, step.to_bytes));
  const pairs = tops.slice(1).map((top, i) => Math.max(top, tops[i]!));
  const at = Math.max(0, pairs.indexOf(Math.min(...pairs)));
  const x = LEFT + ((at + 1) * (size.width - LEFT - 4)) / Math.max(2, steps.length);
  return (
    path(`M${LEFT} ${y(usable)}H${px(size.width)}`, {
      stroke: t.colour.text,
      "stroke-width": 1.5,
      "stroke-dasharray": "5 4",
    }) +
    text(x, y(usable) - 6, "usable memory", {
      "text-anchor": "middle",
      fill: t.colour.text,
      "font-weight": 600,
      ...halo(t.colour.panel),
    })
  );
}

/** A title in at most two lines that are no wider than its bar's share of the width, a short one where it is too long. */
function titleOf({ id, title }: DrawnStep, width: number, fontSize: number): string[] {
  const most = Math.max(4, Math.floor(width / (fontSize * 0.54)));
  const full = wrapped(title, most);
  // A character of air, so that neighbours do not touch.
  const fits = full.length <= 2 && full.every((line) => line.length < most);
  return fits ? full : wrapped(shortTitles[id] ?? title, most).map((line) => fittedLine(line, most));
}

const fittedLine = (line: string, most: number): string => (line.length <= most ? line : `${line.slice(0, most - 1)}…`);

/** Words in lines of at most so many characters; a longer word has a line of its own. */
function wrapped(words: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
