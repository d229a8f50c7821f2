// Replies in plain words, for people at a terminal. Everything here is also in the JSON.

import { formatBytes, formatNumber, plural } from "../../../src-shared/base/format.ts";
import type { BenchReply } from "../../../src-shared/protocol/bench-replies.ts";
import type {
  ExplainReply,
  ImportReply,
  InfoReply,
  ProfileReply,
  PyramidsReply,
  QueryReply,
  SimulateReply,
  SizeReply,
} from "../../../src-shared/protocol/replies.ts";
import { textTable } from "./output.ts";
import { problemWords } from "./problem-words.ts";

const list = (items: readonly string[]): string => items.map((item) => `  - ${item}`).join("\n");
const bytesOfPages = (pages: number | null | undefined): string =>
  pages === null || pages === undefined ? "unknown" : formatBytes(pages * 4096);
const counted = (n: number, noun: string): string => `${formatNumber(n)} ${plural(n, noun)}`;
const orUnknown = (n: number | null): string => (n === null ? "unknown" : formatNumber(n));

function captureTable(captures: ImportReply["captures"]): string {
  return textTable(
    ["id", "capture", "format", "status", "read", "accepted", "rejected", "skipped", "lost"],
    captures.map((c) => [
      String(c.id),
      c.name,
      c.format,
      c.duplicate_of === null ? c.status : `duplicate of ${c.duplicate_of}`,
      formatNumber(c.records.read),
      formatNumber(c.records.accepted),
      formatNumber(c.records.rejected),
      formatNumber(c.records.skipped),
      orUnknown(c.records.lost),
    ]),
  );
}

const NO_GUEST = `No guest was found in these captures. --guest-map FILE says which process is which guest: docs/guest-map.md`;

function guestTable(guests: ImportReply["guests"]): string {
  if (guests.length === 0) return NO_GUEST;
  return textTable(
    ["guest", "RAM", "process", "mapped", "found by", "pinned"],
    guests.map((g) => [
      g.name,
      g.ram_bytes === null ? "unknown" : formatBytes(g.ram_bytes),
      g.pid === null ? "unknown" : String(g.pid),
      g.mapped,
      g.source,
      g.pinned?.reason ?? "no",
    ]),
  );
}

interface Found {
  readonly name: string;
  readonly format: string;
  readonly why: string;
}

function foundWords(found: readonly Found[]): string {
  return textTable(
    ["file", "would be read as", "because it"],
    found.map((f) => [f.name, f.format, f.why]),
  );
}

/** What to type next, with the project's own path. */
function nextWords({ project, guests, run }: ImportReply): string {
  const path = JSON.stringify(String(run?.path ?? project));
  const quoted = /^"[\w./~-]+"$/.test(path) ? path.slice(1, -1) : path;
  const learnt = guests.length ? `, plimsoll profile ${quoted} tells what was learnt of its guests` : "";
  return `Next: plimsoll open ${quoted} shows it${learnt}`;
}

export function importWords(reply: ImportReply): string {
  const found = reply.run?.found as readonly Found[] | undefined;
  const parts = [found ? foundWords(found) : captureTable(reply.captures)];
  if (reply.guests.length || !found) parts.push(guestTable(reply.guests));
  if (reply.clocks.length)
    parts.push(
      textTable(
        ["clock", "linked to", "offset ns", "residual ns", "how"],
        reply.clocks.map((c) => [c.from, c.to, c.offset_ns, c.residual_ns ?? "unknown", c.method]),
      ),
    );
  if (reply.problems.length) parts.push(problemWords(reply.problems));
  if (!found) parts.push(nextWords(reply));
  return parts.join("\n\n");
}

export function infoWords(reply: InfoReply): string {
  const tables = Object.entries(reply.tables).filter(([, n]) => n > 0);
  const { problems = [] } = reply;
  return [
    captureTable(reply.captures),
    guestTable(reply.guests),
    ...(problems.length ? [problemWords(problems)] : []),
    textTable(
      ["table", "rows", ...(reply.digests ? ["digest"] : [])],
      tables.map(([name, n]) => [name, formatNumber(n), ...(reply.digests ? [reply.digests[name] ?? ""] : [])]),
    ),
  ].join("\n\n");
}

