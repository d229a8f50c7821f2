// The load lines: the host as a hull, guests as its load, the line to which it may be loaded. An SVG of its own.
import { formatNumber, plural } from "../base/format.ts";
import { stepOf } from "./scale.ts";
import type { ChartTokens } from "./tokens.ts";

export interface LoadLines {
  readonly n: { readonly p5: number; readonly p50: number; readonly p95: number };
  /** Guests that ran when the host was recorded; 0 when none was. */
  readonly running: number;
}

const WIDTH = 440;
const HEIGHT = 322;
const TOP = 26;
const BOTTOM = 296;
const LINE = 16;
const HULL = "M46 16L50 240C53 282 66 306 96 306H362C392 306 405 282 408 240L412 16Z";

/** Place of a number of guests, in px from the top. */
type Height = (guests: number) => number;

/** An SVG of 440 by 322 px: waterline at what runs, ring and thick line at N*, band and rungs from p5 to p95. */
export function loadLines(load: LoadLines, t: ChartTokens): string {
  const highest = Math.max(load.n.p95, load.running, 1) * 1.08;
  const step = stepOf(highest, 11, true);
  const max = Math.ceil(highest / step) * step;
  const y: Height = (guests) => round(BOTTOM - (guests / max) * (BOTTOM - TOP));
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" xmlns="http://www.w3.org/2000/svg" font-size="${t.size}">`,
    `<text x="2" y="11" fill="${t.colour.label}">guests on the host</text>`,
    hull(load, t, y),
    scale(max, step, t, y),
    hold(load, t, y),
    mark(load, t, y),
    ladder(load, t, y),
    "</svg>",
  ].join("");
}

function hull({ n, running }: LoadLines, t: ChartTokens, y: Height): string {
  const water = y(running);
  const rect = (top: number, bottom: number, colour: string, opacity: number, inside: boolean): string =>
    `<rect x="0" y="${top}" width="${WIDTH}" height="${round(bottom - top)}" fill="${colour}" opacity="${opacity}"${inside ? ' clip-path="url(#hull)"' : ""}/>`;
  return [
    `<clipPath id="hull"><path d="${HULL}"/></clipPath>`,
    running > 0 ? rect(water, HEIGHT, t.colour.water, 0.18, false) : "",
    `<path d="${HULL}" fill="${t.colour.hull}"/>`,
    running > 0 ? rect(water, HEIGHT, t.colour.water, 0.4, true) : "",
    n.p5 === n.p95 ? "" : rect(y(n.p95), y(n.p5), t.colour.accent, 0.16, true),
    `<path d="${HULL}" fill="none" stroke="${t.colour.hullLine}" stroke-width="1.5"/>`,
  ].join("");
}

function scale(max: number, step: number, t: ChartTokens, y: Height): string {
  let marks = "";
  for (let n = 0; n <= max; n += step)
    marks += `<text x="36" y="${y(n) + 4}" text-anchor="end" fill="${t.colour.label}">${formatNumber(n)}</text><path d="M40 ${y(n)}h8" stroke="${t.colour.hullLine}"/>`;
  return marks;
}

/** The hold: running guests solid, room for more tinted, what fits only in the best draws dashed. */
function hold({ n, running }: LoadLines, t: ChartTokens, y: Height): string {
  const part = (from: number, to: number, style: string): string =>
    to > from ? `<rect x="66" y="${y(to)}" width="70" height="${round(y(from) - y(to))}" rx="2" ${style}/>` : "";
  const room = n.p50 - running;
  const middle = (y(running) + y(n.p50)) / 2;
  return [
    part(0, running, `fill="${t.colour.anon}"`),
    part(running, n.p50, `fill="${t.colour.anon}" fill-opacity=".28" stroke="${t.colour.anon}"`),
    part(Math.max(running, n.p50), n.p95, `fill="none" stroke="${t.colour.anon}" stroke-dasharray="3 3"`),
    running > 0 && room > 0 && y(running) - y(n.p50) > 2 * LINE
      ? `<text x="146" y="${round(middle + 4)}" fill="${t.colour.text2}">room for ${formatNumber(room)} more</text>`
      : "",
  ].join("");
}

function mark({ n }: LoadLines, t: ChartTokens, y: Height): string {
  const at = y(n.p50);
  return [
    `<path d="M58 ${at}H262" stroke="${t.colour.accent}" stroke-width="3.5"/>`,
    `<circle cx="190" cy="${at}" r="15" fill="none" stroke="${t.colour.accent}" stroke-width="4.5"/>`,
  ].join("");
}

interface Rung {
  readonly n: number;
  readonly words: string;
  readonly answer: boolean;
}

/** The rungs with their words; words that would touch are moved apart and a line leads to the value. */
function ladder({ n, running }: LoadLines, t: ChartTokens, y: Height): string {
  const rungs: Rung[] = [];
  if (n.p95 > n.p50) rungs.push({ n: n.p95, words: "at most (p95)", answer: false });
  rungs.push({ n: n.p50, words: `${plural(n.p50, "guest")} (N*)`, answer: true });
  if (n.p5 < n.p50) rungs.push({ n: n.p5, words: "careful plan (p5)", answer: false });
  if (running > 0) rungs.push({ n: running, words: "ran when recorded", answer: false });
  rungs.sort((a, b) => b.n - a.n);
  const places = spread(rungs.map((rung) => y(rung.n)));
  const upright = `<path d="M248 ${y(n.p95)}V${y(n.p5)}" stroke="${t.colour.text}" stroke-width="2"/>`;
  return (n.p5 === n.p95 ? "" : upright) + rungs.map((rung, i) => drawRung(rung, y(rung.n), places[i]!, t)).join("");
}

function drawRung(rung: Rung, at: number, place: number, t: ChartTokens): string {
  const colour = rung.answer ? t.colour.accent : t.colour.text;
  return [
    `<path d="M247 ${at}H262L270 ${place}H276" fill="none" stroke="${colour}" stroke-width="${rung.answer ? 3.5 : 2}" stroke-linejoin="round"/>`,
    `<text x="281" y="${place + 4}" fill="${colour}"><tspan font-weight="700" font-size="13">${formatNumber(rung.n)}</tspan><tspan dx="6">${rung.words}</tspan></text>`,
  ].join("");
}

/** Places at least a line apart and inside the hull, near the wanted ones, which come in rising order. */
function spread(wanted: readonly number[]): number[] {
  const places = [...wanted];
  for (let i = 1; i < places.length; i++) places[i] = Math.max(places[i]!, places[i - 1]! + LINE);
  const last = places.length - 1;
  places[last] = Math.min(places[last] ?? 0, BOTTOM);
  for (let i = last - 1; i >= 0; i--) places[i] = Math.min(places[i]!, places[i + 1]! - LINE);
  return places.map(round);
}

const round = (value: number): number => Math.round(value * 10) / 10;
