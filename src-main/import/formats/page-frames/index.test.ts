import { describe, expect, test } from "vitest";
import { runImporter } from "../../testing/run-importer.ts";
import { bytesOfText, captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { pageFrames } from "./index.ts";

const read = (text: string, name = "snap-idle-A.pagemap.txt", chunk = 11) =>
  runImporter(pageFrames, bytesOfText(text), { name, chunk });
const MAP =
  "MAP 7f249fe00000-7f249fe08000 rw-p 00000000 00:00 0 \nSUM pages=8 present=4 ksm=2 thp=0 zero_page=1 hugetlb=0\n";

describe("runs of pages", () => {
  test("every page of a mapping is a row; frames of a run follow one another, other pages have none", async () => {
    const run = await read(`${MAP}R 1 2 PXD 11bb89 201800\nR 4 1 PD 32b1 1000000\nR 5 1 S 3c0 0\nR 7 1 P 0 0\n`);
    const row = { resident: false, ksm: null, zero: null, frame: null };
    const at = (i: number) => ({ snapshot_id: 1, addr: 0x7f249fe00000n + 4096n * BigInt(i) });
    expect(run.tables.page).toMatchObject([
      { ...at(0), ...row },
      { ...at(1), ...row, resident: true, ksm: true, frame: 0x11bb89n },
      { ...at(2), ...row, resident: true, ksm: true, frame: 0x11bb8an },
      { ...at(3), ...row },
      { ...at(4), ...row, resident: true, ksm: false, zero: true, frame: 0x32b1n },
      { ...at(5), ...row },
      { ...at(6), ...row },
      { ...at(7), ...row, resident: true, ksm: false },
    ]);
    expect(run.tables.snapshot).toMatchObject([
      { id: 1, guest_name: "A", space: "hva", hash_algorithm: null, page_bytes: 4096 },
    ]);
    expect(run.tables.mapping).toMatchObject([{ addr: 0x7f249fe00000n, bytes: 32768n, perms: "rw-p" }]);
    expect(run.tables.guest_seen).toMatchObject([{ name: "A", how: "file name" }]);
    expect(run.records).toEqual({ accepted: 6, rejected: 0, skipped: 0, lost: null });
    expect(run.remarks).toEqual([]);
  });
  test("the same rows in chunks of any size, across full batches", async () => {
    const text =
      "MAP 100000000-120000000 rw-p 00000000 00:00 0 [heap]\nSUM pages=131072 present=100000 ksm=0 thp=0 zero_page=0 hugetlb=0\nR 0 186a0 P 5 0\nMAP 7f0000000000-7f0000001000 rw-p 0 00:00 0\nSUM pages=1 present=0 ksm=0\n";
    for (const chunk of [1, 100, 65_536]) {
      const run = await read(text, "x.pagemap.txt", chunk);
      const rows = run.tables.page ?? [];
      expect(rows).toHaveLength(131_073);
      expect(rows.filter((row) => row.resident)).toHaveLength(100_000);
      expect(rows[99_999]).toMatchObject({ addr: 0x100000000n + 99_999n * 4096n, frame: 5n + 99_999n });
      expect(rows.at(-1)).toMatchObject({ snapshot_id: 2, addr: 0x7f0000000000n });
      expect(run.names[Number(run.tables.mapping?.[0]?.path_id)]).toBe("[heap]");
    }
  });
  test("of a mapping too large to list, only pages with a frame are rows", async () => {
    const run = await read(
      "MAP 100000000000-200000000000 rw-p 00000000 00:00 0\nSUM pages=4294967296 present=1 ksm=0\nR fff00000 1 P 1 0\n",
    );
    expect(run.tables.page).toMatchObject([{ addr: 0x100000000000n + (0xfff00000n << 12n), resident: true }]);
    expect(run.remarks.map((r) => r.code)).toEqual(["page_frames.listed_only"]);
  });
});

describe("damage", () => {
  test("runs outside their mapping, out of order, without one; lines of another kind; a sum that differs", async () => {
    const run = await read(
      `R 0 1 P 1 0\n${MAP}R 1 2 P 1 0\nR 1 1 P 1 0\nR 7 2 P 1 0\nR 3 0 P 1 0\nR 3 1 Q 1 0\nSUM 3\nhello\nR 6 1 P 9`,
    );
    expect(run.complaints.map((c) => [c.code, c.n])).toEqual([
      ["page_frames.no_mapping", 1],
      ["page_frames.range", 2],
      ["page_frames.line", 4],
      ["text.cut_line", 1],
    ]);
    expect(run).toMatchObject({ status: "truncated", records: { accepted: 3, rejected: 8 } });
    expect(run.remarks).toMatchObject([{ code: "page_frames.sum", excerpt: "2 present, 0 merged; the sum says 4, 2" }]);
  });
  test("a sum of another mapping, more pages than the sum says, more pages than any file holds", async () => {
    const big = (pages: number, present: number) =>
      `MAP 100000000000-200000000000 rw-p 00000000 00:00 0\nSUM pages=${pages} present=${present} ksm=0\nR 0 ffffffff P 1 0\n`;
    for (const [text, code] of [
      [big(4294967295, 4294967295), "page_frames.size"],
      [big(4294967296, 1), "page_frames.range"],
      [big(4294967296, 4294967295), "page_frames.too_many"],
    ] as const) {
      const run = await read(text);
      expect(run.complaints[0]?.code).toBe(code);
      expect(run.tables.page).toBeUndefined();
    }
  });
});

test("detection", () => {
  const detect = (text: string) => pageFrames.detect(bytesOfText(text), { name: "x", size: null });
  expect(detect(MAP)).not.toBeNull();
  for (const text of [
    "MAP of Paris\nSUM pages=1 present=1 ksm=1\n",
    "MAP 1000-2000 rw-p 0 00:00 0\nhello\n",
    "R 1 1 P 1 0\n",
  ])
    expect(detect(text)).toBeNull();
});

// Expected: the sums that the tool itself printed, and "present" of the recording's truth.
describe.skipIf(withoutCaptures)("the full captures (skipped: not there)", () => {
  const counts = async (path: string) => {
    const run = await runImporter(pageFrames, captureFile(`kvm-nested/${path}.pagemap.txt`), { name: path });
    expect([run.records.rejected, run.remarks]).toEqual([0, []]);
    const rows = run.tables.page ?? [];
    return [rows.length, rows.filter((r) => r.resident).length, rows.filter((r) => r.ksm).length];
  };
  test("pages, pages with a frame and merged pages", async () => {
    expect(await counts("r1-npt-6.1/snap-ballooned-A")).toEqual([32768, 17304, 12879]);
    expect(await counts("r1-npt-6.1/snap-idle-B")).toEqual([32768, 20480, 0]);
    expect(await counts("r4-npt-6.12/snap-idle-A")).toEqual([32768, 18862, 18791]);
    expect(await counts("r5-arm64-6.1/snap-ballooned-A")).toEqual([16573 + 2 * 16384 + 32768, 8763 + 12486, 7325]);
  });
});
