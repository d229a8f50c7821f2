// Lists of page numbers: every spelling, any chunking, and errors that name the line.
import fc from "fast-check";
import { expect, test } from "vitest";
import { PlimsollError } from "../../src-shared/base/errors.ts";
import { pageListReader } from "./page-list.ts";

function read(text: string, chunk = 1 << 20, cut = false): { pages: bigint[]; skipped: number } {
  const pages: bigint[] = [];
  const reader = pageListReader("list.txt", (low, high) => pages.push((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)));
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += chunk) reader.take(bytes.subarray(at, at + chunk));
  reader.finish(cut);
  return { pages, skipped: reader.skipped() };
}

test("page numbers are decimal or hexadecimal, of up to 64 bits, with blanks around them", () => {
  const { pages, skipped } = read(" 12\r\n0x1F\n\n# a remark\n18446744073709551615\n0xffffffffffffffff\t\n0XA");
  expect(pages).toEqual([12n, 31n, 2n ** 64n - 1n, 2n ** 64n - 1n, 10n]);
  expect(skipped).toBe(2);
});

test("any number comes back the same, however the file is cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.boolean()), { maxLength: 40 }),
      fc.integer({ min: 1, max: 30 }),
      (numbers, chunk) => {
        const text = numbers.map(([n, hex]) => (hex ? `0x${n.toString(16)}` : String(n))).join("\n");
        expect(read(text, chunk).pages).toEqual(numbers.map(([n]) => n));
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

test("a line that is no page number is named with its line and byte", () => {
  for (const line of ["x", "-1", "1.5", "0x", "0xg", "18446744073709551616", "0x10000000000000000", "1 2", "é"]) {
    for (const chunk of [1, 1 << 20]) {
      try {
        read(`1\n22\n${line}\n3`, chunk);
        expect.unreachable(line);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(PlimsollError);
        const { report } = thrown as PlimsollError;
        expect([report.code, report.where.line, report.where.offset]).toEqual(["mrc.bad_line", 3, "5"]);
      }
    }
  }
});

test("half a number at the end of a file that was cut is left out", () => {
  expect(read("12\n34", 3)).toEqual({ pages: [12n, 34n], skipped: 0 });
  expect(read("12\n34", 3, true)).toEqual({ pages: [12n], skipped: 1 });
});

test("a file that is one endless line is refused, not collected", () => {
  expect(() => read("1".repeat(100_000), 1000)).toThrow("is no page number");
});
