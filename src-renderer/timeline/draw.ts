// A lane as pixels: its quantities in the order of the track, hatches where nothing was recorded or events were lost.
import type { Columns } from "./columns.ts";
import { drawFlags, placeFlags, TONES } from "./flags.ts";
import type { Frame, LaneData } from "./lane-data.ts";
import { area, box, column, fill, hatch, line, type Surface } from "./surface.ts";
import { SHORT_MARK, type Tick } from "./ticks.ts";
import type { Measure, Track } from "./track.ts";
import { pxOf } from "./view.ts";

/** Colours by the names of their variables, 0xRRGGBB. */
export type Inks = Readonly<Record<string, number>>;

/** Range of values that a lane shows. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface LanePicture {
  readonly track: Track;
  readonly frame: Frame;
  readonly range: Range;
  /** By the measure's id. */
  readonly columns: ReadonlyMap<string, Columns>;
  /** The marks of the axis; lines go down from those that are written. */
  readonly ticks: readonly Tick[];
  readonly inks: Inks;
}

const inkOf = (inks: Inks, name: string): number => inks[name] ?? 0x808080;

/** Room above the greatest value, in px. */
const HEAD = 5;
/** Bars and ticks of what happened at all are at least so high, in px. */
const LEAST_BAR = 1.5;
const TICK = 7;

/** `cells` draws a heat map's cells, below everything but the grid. */
export function drawLane(s: Surface, picture: LanePicture, data: LaneData, cells: (() => void) | null = null): void {
  const { track, frame, inks, ticks } = picture;
  if (track.axis) {
    drawMarks(s, picture);
    return;
  }
  fill(s, inkOf(inks, "--bg-1"));
  for (const { ms, text } of ticks) if (text !== null) mark(s, frame, ms, s.height, inkOf(inks, "--c-grid"));
  cells?.();
  const stacked = scratch(0, s.width);
  stacked.fill(0);
  for (const measure of track.measures) drawMeasure(s, picture, measure, data, stacked);
  drawMissing(s, picture);
  drawLosses(s, picture);
  if (track.flags) {
    const places = placeFlags(track.flags, frame.view, s.width / frame.ratio);
    drawFlags(
      s,
      places,
      frame.ratio,
      TONES.map((tone) => inkOf(inks, `--${tone}`)),
    );
  }
}

/** A line up from the bottom at a moment. */
function mark(s: Surface, { view, ratio }: Frame, ms: number, height: number, colour: number): void {
  const x = Math.floor(pxOf(ms, view, s.width));
  box(s, { from: x, until: x + Math.max(1, Math.floor(ratio)), top: s.height - height, bottom: s.height }, colour);
}

/** Behind the marks of the axis stands what the page has there. */
function drawMarks(s: Surface, { frame, ticks, inks }: LanePicture): void {
  s.pixels.fill(0);
  for (const { ms, text } of ticks)
    mark(s, frame, ms, text === null ? SHORT_MARK * frame.ratio : s.height, inkOf(inks, "--c-axis"));
}

interface Drawn {
  readonly picture: LanePicture;
  readonly measure: Measure;
  readonly columns: Columns;
  readonly data: LaneData;
  /** How high the stack is so far. */
  readonly stacked: Float32Array;
  readonly colour: number;
  readonly y: (value: number) => number;
}

function drawMeasure(s: Surface, picture: LanePicture, measure: Measure, data: LaneData, stacked: Float32Array): void {
  const columns = picture.columns.get(measure.id);
  if (!columns) return;
  const { inks, frame, range } = picture;
  const y = (value: number): number => yOf(value, range, s.height, frame.ratio);
  LOOKS[measure.look](s, { picture, measure, columns, data, stacked, colour: inkOf(inks, measure.ink), y });
}

/** Rows of numbers that are used again for every lane and frame, by what they are for. */
const scratches: Float32Array[] = [];
function scratch(use: 0 | 1 | 2, width: number): Float32Array {
  const kept = scratches[use];
  if (kept?.length === width) return kept;
  const made = new Float32Array(width);
  scratches[use] = made;
  return made;
}

/** Where values lie, in pixels from above. */
function heights(s: Surface, value: Float32Array, y: (value: number) => number): Float32Array {
  const out = scratch(1, s.width);
  for (let x = 0; x < s.width; x++) out[x] = y(value[x] as number);
  return out;
}

const lineOf =
  (width: number, dash?: readonly [number, number]) =>
  (s: Surface, { picture: { frame }, columns, colour, y }: Drawn): void => {
    band(s, columns, y, colour);
    const scaled = dash && ([Math.round(dash[0] * frame.ratio), Math.round(dash[1] * frame.ratio)] as const);
    line(s, heights(s, columns.value, y), { colour, width: width * frame.ratio, ...(scaled ? { dash: scaled } : {}) });
  };
const drawLine = lineOf(1.5);

function drawArea(s: Surface, drawn: Drawn): void {
  const { columns, colour, y, picture } = drawn;
  const floor = scratch(2, s.width).fill(y(Math.max(0, picture.range.from)));
  area(s, heights(s, columns.value, y), floor, colour, 0.16);
  drawLine(s, drawn);
}

const LOOKS: Readonly<Record<Measure["look"], (s: Surface, drawn: Drawn) => void>> = {
  area: drawArea,
  line: drawLine,
  dashed: lineOf(1.2, [4, 7]),
  whole: lineOf(1, [4, 7]),
  stack: drawStacked,
  beyond: drawStacked,
  bars: drawBars,
  up: drawMirrored,
  down: drawMirrored,
  ticks: drawTicks,
  told: () => {},
};

