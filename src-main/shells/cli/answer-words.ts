// A density answer in plain words. N* never stands without its interval, its careful end and its grade.
import { formatBytes, formatNumber, plural } from "../../../src-shared/base/format.ts";
import { PAGE_BYTES } from "../../../src-shared/base/units.ts";
import { answerSentence, sentenceText } from "../../../src-shared/density/sentence.ts";
import { mechanismTitle } from "../../../src-shared/density/words.ts";
import type { DensityReply } from "../../../src-shared/protocol/replies.ts";
import { textTable } from "./output.ts";

const list = (items: readonly string[]): string => items.map((item) => `  - ${item}`).join("\n");
const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
const guests = (n: number): string => `${formatNumber(n)} ${plural(n, "guest")}`;

/** What a grade is worth to somebody who decides. */
const GRADE: Readonly<Record<DensityReply["coverage"]["grade"], string>> = {
  A: "Evidence grade A: good for production",
  B: "Evidence grade B: good for planning, keep some reserve",
  C: "Evidence grade C: a fair estimate, watch the first hosts",
  D: "Evidence grade D: a rough estimate, not for production",
  E: "Evidence grade E: made-up guests, as good as the numbers given",
};

/** The answer's sentence, then what to plan with and how far the data carry it. */
export function answerWords(reply: DensityReply): string {
  const { p5, p95 } = reply.n;
  const plan = p5 === p95 ? "" : `Plan with ${formatNumber(p5)}. `;
  return `${sentenceText(answerSentence(reply))}\n${plan}${GRADE[reply.coverage.grade]}.`;
}

/** How sure each number of guests around N* is: over everything that is not known. */
function curveTable({ curve, n }: DensityReply): string {
  const near = curve.filter((c) => c.n >= n.p5 - 2 && c.n <= n.p95 + 2);
  const step = Math.max(1, Math.ceil(near.length / 9));
  return textTable(
    ["guests", "share of all runs in which they fit"],
    near.filter((_, i) => i % step === 0).map((c) => [formatNumber(c.n), percent(c.p_fits)]),
  );
}

function overrunSentence({ overrun, marginal_bytes_per_guest, binding }: DensityReply): string {
  const next = `The next guest costs ${formatBytes(marginal_bytes_per_guest)}.`;
  if (overrun.p === 0 || binding[0]?.resource.includes("slowdown")) return next;
  return (
    `${next}\nWith one guest more than the best estimate memory overruns in ${percent(overrun.p)} of the runs,\n` +
    `mostly by up to ${formatBytes(overrun.depth_pages.p95 * 4096)} for up to ${formatNumber(overrun.seconds.p95)} s.`
  );
}

function mechanismTable(reply: DensityReply): string {
  const table = textTable(
    ["mechanism", "saves for each guest", "interval"],
    reply.mechanisms.map((m) => [
      m.id,
      formatBytes(m.saved_bytes_per_guest.p50),
      `${formatBytes(m.saved_bytes_per_guest.p5)} to ${formatBytes(m.saved_bytes_per_guest.p95)}`,
    ]),
  );
  const notes = reply.mechanisms.flatMap((m) => [`${m.id}: ${m.cost}`, ...(m.note ? [`${m.id}: ${m.note}`] : [])]);
  return `${table}\n${list(notes)}`;
}

/** Where the guests stand on the host's nodes, and in which order they were placed. */
function nodeTable({ nodes, split, order }: NonNullable<DensityReply["numa"]>): string {
  const table = textTable(
    ["NUMA node", "guests", "pages at most", "of MiB"],
    nodes.map((node, i) => [
      formatNumber(i),
      formatNumber(node.guests),
      formatNumber(node.most_bytes / 4096),
      formatNumber(node.bytes / 2 ** 20),
    ]),
  );
  const placed = order.map(
    ({ guest, numa, count, bytes }) => `${formatNumber(count)} × ${guest} (${numa}, ${formatBytes(bytes)})`,
  );
  return `${table}\n${list([...(split > 0 ? [`${guests(split)} on several nodes`] : []), `placed in this order: ${placed.join(", ")}`])}`;
}

