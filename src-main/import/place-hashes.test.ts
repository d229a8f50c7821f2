// Hashes and frames of the same pages in one job: one snapshot that tells both.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rowsOf } from "../analysis/sql.ts";
import { imported } from "../analysis/testing/project.ts";

const CAPTURE = join(process.env.PLIMSOLL_CAPTURES ?? "../shared/captures", "kvm-nested/r1-npt-6.1");
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-hashes-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function select(paths: readonly string[], sql: string) {
  const query = await imported(paths);
  try {
    return await rowsOf(query, sql);
  } finally {
    await query.close();
  }
}

const FRAMES = `MAP 7f0000000000-7f0000002000 rw-p 00000000 00:00 0
SUM pages=2 present=1 ksm=1 thp=0 zero_page=0 hugetlb=0
R 1 1 P 77 200000
MAP 7f0000010000-7f0000011000 rw-p 00000000 00:00 0
SUM pages=1 present=1 ksm=0 thp=0 zero_page=0 hugetlb=0
R 0 1 P 99 0
`;
const HASHES = BigUint64Array.of(0n, 0xfedcba9876543210n, 0xfedcba9876543211n);

it("each hash goes to its page, over several mappings; nothing stays unplaced", async () => {
  writeFileSync(join(folder, "x.pagemap.txt"), FRAMES);
  writeFileSync(join(folder, "x.hash"), HASHES);
  const rows = await select(
    [folder],
    "SELECT addr, frame, resident, hash IS NOT NULL AS hashed, hash_algorithm AS by FROM page ORDER BY addr",
  );
  const at = (n: bigint) => Number(0x7f0000000000n + n);
  expect(rows.map((r) => [Number(r.addr), r.frame === null ? null : Number(r.frame), Boolean(r.hashed), r.by])).toEqual(
    [
      [at(0n), null, false, "pmdump-64"],
      [at(0x1000n), 0x77, true, "pmdump-64"],
      [at(0x10000n), 0x99, true, "pmdump-64"],
    ],
  );
});

it("hashes of another number of pages stay by themselves", async () => {
  writeFileSync(join(folder, "x.pagemap.txt"), FRAMES);
  writeFileSync(join(folder, "x.hash"), HASHES.subarray(1));
  const rows = await select(
    [folder],
    "SELECT space::VARCHAR AS space, count(hash) AS n FROM page GROUP BY 1 ORDER BY 1",
  );
  expect(rows.map((r) => [r.space, Number(r.n)])).toEqual([
    ["gpa", 2],
    ["hva", 0],
  ]);
});

// Expected: the truth of the recording (present, contents, zero pages, frames of merged pages), counted by its own tools.
describe.skipIf(!existsSync(CAPTURE))("the full captures (skipped: not there)", () => {
  it("guests are named by their files, mapped, and their pages tell contents, frames and guest addresses", async () => {
    const paths = readdirSync(CAPTURE)
      .filter((name) => /^snap-idle-|^series/.test(name))
      .map((name) => join(CAPTURE, name));
    const rows = await select(
      paths,
      `SELECT guest, count(*) AS pages, count(*) FILTER (resident) AS present, count(DISTINCT hash) AS contents,
        count(*) FILTER (zero) AS zero, count(gfn) AS placed, max(gfn) AS last FROM page GROUP BY guest ORDER BY guest`,
    );
    // 16 pages of the RAM lie behind the firmware at 0xf0000 and have no guest address.
    expect(
      rows.map((r) => [r.guest, ...[r.pages, r.present, r.contents, r.zero, r.placed, r.last].map(Number)]),
    ).toEqual([
      ["A", 32768, 19352, 12667, 3940, 32752, 32767],
      ["B", 32768, 20480, 12664, 5067, 32752, 32767],
    ]);
  });
});
