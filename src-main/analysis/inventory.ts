// What a project holds, read back from its tables: captures with their counts, problems, clock links, rows by table.
import { tables } from "../../src-shared/capture/tables.ts";
import type { Capture, ImportReply, Problem } from "../../src-shared/protocol/replies.ts";
import type { Manifest, QueryClient } from "../store/contract.ts";

type Cell = unknown;

async function rows(reader: QueryClient, sql: string): Promise<readonly (readonly Cell[])[]> {
  return (await reader.json(sql, { limit: 1_000_000 })).rows;
}

const text = (cell: Cell): string | null => (cell === null || cell === undefined ? null : String(cell));
const number = (cell: Cell): number | null => (cell === null || cell === undefined ? null : Number(cell));

type Counts = Record<"event" | "comm" | "cpu" | "table", Record<string, number>>;

async function countsByCapture(reader: QueryClient): Promise<Map<number, Counts>> {
  const counts = new Map<number, Counts>();
  const found = await rows(
    reader,
    "SELECT capture, what, key, n FROM capture_count WHERE what IN ('event', 'comm', 'cpu', 'table') ORDER BY ALL",
  );
  for (const [capture, what, key, n] of found) {
    const of = counts.get(Number(capture)) ?? { event: {}, comm: {}, cpu: {}, table: {} };
    of[what as keyof Counts][String(key)] = Number(n);
    counts.set(Number(capture), of);
  }
  return counts;
}

/** All captures in the order of their ids, duplicates too, as the import reported them. */
export async function capturesOf(reader: QueryClient): Promise<Capture[]> {
  const counts = await countsByCapture(reader);
  const found = await rows(
    reader,
    `SELECT id, name, sha256, content_sha256, bytes, format, status, duplicate_of, records, accepted, rejected, lost,
      skipped, (first_t::HUGEINT - t_offset)::VARCHAR, (last_t::HUGEINT - t_offset)::VARCHAR, clock FROM capture ORDER BY id`,
  );
  return found.map((row) => {
    const [id, name, sha256, content, bytes, format, status, duplicate] = row;
    const [read, accepted, rejected, lost, skipped, first, last, clock] = row.slice(8);
    const own = counts.get(Number(id));
    return {
      id: Number(id),
      name: String(name),
      sha256: String(sha256),
      content_sha256: String(content),
      bytes: Number(bytes),
      format: String(format),
      status: status as Capture["status"],
      duplicate_of: number(duplicate),
      records: {
        read: Number(read),
        accepted: Number(accepted),
        rejected: Number(rejected),
        lost: number(lost),
        skipped: Number(skipped),
      },
      first_ns: text(first),
      last_ns: text(last),
      clock: text(clock),
      events: own?.event ?? {},
      comms: own?.comm ?? {},
      cpus: own?.cpu ?? {},
      tables: own?.table ?? {},
    };
  });
}

/** Problems of the captures that are stored, by capture, then those of files that gave none. */
export async function problemsOf(reader: QueryClient, manifest: Manifest): Promise<Problem[]> {
  const found = await rows(
    reader,
    `SELECT p.code, c.name, p.file_offset::VARCHAR, p.line, p.excerpt, p.n, p.expected, p.next
      FROM problem p JOIN capture c ON c.id = p.capture ORDER BY c.id, p.code`,
  );
  const stored = found.map(([code, capture, offset, line, excerpt, n, expected, next]) => ({
    code: String(code),
    capture: text(capture),
    where: { offset: text(offset), line: number(line) },
    excerpt: text(excerpt),
    count: Number(n),
    expected: text(expected),
    next: text(next),
  }));
  return [...stored, ...manifest.jobs.flatMap((job) => job.left_out ?? [])];
}

/** How the clocks of all captures relate, whichever of them are hidden. */
export async function clocksOf(reader: QueryClient): Promise<ImportReply["clocks"]> {
  const found = await rows(
    reader,
    `SELECT DISTINCT from_clock, to_clock, offset_ns::VARCHAR, residual_ns::VARCHAR, method FROM plim.clock_link ORDER BY ALL`,
  );
  return found.map(([from, to, offset, residual, method]) => ({
    from: String(from),
    to: String(to),
    offset_ns: String(offset),
    residual_ns: text(residual),
    method: String(method),
  }));
}

/** Rows that users see, by table. */
export async function tableCounts(reader: QueryClient): Promise<Record<string, number>> {
  const shown = tables.filter((t) => !["name", "meta", "guest_seen", "guest_ram"].includes(t.name));
  const parts = shown.map((t, at) => `SELECT ${at} AS place, '${t.name}' AS name, count(*) AS n FROM "${t.name}"`);
  const found = await rows(reader, `SELECT name, n FROM (${parts.join(" UNION ALL ")}) ORDER BY place`);
  return Object.fromEntries(found.map(([name, n]) => [String(name), Number(n)]));
}
