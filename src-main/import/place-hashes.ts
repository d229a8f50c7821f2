// Content hashes without addresses, put to the pages whose frames another file of the same moment lists.
import type { Problem } from "../../src-shared/protocol/replies.ts";
import type { CaptureFileWriter } from "../store/contract.ts";
import { UNPLACED } from "./formats/page-hashes/index.ts";
import type { ReadSource } from "./import-job.ts";
import { withoutWrapperEnding } from "./unwrap.ts";

const PAGE_BYTES = 4096n;

/** `night/snap-idle-A` of `night/snap-idle-A.hash.zst` and `night/snap-idle-A.pagemap.txt`. */
const stemOf = ({ source }: ReadSource): string =>
  withoutWrapperEnding(source.name).replace(/\.(?:hash|hashes|pagemap(?:\.txt)?)$/i, "");

/** A mapping whose pages were listed, and the snapshot that they are. */
interface Listed {
  readonly snapshot: number;
  readonly addr: bigint;
  readonly pages: bigint;
}

async function listedOf(writer: CaptureFileWriter, capture: number): Promise<Listed[]> {
  const snapshots = await writer.all(`SELECT id FROM snapshot WHERE capture_id = ${capture} ORDER BY id`);
  const mappings = await writer.all(
    `SELECT addr::VARCHAR AS addr, bytes::VARCHAR AS bytes FROM mapping WHERE capture_id = ${capture} ORDER BY seq`,
  );
  return mappings.flatMap(({ addr, bytes }, i) => {
    const snapshot = snapshots[i];
    const pages = BigInt(String(bytes)) / PAGE_BYTES;
    return snapshot ? [{ snapshot: Number(snapshot.id), addr: BigInt(String(addr)), pages }] : [];
  });
}

/** Moves the hashes of a snapshot to the pages of the mappings, which they stand for in this order. */
async function move(writer: CaptureFileWriter, from: number, listed: readonly Listed[]): Promise<void> {
  let before = 0n;
  for (const { snapshot, addr, pages } of listed) {
    const [first, last] = [before * PAGE_BYTES, (before + pages) * PAGE_BYTES];
    const hashes = `SELECT addr - ${first} + ${addr} AS addr, hash, zero FROM page
      WHERE snapshot_id = ${from} AND addr >= ${first} AND addr < ${last} AND hash IS NOT NULL`;
    for (const part of writer.parts("page"))
      await writer.all(`UPDATE ${part} p SET hash = h.hash, zero = h.zero FROM (${hashes}) h
        WHERE p.snapshot_id = ${snapshot} AND p.addr = h.addr`);
    await writer.all(`UPDATE snapshot SET hash_algorithm = (SELECT hash_algorithm FROM snapshot WHERE id = ${from})
      WHERE id = ${snapshot}`);
    before += pages;
  }
  for (const part of writer.parts("page")) await writer.all(`DELETE FROM ${part} WHERE snapshot_id = ${from}`);
  await writer.all(`DELETE FROM snapshot WHERE id = ${from}`);
}

/**
 * Merges each file of hashes with the listing of frames that has its name, where both are of as many pages: one snapshot
 * then tells contents and frames. Hashes that find none stay as they are, and say so among the problems.
 */
export async function placeHashes(
  writer: CaptureFileWriter,
  read: readonly ReadSource[],
  problems: Problem[],
): Promise<void> {
  const frames = new Map(
    read.filter((one) => one.source.importer.id === "page-frames").map((one) => [stemOf(one), one]),
  );
  for (const one of read) {
    const twin = one.source.importer.id === "page-hashes" ? frames.get(stemOf(one)) : undefined;
    if (!twin) continue;
    const [own] = await writer.all(`SELECT s.id, count(*) AS n FROM snapshot s JOIN page p ON p.snapshot_id = s.id
      WHERE s.capture_id = ${one.id} GROUP BY s.id`);
    const listed = await listedOf(writer, twin.id);
    const pages = listed.reduce((sum, { pages: n }) => sum + n, 0n);
    if (!own || pages !== BigInt(Number(own.n))) continue;
    await move(writer, Number(own.id), listed);
    one.findings.complaints.delete(UNPLACED);
    const told = problems.findIndex((p) => p.code === UNPLACED && p.capture === one.source.name);
    if (told >= 0) problems.splice(told, 1);
    const fact = { capture_id: one.id, t: null, scope: "capture", subject: null, name: "page_hashes.placed_by" };
    writer.insert("fact", [{ ...fact, value: twin.source.name, number: null }]);
  }
}