const cell = (value: unknown): string => (value === null || value === undefined ? "" : String(value));

export function queryWords(reply: QueryReply): string {
  const table = textTable(
    reply.columns.map((c) => c.name),
    reply.rows.map((row) => row.map(cell)),
  );
  return reply.truncated ? `${table}\n(${cutWords(reply)})` : table;
}

/** Says that a result has more rows than are shown. */
export const cutWords = (reply: QueryReply): string =>
  `cut after ${counted(reply.row_count, "row")}; --limit shows more`;

export const queryFileWords = (reply: QueryReply): string =>
  `${counted(reply.row_count, "row")} written to ${String(reply.run?.out)}`;

/** The result as CSV (RFC 4180 quoting, newline after every line). */
export function queryCsv(reply: QueryReply): string {
  const quoted = (value: unknown): string => {
    const text = cell(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [reply.columns.map((c) => c.name), ...reply.rows];
  return lines.map((row) => `${row.map(quoted).join(",")}\n`).join("");
}

export const pyramidsWords = (reply: PyramidsReply): string =>
  textTable(
    ["lane", "what", "unit", "kind"],
    reply.lanes.map((lane) => [String(lane.id), lane.title, lane.unit, lane.kind]),
  );

export function profileWords(reply: ProfileReply): string {
  const parts = [
    textTable(
      ["guest", "RAM", "resident at the end", "footprint", "zero", "distinct contents", "extra copies", "grade"],
      reply.guests.map((g) => [
        g.guest,
        bytesOfPages(g.ram_pages),
        bytesOfPages(g.resident_pages?.last),
        bytesOfPages(g.footprint_pages),
        bytesOfPages(g.content?.zero),
        g.content ? formatNumber(g.content.distinct) : "unknown",
        g.content ? formatNumber(g.content.extra_nonzero_copies) : "unknown",
        g.coverage.grade,
      ]),
    ),
  ];
  if (reply.sharing)
    parts.push(
      `Sharing: ${formatNumber(reply.sharing.pages)} pages hold ${formatNumber(reply.sharing.distinct)} contents; ` +
        `${formatNumber(reply.sharing.extra_nonzero_copies)} further copies could be merged.`,
    );
  if (reply.ksm) {
    const { observed, predicted } = reply.ksm;
    parts.push(
      textTable(
        ["KSM at the end", "shared", "sharing", "unshared", "volatile", "zero pages"],
        [
          ["observed", observed],
          ["predicted", predicted],
        ].map(([name, k]) => {
          if (!k || typeof k === "string") return [String(name), "unknown", "", "", "", ""];
          return [
            String(name),
            k.pages_shared,
            k.pages_sharing,
            k.pages_unshared,
            k.pages_volatile,
            k.ksm_zero_pages,
          ].map((x) => (typeof x === "number" ? formatNumber(x) : x));
        }),
      ),
    );
  }
  const raise = [...new Set(reply.guests.flatMap((g) => g.coverage.raise_by))];
  if (raise.length) parts.push(`To be surer, record\n${list(raise)}`);
  return parts.join("\n\n");
}

function scalesWords({ scales, non_monotone }: SizeReply): string {
  if (!scales) return "";
  const kept = scales.kept.map(({ part, bytes }) => `${part} ${formatBytes(bytes)}`).join(", ");
  const crooked = non_monotone
    ? `\n${counted(non_monotone, "larger host")} fit fewer guests and were passed over.`
    : "";
  return `\nWhat was looked for is the ${scales.part}${kept === "" ? "" : `; as the scenario says: ${kept}`}.${crooked}`;
}

export function sizeWords(reply: SizeReply): string {
  const { p5, p50, p95 } = reply.memory_bytes;
  const hosts =
    reply.hosts === null ? "no host of the scenario's size" : `${counted(reply.hosts, "host")} of the scenario's size`;
  const interval =
    p5 === p95 ? "" : ` (90 % interval ${formatBytes(p5)} to ${formatBytes(p95)}; plan with ${formatBytes(p95)})`;
  return (
    `${counted(reply.guests, "guest")} ${reply.guests === 1 ? "needs" : "need"} ${formatBytes(p50)}${interval}, ` +
    `the scenario's reserve included, or ${hosts}.\nThe next guest costs ${formatBytes(reply.marginal_bytes_per_guest)}.${scalesWords(reply)}`
  );
}

/** Value of a summary in words: ranges and pages told apart, nothing for what the scenario has not. */
function summaryCell(value: unknown): string {
  if (typeof value === "number") return formatNumber(value, Number.isInteger(value) ? 0 : 4);
  if (typeof value !== "object" || value === null) return cell(value);
  return Object.entries(value)
    .map(([k, v]) => `${k} ${summaryCell(v)}`)
    .join(", ");
}

const SUMMARY_TITLES: Readonly<Record<string, string>> = {
  frames_used: "frames used (pages)",
  mean_access_ns: "mean access (ns)",
  oom_kills: "guests killed for want of memory",
  refused_starts: "guests that could not start",
  work: "guests with a clock",
};

export function simulateWords(reply: SimulateReply): string {
  const broken = Object.entries(reply.invariants).filter(([, n]) => n > 0);
  const known = Object.entries(reply.summary).filter(([, v]) => v !== null);
  const killed = Number(reply.summary.oom_kills ?? 0);
  return [
    ...(killed > 0 ? [`Memory ran out: ${counted(killed, "guest")} of ${String(reply.summary.guests)} killed.`] : []),
    textTable(
      ["summary", "value"],
      known.map(([k, v]) => [SUMMARY_TITLES[k] ?? k.replaceAll("_", " "), summaryCell(v)]),
    ),
    broken.length ? `Invariants broken: ${broken.map(([k, n]) => `${k} ${n}`).join(", ")}` : "All invariants hold.",
    `Digest ${reply.digest}`,
  ].join("\n\n");
}

/** Each step with its SQL; captures are listed once at the end, not again under every step. */
export function explainWords(reply: ExplainReply): string {
  const steps = reply.steps.map((s) => {
    const from =
      s.sources.length > 3 ? [`    from ${s.sources.length} captures`] : s.sources.map((x) => `    from ${x.what}`);
    return [`  ${s.what}`, ...from, ...(s.sql ? [`    SQL: ${s.sql.replace(/\s+/g, " ").trim()}`] : [])].join("\n");
  });
  const captures = new Map(
    reply.steps.flatMap((s) => s.sources.map((x) => [`${x.what} ${x.sha256 ?? ""}`, x] as const)),
  );
  const list = [...captures.values()].map(
    (x) => `  ${x.sha256 ?? "given".padEnd(64)}  ${x.what}${x.note ? ` (${x.note})` : ""}`,
  );
  return `${reply.field} = ${JSON.stringify(reply.value)}\n${steps.join("\n")}\n\nSources (sha256)\n${list.join("\n")}`;
}

export function benchWords(reply: BenchReply): string {
  const promised = reply.results.flatMap(({ id, what, promise }) => (promise ? [{ id, what, promise }] : []));
  const rates = reply.results.filter((r) => !r.promise);
  const tables = [
    ...(rates.length ? [rateTable(rates)] : []),
    ...(promised.length
      ? [
          textTable(
            ["bench", "what", "median", "p95", "worst", "promised", "unit", "kept"],
            promised.map(({ id, what, promise: p }) => [
              id,
              what,
              ...[p.median, p.p95, p.worst].map((value) => value.toFixed(0)),
              `${p.of} ${p.at_most.toFixed(0)}`,
              p.unit,
              p.kept ? "yes" : "no",
            ]),
          ),
        ]
      : []),
  ];
  return tables.join("\n\n");
}

function rateTable(results: BenchReply["results"]): string {
  return textTable(
    ["bench", "records", "CPU s", "per CPU second", "peak memory", "peer", "ratio"],
    results.map((r) => [
      r.id,
      formatNumber(r.records),
      r.cpu_seconds.toFixed(2),
      formatNumber(Math.round(r.rate_per_cpu_second)),
      r.peak_pss_bytes === null ? "not measured" : formatBytes(r.peak_pss_bytes),
      r.peer?.id ?? "none here",
      r.peer ? `${r.peer.ratio.toFixed(2)} x` : "",
    ]),
  );
}
