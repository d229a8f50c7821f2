// A layout of guest memory that is there twice under two guests' names: the content counts once, both names count.
import type { CaptureFileWriter, SqlValue } from "../store/contract.ts";
import { BY_FILE_NAME } from "./text/file-name.ts";

/** What a repeated file says by its name alone. */
export interface NamedLayout {
  readonly name: string;
  readonly blocks: readonly Readonly<Record<string, SqlValue>>[];
}

/** Reads it before the rows of a repeated source are discarded; null where its name tells of no guest's memory. */
export async function layoutOf(writer: CaptureFileWriter, captureId: number): Promise<NamedLayout | null> {
  const { guest_seen: seen, guest_ram: ram } = writer.rows();
  if (!seen || !ram) return null;
  const [named] = await writer.all(
    `SELECT min(name) AS name FROM guest_seen WHERE capture_id = ${captureId} AND how = '${BY_FILE_NAME}'`,
  );
  if (typeof named?.name !== "string") return null;
  const blocks = await writer.all(`SELECT t::VARCHAR AS t, pid, gpa::VARCHAR AS gpa, bytes::VARCHAR AS bytes,
    hva::VARCHAR AS hva, label FROM guest_ram WHERE capture_id = ${captureId} LIMIT 65536`);
  const big = (value: unknown): bigint | null => (value === null ? null : BigInt(String(value)));
  const rows = blocks.map((b) => ({ ...b, t: big(b.t), gpa: big(b.gpa), bytes: big(b.bytes), hva: big(b.hva) }));
  return rows.length ? { name: named.name, blocks: rows } : null;
}

/** Adds the layout under its own name to the capture that holds the content. */
export function addLayout(writer: CaptureFileWriter, captureId: number, { name, blocks }: NamedLayout): void {
  writer.insert("guest_seen", [{ capture_id: captureId, name, how: BY_FILE_NAME }]);
  writer.insert(
    "guest_ram",
    blocks.map((block) => ({ ...block, capture_id: captureId, name })),
  );
}
