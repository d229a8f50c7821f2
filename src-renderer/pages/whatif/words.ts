// Sentences of the page that are made from an answer: what a chart shows, which run it is.
import {
  formatBytes,
  formatNumber,
  formatPercent,
  formatPlain,
  formatSlowdown,
  plural,
} from "../../../src-shared/base/format.ts";
import type { DrawnStep } from "../../../src-shared/charts/waterfall.ts";
import type { Scenario } from "../../../src-shared/density/scenario-schema.ts";
import type { DensityReply } from "../../../src-shared/protocol/replies.ts";
import type { Answer } from "./answers.ts";
import { totalOf } from "./quick.ts";
import type { Row } from "./rows.ts";
import { isExact } from "./state.ts";

type Interval = DensityReply["n"];

export const guestsWords = (n: number): string => `${formatNumber(n)} ${plural(n, "guest")}`;

export const rangeWords = ({ p5, p95 }: Interval): string =>
  p5 === p95 ? formatNumber(p5) : `${formatNumber(p5)} to ${formatNumber(p95)}`;

/** "33 (32 to 35)", or one number where there is no spread. */
export const withRange = (n: Interval): string =>
  n.p5 === n.p95 ? formatNumber(n.p50) : `${formatNumber(n.p50)} (${rangeWords(n)})`;

/** "Quick: 400 replications, seed 1, 52 ms". */
export function runWords(answer: Answer, scenario: Scenario): string {
  const { replications, seed } = answer.reply;
  const total = totalOf(replications);
  const kind = total === 1 ? "Arithmetic" : isExact(answer, scenario) ? "Exact" : "Quick";
  const runs = total === 1 ? "one run is all there is" : `${formatNumber(total)} ${plural(total, "replication")}`;
  return `${kind}: ${runs}, seed ${formatNumber(seed)}, ${durationWords(answer.tookMs)}`;
}

export function durationWords(ms: number): string {
  const whole = Math.round(ms);
  return whole < 1000 ? `${whole}\u202fms` : `${formatPlain(Math.round(ms / 100) / 10)}\u202fs`;
}

/** Expected time inside a button, when it is worth telling. */
export function expectedWords(seconds: number): string | null {
  if (!(seconds > 5)) return null;
  return seconds < 100
    ? `≈ ${formatNumber(Math.ceil(seconds / 5) * 5)}\u202fs`
    : `≈ ${formatNumber(Math.ceil(seconds / 60))}\u202fmin`;
}

export function hullWords(n: Interval, running: number, rows: readonly Row[]): string {
  const load = running > 0 ? ` loaded with ${guestsWords(running)}` : "";
  const others = rows.map((row) => `${row.short} ${formatNumber(row.answer?.reply.n.p50 ?? 0)}`);
  const ladder = others.length > 0 ? `; beside it ${others.join(", ")}` : "";
  return `A hull${load}; its load line stands at ${formatNumber(n.p50)}, between ${formatNumber(n.p5)} and ${formatNumber(n.p95)}${ladder}.`;
}

export function fitsWords({ n, curve }: DensityReply): string {
  const [first, last] = [curve[0], curve.at(-1)];
  if (!first || !last) return "No curve of chances.";
  return `A falling curve: ${formatPercent(first.p_fits)} of the runs fit ${guestsWords(first.n)}, ${formatPercent(last.p_fits)} fit ${formatNumber(last.n)}; N* is ${formatNumber(n.p50)}.`;
}

export function slowdownWords({ n, slowdown }: DensityReply, limit: number | null): string {
  const objective = limit === null ? "" : `; the objective is ${formatSlowdown(limit)}`;
  return `The p99 slowdown over the number of guests: ${formatSlowdown(slowdown.p99)} with ${guestsWords(n.p50)}${objective}.`;
}

export const waterfallWords = (steps: readonly DrawnStep[]): string =>
  `Memory of the mean guest: ${steps
    .map(
      (step) => `${step.title} ${step.kind === "total" ? formatBytes(step.to_bytes) : signedBytes(step.change_bytes)}`,
    )
    .join(", ")}.`;

export const signedBytes = (bytes: number): string => (bytes > 0 ? `+${formatBytes(bytes)}` : formatBytes(bytes));

/** Difference of a prediction as a share of what was observed, "+0.1 %". */
export function deviationWords(observed: number, predicted: number): string {
  if (observed === 0) return predicted === 0 ? formatPercent(0) : "not seen";
  const share = (predicted - observed) / observed;
  const words = formatPercent(Math.abs(share), Math.abs(share) < 0.0995 && share !== 0 ? 2 : 1);
  return share === 0 ? formatPercent(0) : `${share > 0 ? "+" : "\u2212"}${words}`;
}

/** What following a rule of thumb would do to the host. */
export const verdictOf = (rule: number, { p5, p95 }: Interval): "overfills it" | "leaves room" | "agrees" =>
  rule > p95 ? "overfills it" : rule < p5 ? "leaves room" : "agrees";
