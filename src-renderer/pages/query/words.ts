// Sentences of the Query page.
import { formatNumber, formatSeconds, plural } from "../../../src-shared/base/format.ts";
import { scanSql } from "../../editor/sql-scan.ts";
import type { Finished, Run } from "./runs.ts";

const rowWords = (rows: number): string => `${formatNumber(rows)} ${plural(rows, "row")}`;

/** "3 072 rows", "first 10 000 000 rows". */
export const countWords = ({ reply }: Finished): string =>
  reply.truncated ? `first ${rowWords(reply.rows)}` : rowWords(reply.rows);

/** How long it took: "84 ms". */
export const timeWords = ({ reply }: Finished): string => formatSeconds(Math.round(reply.seconds * 1000) / 1000);

/** What is said of a run that goes on. */
export const runningWords = ({ rows, startedMs }: Run, nowMs: number): string => {
  const time = formatSeconds(Math.round((nowMs - startedMs) / 100) / 10);
  return rows > 0 ? `${rowWords(rows)} so far, ${time}` : time;
};

/** Parts of the selection that a text follows, by its parameters. */
export function followed(sql: string): readonly ("span" | "guests")[] {
  const used = scanSql(sql).flatMap(({ kind, text }) => (kind === "parameter" ? [text.toLowerCase()] : []));
  const span = used.includes("$from") || used.includes("$to");
  return [...(span ? (["span"] as const) : []), ...(used.includes("$guests") ? (["guests"] as const) : [])];
}

/** A name for a file: without what file systems do not take. */
export const fileName = (title: string): string => title.replace(/[\p{Cc}<>:"/\\|?*]+/gu, " ").trim() || "result";
