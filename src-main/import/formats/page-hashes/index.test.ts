import { describe, expect, test } from "vitest";
import { runImporter } from "../../testing/run-importer.ts";
import { captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { pageHashes } from "./index.ts";

const ZERO_PAGE = 0x9b1383910bb0ee4dn;
const words = (...list: bigint[]): Uint8Array => new Uint8Array(BigUint64Array.from(list).buffer);
const HASHES = words(0n, ZERO_PAGE, 0xfedcba9876543210n, ZERO_PAGE);
const detect = (bytes: Uint8Array, name: string) => pageHashes.detect(bytes, { name, size: bytes.length });

test("one row a page: no hash without a frame, and the hash of zeros is known", async () => {
  for (const chunk of [1, 3, 65_536]) {
    const run = await runImporter(pageHashes, HASHES, { name: "snap-idle-A.hash", chunk });
    expect(run.tables.page).toMatchObject([
      { addr: 0n, resident: false, hash: null, zero: null },
      { addr: 4096n, resident: true, hash: ZERO_PAGE, zero: true },
      { addr: 8192n, resident: true, hash: 0xfedcba9876543210n, zero: false },
      { addr: 12288n, resident: true, zero: true },
    ]);
    expect(run.tables.snapshot).toMatchObject([{ guest_name: "A", space: "gpa", hash_algorithm: "pmdump-64" }]);
    expect(run.records.accepted).toBe(4);
  }
});

test("the hash of zeros is that of the tool: FNV-1a over 512 words, each step mixed", () => {
  const mask = (1n << 64n) - 1n;
  let x = 1469598103934665603n;
  for (let i = 0; i < 512; i++) {
    x = (x * 1099511628211n) & mask;
    x ^= x >> 29n;
  }
  expect(x).toBe(ZERO_PAGE);
});

test("where the pages lie is not in the file, which is said; a cut word is no hash", async () => {
  const run = await runImporter(pageHashes, HASHES.subarray(0, 30), { name: "a.hash" });
  expect(run.remarks).toMatchObject([{ code: "page_hashes.unplaced" }]);
  expect(run).toMatchObject({ status: "truncated", records: { accepted: 3, rejected: 1 } });
});

test("detection needs the name and words that look like hashes", () => {
  expect(detect(HASHES, "a.hash")).not.toBeNull();
  expect(detect(HASHES, "a.bin")).toBeNull();
  expect(detect(HASHES.subarray(0, 31), "a.hash")).toBeNull();
  expect(detect(new TextEncoder().encode("8f14e45f  a\n45c48cce  b\n"), "md5.hash")).toBeNull();
  expect(detect(words(1n, 2n, 3n, 0x8600000000000123n), "a.hash")).toBeNull();
  expect(detect(new Uint8Array(64), "a.hash")).toBeNull();
});

// Expected: the recording's truth, counted by its own tool.
describe.skipIf(withoutCaptures)("the full captures (skipped: not there)", () => {
  test("pages with a frame, distinct contents, pages of zeros", async () => {
    const counts = async (name: string) => {
      const bytes = captureFile(`kvm-nested/r1-npt-6.1/snap-${name}.hash`);
      expect(detect(bytes.subarray(0, 65_536), `snap-${name}.hash`)).not.toBeNull();
      const rows = (await runImporter(pageHashes, bytes, { name: `snap-${name}.hash` })).tables.page ?? [];
      const hashed = rows.filter((row) => row.hash !== null);
      return [rows.length, hashed.length, new Set(hashed.map((r) => r.hash)).size, rows.filter((r) => r.zero).length];
    };
    expect(await counts("idle-A")).toEqual([32768, 19352, 12667, 3940]);
    expect(await counts("ballooned-B")).toEqual([32768, 20480, 12649, 4047]);
  });
});
