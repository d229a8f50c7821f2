// Counts that only the stored rows can tell: names of threads by time, spans, rows by table.
import { type TableName, tables } from "../../src-shared/capture/tables.ts";
import type { JsonRow, SqlValue } from "../store/contract.ts";
import type { Findings } from "./context.ts";
import { timedTables } from "./quality.ts";

type All = (sql: string, params?: readonly SqlValue[]) => Promise<JsonRow[]>;
type Rows = Readonly<Partial<Record<TableName, number>>>;

const SAMPLED = ["fault", "event", "access", "vm_exit", "mmu"] as const;

/**
 * Counts samples by the name their thread had at that moment. Recorders write out of order, so the timeline is only
 * known at the end: threads with one name all along are counted by thread, the others by a join on time.
 */
export async function countComms(all: All, id: number, findings: Findings, rows: Rows): Promise<void> {
  const sampled = SAMPLED.filter((name) => (rows[name] ?? 0) > 0);
  if (!sampled.length || !rows.task) return;
  const samples = sampled.map((name) => `SELECT task_id, t FROM ${name} WHERE capture_id = ${id}`).join(" UNION ALL ");
  const counted = await all(`
    WITH one AS (SELECT id, any_value(comm) AS comm FROM task WHERE capture_id = ${id} GROUP BY id HAVING count(*) = 1),
    sample AS (${samples}),
    single AS (SELECT comm, sum(n) AS n FROM (SELECT task_id, count(*) AS n FROM sample GROUP BY 1) s
      JOIN one ON one.id = s.task_id GROUP BY 1),
    many AS (SELECT k.comm, count(*) AS n FROM sample s JOIN task k ON k.id = s.task_id AND k.capture_id = ${id}
      AND s.t >= k.from_t AND s.t < k.until_t WHERE s.task_id NOT IN (SELECT id FROM one) GROUP BY 1)
    SELECT comm, sum(n)::BIGINT AS n FROM (FROM single UNION ALL FROM many) GROUP BY 1 ORDER BY 1`);
  // Records that left no row were counted by the importer.
  const { comm } = findings.counts;
  for (const row of counted) comm.set(String(row.comm ?? ""), (comm.get(String(row.comm ?? "")) ?? 0) + Number(row.n));
}

/** Least and greatest recorded time of a capture from its rows, where the importer did not tell them. */
export async function spanOf(all: All, id: number, findings: Findings, rows: Rows): Promise<void> {
  if (findings.first !== null) return;
  const timed = timedTables.filter((name) => (rows[name] ?? 0) > 0);
  if (!timed.length) return;
  const parts = timed.map((name) => `SELECT min(t) AS a, max(t) AS b FROM ${name} WHERE capture_id = ${id}`);
  const [row] = await all(`SELECT min(a)::VARCHAR AS a, max(b)::VARCHAR AS b FROM (${parts.join(" UNION ALL ")})`);
  if (typeof row?.a !== "string" || typeof row.b !== "string") return;
  // Damaged times wrap around where the offset is added, and so they do on the way back.
  const [a, b] = [row.a, row.b].map((t) => BigInt.asIntN(64, BigInt(t as string) - findings.offset)) as [
    bigint,
    bigint,
  ];
  findings.first = a < b ? a : b;
  findings.last = a < b ? b : a;
}

/** Rows by table of every capture of the job. Pages are counted through their snapshots. */
export async function tableRows(all: All, rows: Rows): Promise<Map<number, Record<string, number>>> {
  const counted = tables.filter((t) => (rows[t.name] ?? 0) > 0 && t.columns.some((c) => c.name === "capture_id"));
  const parts = counted.map((t) => `SELECT '${t.name}' AS what, capture_id, count(*) AS n FROM ${t.name} GROUP BY ALL`);
  if (rows.page)
    parts.push(
      "SELECT 'page' AS what, s.capture_id, count(*) AS n FROM page p JOIN snapshot s ON s.id = p.snapshot_id GROUP BY ALL",
    );
  const result = new Map<number, Record<string, number>>();
  if (!parts.length) return result;
  for (const row of await all(`${parts.join(" UNION ALL ")} ORDER BY 1, 2`)) {
    const of = result.get(Number(row.capture_id)) ?? {};
    of[String(row.what)] = Number(row.n);
    result.set(Number(row.capture_id), of);
  }
  return result;
}