/** What calls of functions come to with N* guests. */
function functionTable(f: NonNullable<DensityReply["functions"]>): string {
  const range = (q: DensityReply["n"], unit: (value: number) => string): string =>
    q.p5 === q.p95 ? unit(q.p50) : `${unit(q.p50)} (${unit(q.p5)} to ${unit(q.p95)})`;
  const ms = (value: number): string => `${formatNumber(value, 1)} ms`;
  const gib = (value: number): string => `${formatNumber(value, 1)} GiB·s`;
  const { latency_ms: latency, reclaim_ms: reclaim } = f;
  return textTable(
    [`functions, ${f.variant}`, ""],
    [
      ["functions", formatNumber(f.functions)],
      ["virtual machines at the peak", formatNumber(f.machines)],
      ["most instances at once", range(f.instances, formatNumber)],
      ["invocations", formatNumber(f.invocations)],
      ["cold starts", range(f.cold_start_share, percent)],
      ...(latency ? [["an invocation takes, p99", range(latency.p99, ms)]] : []),
      ["waited for memory", formatNumber(f.waited_for_memory)],
      ...(reclaim.count > 0
        ? [
            [
              "memory comes back after",
              `${ms(reclaim.mean)}: ${ms(reclaim.migrate)} migrating, ${ms(reclaim.zero)} zeroing, ${ms(reclaim.rest)} the rest`,
            ],
          ]
        : []),
      ["memory over time", range(f.memory_gib_s, gib)],
      ["held by idle instances", range(f.idle_gib_s, gib)],
    ],
  );
}

/** Who deserves what: exact shares, and beside them what each adds in the order of the waterfall. */
function shapleyWords({ why, players, total, guests: counted }: NonNullable<DensityReply["shapley"]>): string {
  if (why !== null || total === null) return `Not attributed: ${why}.`;
  const row = (title: string, { n, pages }: Pick<typeof total, "n" | "pages">): string[] => [
    title,
    formatNumber(n.mean, 2),
    `${formatNumber(n.p5, 2)} to ${formatNumber(n.p95, 2)}`,
    formatNumber(n.in_order, 2),
    formatBytes((pages.mean * PAGE_BYTES) / counted),
    formatBytes((pages.in_order * PAGE_BYTES) / counted),
  ];
  return textTable(
    ["who deserves what", "guests of N*", "p5 to p95", "in fixed order", "saved/guest", "in fixed order"],
    [...players.map((player) => row(mechanismTitle(player.id), player)), row("all together", total)],
  );
}

export function densityWords(reply: DensityReply): string {
  const parts = [answerWords(reply)];
  if (reply.at_once)
    parts.push(
      `Before anything is merged ${guests(reply.at_once.p50)} fit (${formatNumber(reply.at_once.p5)} to ` +
        `${formatNumber(reply.at_once.p95)}): start no more than that at once,\nand the others as merging frees memory.`,
    );
  if (reply.n.p5 < reply.n.p95) parts.push(curveTable(reply));
  if (reply.coverage.reasons.length) parts.push(`Why this grade\n${list(reply.coverage.reasons)}`);
  if (reply.coverage.raise_by.length) parts.push(`To be surer\n${list(reply.coverage.raise_by)}`);
  parts.push(
    textTable(
      [`where the memory of ${guests(reply.waterfall[0]?.guests ?? 0)} goes`, "MiB"],
      reply.waterfall.map((w) => [w.title, formatNumber(w.bytes / 2 ** 20)]),
    ),
  );
  if (reply.numa) parts.push(nodeTable(reply.numa));
  if (reply.functions) parts.push(functionTable(reply.functions));
  if (reply.mechanisms.length) parts.push(mechanismTable(reply));
  if (reply.shapley) parts.push(shapleyWords(reply.shapley));
  if (reply.checks.length)
    parts.push(
      textTable(
        ["predicted against observed on this host", "observed", "predicted", "unit"],
        reply.checks.map((c) => [c.title, formatNumber(c.observed), formatNumber(c.predicted), c.unit]),
      ),
    );
  parts.push(overrunSentence(reply));
  if (reply.rules_of_thumb.length)
    parts.push(
      textTable(
        ["rule of thumb", "guests"],
        reply.rules_of_thumb.map((r) => [r.title, formatNumber(r.n)]),
      ),
    );
  return parts.join("\n\n");
}

export const reportWords = (reply: { readonly out: string | null; readonly density: DensityReply }): string =>
  `${answerWords(reply.density)}\nReport: ${reply.out}`;