/** Where a value lies, in pixels from above. */
export const yOf = (value: number, range: Range, height: number, ratio: number): number =>
  height - ((value - range.from) / (range.to - range.from || 1)) * (height - HEAD * ratio);

/** Least to greatest within a column, where they can be told apart. */
function band(s: Surface, { low, high }: Columns, y: (value: number) => number, colour: number): void {
  for (let x = 0; x < s.width; x++) {
    const [top, bottom] = [y(high[x] as number), y(low[x] as number)];
    if (bottom - top > 1) column(s, x, top, bottom, colour, 0.3);
  }
}

function drawStacked(s: Surface, { measure, columns: { value }, stacked, colour, y }: Drawn): void {
  const alpha = measure.ink === "--m-free" ? 0.55 : 0.92;
  for (let x = 0; x < s.width; x++) {
    const own = value[x] as number;
    if (!(own > 0)) continue;
    const from = stacked[x] as number;
    stacked[x] = from + own;
    column(s, x, y(from + own), y(from), colour, alpha);
  }
}

/** Calls `act` with every bucket of a quantity's lanes that holds anything. */
function eachBucket(
  { data, measure, picture: { frame } }: Drawn,
  act: (fromMs: number, toMs: number, count: number, sum: number) => void,
): void {
  for (const { terms } of measure.parts)
    for (const { lanes, factor } of terms)
      for (const lane of lanes)
        for (const { tile, startMs, bucketMs, first, until } of data.pieces(lane, measure.kind, frame))
          for (let at = first; at < until; at++) {
            const count = tile.count[at] as number;
            const fromMs = startMs + at * bucketMs;
            if (count > 0) act(fromMs, fromMs + bucketMs, count * factor, tile.sum[at] as number);
          }
}

/** One bar for each bucket, so that bars move with the time and do not change their shape. */
function drawBars(s: Surface, drawn: Drawn): void {
  const { picture, colour, y } = drawn;
  const { view, ratio } = picture.frame;
  const least = s.height - LEAST_BAR * ratio;
  eachBucket(drawn, (fromMs, toMs, count) => {
    const from = Math.round(pxOf(fromMs, view, s.width));
    const end = Math.round(pxOf(toMs, view, s.width));
    if (end < 0 || from > s.width) return;
    const wide = end - from >= 2 * ratio ? end - ratio : end;
    const top = Math.min(least, y((count / (toMs - fromMs)) * 1000));
    box(s, { from, until: Math.max(from + 1, wide), top, bottom: s.height }, colour, 0.95);
  });
}

function drawMirrored(s: Surface, { picture, measure, columns: { value }, colour }: Drawn): void {
  const { range, frame, inks } = picture;
  const middle = Math.floor(s.height / 2);
  if (measure.look === "up")
    box(s, { from: 0, until: s.width, top: middle, bottom: middle + frame.ratio }, inkOf(inks, "--c-axis"));
  for (let x = 0; x < s.width; x++) {
    const own = value[x] as number;
    if (!(own > 0)) continue;
    const length = Math.max(1, (own / (range.to || 1)) * (middle - 3));
    if (measure.look === "up") column(s, x, middle - length, middle, colour);
    else column(s, x, middle + frame.ratio, middle + frame.ratio + length, colour, 0.55);
  }
}

/** A mark wherever a counter rose. */
function drawTicks(s: Surface, drawn: Drawn): void {
  const { picture, colour } = drawn;
  const { view, ratio } = picture.frame;
  eachBucket(drawn, (_from, toMs, _count, sum) => {
    if (!(sum > 0)) return;
    const x = Math.floor(pxOf(toMs, view, s.width));
    const top = s.height - TICK * ratio;
    box(s, { from: x, until: x + Math.ceil(1.5 * ratio), top, bottom: s.height }, colour, 0.9);
  });
}

/** Looks that say by themselves whether something was recorded. */
const SHOWS: ReadonlySet<Measure["look"]> = new Set(["area", "line", "stack", "bars", "up", "down"]);

/** Hatches the columns in which none of the track's quantities was recorded. */
function drawMissing(s: Surface, { track, columns, frame, inks }: LanePicture): void {
  const tells = ({ look }: Measure): boolean => track.heat !== null || SHOWS.has(look);
  const shown = track.measures.filter(tells).map(({ id }) => columns.get(id));
  if (shown.length === 0 || shown.some((one) => !one)) return;
  let from = -1;
  for (let x = 0; x <= s.width; x++) {
    const missing = x < s.width && shown.every((one) => Number.isNaN(one?.value[x] as number));
    if (missing && from < 0) from = x;
    if (missing || from < 0) continue;
    hatch(s, from, x, inkOf(inks, "--m-hatch"), frame.ratio);
    from = -1;
  }
}

/** Lost events: hatched, between two edges in the colour of errors. */
function drawLosses(s: Surface, { track, frame, inks }: LanePicture): void {
  const { losses } = track;
  const edge = Math.max(1, Math.floor(frame.ratio));
  let drawn = -1;
  for (let at = 0; at + 1 < losses.length; at += 2) {
    const from = Math.floor(pxOf(losses[at] as number, frame.view, s.width));
    const until = Math.max(from + 2 * edge, Math.ceil(pxOf(losses[at + 1] as number, frame.view, s.width)));
    if (until < 0 || from > s.width || until <= drawn) continue;
    drawn = until;
    box(s, { from, until, top: 0, bottom: s.height }, inkOf(inks, "--bg-1"), 0.7);
    hatch(s, from, until, inkOf(inks, "--m-hatch"), frame.ratio);
    for (const x of [from, until - edge])
      box(s, { from: x, until: x + edge, top: 0, bottom: s.height }, inkOf(inks, "--err"), 0.8);
  }
}
