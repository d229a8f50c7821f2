// The import report of a capture: its reply object, its problems, and the rows that keep both in the store.
import type { TableName } from "../../src-shared/capture/tables.ts";
import type { Capture, Problem } from "../../src-shared/protocol/replies.ts";
import type { CaptureFileWriter, SqlValue } from "../store/contract.ts";
import type { Findings } from "./context.ts";
import type { ReadSource } from "./import-job.ts";
import { problemOf } from "./sources.ts";

const byKey = (a: readonly [string, number], b: readonly [string, number]): number =>
  a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
const sorted = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].filter(([, n]) => n > 0).sort(byKey));

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);

/** CPUs are only told where every event has one: a part would look like the whole. */
const cpusOf = ({ counts }: Findings): Record<string, number> =>
  sum(counts.cpu) === sum(counts.event) ? sorted(counts.cpu) : {};

/** What the command line and the window show of a capture; keys of counts in byte order. */
export function captureReply(one: ReadSource, tables: Record<string, number>, duplicateOf: number | null): Capture {
  const { findings } = one;
  return {
    id: one.id,
    name: one.source.name,
    sha256: one.sha256,
    content_sha256: one.contentSha256,
    bytes: one.bytes,
    format: one.source.importer.id,
    status: findings.status,
    duplicate_of: duplicateOf,
    records: {
      read: findings.accepted + findings.rejected + findings.skipped,
      accepted: findings.accepted,
      rejected: findings.rejected,
      lost: findings.lost,
      skipped: findings.skipped,
    },
    first_ns: findings.first === null ? null : String(findings.first),
    last_ns: findings.last === null ? null : String(findings.last),
    clock: findings.clock?.name ?? null,
    events: sorted(findings.counts.event),
    comms: sorted(findings.counts.comm),
    cpus: cpusOf(findings),
    tables,
  };
}

/** The complaints of a source as problems, rejected records first. */
export function problemsOf(capture: string, findings: Findings): Problem[] {
  return [...findings.complaints.values()]
    .sort((a, b) => Number(b.rejected) - Number(a.rejected))
    .map((c) => problemOf(capture, c, c.count));
}

/** Writes the rows of tables capture, capture_count and problem for one source. */
export function storeCapture(writer: CaptureFileWriter, one: ReadSource, capture: Capture, version: string): void {
  const { findings } = one;
  const shifted = (ns: bigint | null): bigint | null => (ns === null ? null : BigInt.asIntN(64, ns + findings.offset));
  const isa = findings.properties.get("isa");
  writer.insert("capture", [
    {
      id: capture.id,
      name: capture.name,
      sha256: capture.sha256,
      content_sha256: capture.content_sha256,
      bytes: capture.bytes,
      format: capture.format,
      status: capture.status,
      host: findings.properties.get("host") ?? null,
      clock: capture.clock,
      t_offset: findings.offset,
      t_wall: findings.wall,
      t_step: findings.clock?.stepNs ?? null,
      first_t: shifted(findings.first),
      last_t: shifted(findings.last),
      records: capture.records.read,
      accepted: capture.records.accepted,
      rejected: capture.records.rejected,
      lost: capture.records.lost,
      skipped: capture.records.skipped,
      isa: isa ?? null,
      page_size: Number(findings.properties.get("page_size") ?? 0) || null,
      duplicate_of: capture.duplicate_of,
      importer: `${one.source.importer.id} ${version}`,
    },
  ]);
  const counts: Record<string, SqlValue>[] = [];
  const told = {
    event: capture.events,
    comm: capture.comms,
    cpu: capture.cpus,
    skipped: sorted(findings.counts.skipped),
  };
  for (const [what, of] of Object.entries(told))
    for (const [key, n] of Object.entries(of)) counts.push({ capture_id: one.id, what, key, n });
  for (const [key, n] of Object.entries(capture.tables)) counts.push({ capture_id: one.id, what: "table", key, n });
  writer.insert("capture_count", counts);
  writer.insert(
    "problem",
    problemsOf(capture.name, findings).map((p) => ({
      capture_id: one.id,
      code: p.code,
      file_offset: p.where.offset === null ? null : BigInt(p.where.offset),
      line: p.where.line,
      excerpt: p.excerpt,
      n: p.count,
      expected: p.expected,
      next: p.next,
    })),
  );
}

/** Tables whose rows carry an event time. */
export const timedTables = [
  "fault",
  "vm_exit",
  "mmu",
  "access",
  "sched",
  "region",
  "counter",
  "guest_event",
  "invocation",
  "event",
] as const satisfies readonly TableName[];
