// What the command line prints: one JSON object or plain words on stdout, progress and errors on stderr.
import type { ErrorReport } from "../../../src-shared/base/errors.ts";
import { visible } from "../../../src-shared/base/visible.ts";
import type { Progress } from "../../../src-shared/protocol/requests.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";

/** How results are printed. */
export interface OutputOptions {
  readonly json: boolean;
  /** False: without the `run` part, so that equal runs print equal bytes. */
  readonly run: boolean;
}

/** Plain words on a terminal: no control character of a name in a capture gets through to it. */
const onTerminal = (text: string): string => visible(text).replaceAll("\r", "\ufffd");

/** Prints plain words and a line end on stdout. */
export const printWords = (text: string): boolean => process.stdout.write(`${onTerminal(text)}\n`);

/** Prints a reply: JSON with --json, else the lines that `words` makes of it. */
export function printReply<T extends { run?: unknown }>(
  reply: T,
  options: OutputOptions,
  words: (reply: T) => string,
): void {
  if (!options.json) {
    printWords(words(reply));
    return;
  }
  const { run, ...rest } = reply;
  const shown = options.run && run !== undefined ? { ...rest, run } : rest;
  for (const piece of jsonPieces(shown)) process.stdout.write(piece);
}

/** Entries of a list that become one piece of text. */
const PIECE_ENTRIES = 20_000;

/** JSON in pieces, so that a reply with millions of entries does not have to be one string. */
export function* jsonPieces(reply: Readonly<Record<string, unknown>>, most = PIECE_ENTRIES): Generator<string> {
  const inner = (value: unknown): string => JSON.stringify(value, null, 1).replaceAll("\n", "\n ");
  let before = "{\n ";
  for (const [key, value] of Object.entries(reply)) {
    if (value === undefined) continue;
    yield `${before}${JSON.stringify(key)}: `;
    before = ",\n ";
    if (!Array.isArray(value) || value.length <= most) {
      yield inner(value);
      continue;
    }
    for (let at = 0; at < value.length; at += most)
      // Without the bracket in front and the line with the one behind.
      yield (at === 0 ? "[" : ",") + inner(value.slice(at, at + most)).slice(1, -3);
    yield "\n ]";
  }
  yield before === "{\n " ? "{}\n" : "\n}\n";
}

/** Prints the reply of a report: the answer, and under `run` where its file is. */
export function printReport(
  reply: ReplyOf["report"],
  options: OutputOptions,
  words: (reply: ReplyOf["report"]) => string,
): void {
  printReply({ density: reply.density, run: { out: reply.out } }, options, () => words(reply));
}

/** An error in plain words, or as the JSON object of the contract on the last line. */
export function printError(report: ErrorReport, json: boolean): void {
  if (json) {
    const { exit: _, ...error } = report;
    process.stderr.write(`${JSON.stringify({ schema: "plimsoll.error/1", ...error })}\n`);
    return;
  }
  const { file, offset, line } = report.where;
  const at = [file, line === null ? null : `line ${line}`, offset === null ? null : `byte ${offset}`].filter(Boolean);
  const lines = [`${report.what} (${report.code})`];
  if (at.length) lines.push(`  where: ${at.join(", ")}`);
  if (report.expected) lines.push(`  expected: ${report.expected}`);
  if (report.next) lines.push(`  next: ${report.next}`);
  process.stderr.write(`${onTerminal(lines.join("\n"))}\n`);
}

/** Shows progress on a terminal in one line that is rewritten; nothing when stderr is no terminal. */
export function progressLine(): { show: (progress: Progress) => void; clear: () => void } {
  const terminal = process.stderr.isTTY === true;
  let started = 0;
  return {
    show({ title, done, total, detail }) {
      if (!terminal) return;
      started ||= performance.now();
      const share = total ? done / total : 0;
      const seconds = (performance.now() - started) / 1000;
      const left = share > 0.02 && share < 1 ? `, ${Math.ceil((seconds / share) * (1 - share))} s left` : "";
      const text = `${title}: ${total ? `${done} of ${total}` : done}${left}${detail ? ` · ${detail}` : ""}`;
      process.stderr.write(`\r\u001b[2K${onTerminal(text).slice(0, (process.stderr.columns ?? 80) - 1)}`);
    },
    clear() {
      if (terminal) process.stderr.write("\r\u001b[2K");
    },
  };
}

const NUMBER = /^[-−+]?[\d.,\s]*( ?(B|KiB|MiB|GiB|TiB|%|s|x))?$|^(unknown|none|no)$/;

/** A table in plain text: columns padded, numbers to the right. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const numeric = head.map(
    (_, c) => rows.some((r) => /\d/.test(r[c] ?? "")) && rows.every((r) => NUMBER.test(r[c] ?? "")),
  );
  const width = head.map((h, c) => Math.max(h.length, ...rows.map((r) => (r[c] ?? "").length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, c) => (numeric[c] ? cell.padStart(width[c] ?? 0) : cell.padEnd(width[c] ?? 0)))
      .join("  ")
      .trimEnd();
  return [line(head), line(width.map((w) => "-".repeat(w))), ...rows.map(line)].join("\n");
}
