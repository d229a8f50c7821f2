// A comparison of systems in plain words: the table, then times, then what the captures do not tell.
import { formatNumber } from "../../../src-shared/base/format.ts";
import {
  differenceWords,
  needWords,
  perGuestWords,
  rangeWords,
  timingWords,
  whyNone,
} from "../../../src-shared/density/systems-compare/words.ts";
import type { CompareReply, CompareRow } from "../../../src-shared/protocol/compare-replies.ts";
import { textTable } from "./output.ts";

const list = (items: readonly string[]): string => items.map((item) => `  - ${item}`).join("\n");

const differences = ({ differences: all, against, n }: CompareRow): string => {
  if (all.length > 0) return all.map((d) => `${differenceWords(d.n)} vs ${d.title}`).join("; ");
  if (n === null || against.length === 0) return "";
  return `no number of ${against.map(({ title }) => title).join(", ")}`;
};

export function compareWords(reply: CompareReply): string {
  const { rows, replications } = reply;
  const counted = rows.filter(({ n }) => n !== null);
  const parts = [
    textTable(
      ["alternative", "N* (p5 to p95)", "paired difference", "p99 slowdown", "memory/guest", "binds", "grade"],
      counted.map((row) => [
        row.title,
        rangeWords(row.n!),
        differences(row),
        row.slowdown_p99 === null ? "" : `${rangeWords(row.slowdown_p99, 3)}x`,
        perGuestWords(row),
        row.binds ?? "",
        row.grade ?? "",
      ]),
    ),
    `Same demand, seed ${reply.seed} and drawn guests in each of ${formatNumber(replications.outer)} outer replications; a paired difference is that of each replication, median and 90 % of them.`,
  ];
  const timed = rows.flatMap((row) => row.timings.map((one) => `${row.title}: ${timingWords(one)}`));
  if (timed.length) parts.push(`Times of the guests as the scenario lists them\n${list(timed)}`);
  const blind = rows.filter((row) => row.n === null);
  if (blind.length)
    parts.push(
      `No number for\n${list(blind.map((row) => [`${row.title}: ${whyNone(row)}`, ...needWords(row), ...(row.needs.length > 0 ? row.captures.map((one) => `record ${one}`) : [])].join("\n      ")))}`,
    );
  const partly = counted.filter((row) => row.needs.length > 0);
  if (partly.length)
    parts.push(`Counted without\n${list(partly.map((row) => `${row.title}: ${needWords(row).join("; ")}`))}`);
  const notes = [...new Set(counted.flatMap((row) => [...row.costs, ...row.notes]))];
  if (notes.length) parts.push(`What it costs, and notes\n${list(notes)}`);
  return parts.join("\n\n");
}
