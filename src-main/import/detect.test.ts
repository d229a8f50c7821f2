import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlimsollError } from "../../src-shared/base/errors.ts";
import { detect } from "./detect.ts";
import type { Importer } from "./importer.ts";
import { importers } from "./registry.ts";
import { openWrapped } from "./unwrap.ts";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const found = (head: Uint8Array, size: number | null = head.length, list = importers): string => {
  try {
    return detect(head, { name: "x", size }, list).importer.id;
  } catch (error) {
    return error instanceof PlimsollError ? `${error.report.code}: ${error.report.what}` : String(error);
  }
};
const claims = (id: string, confidence: number): Importer => ({
  id,
  title: id,
  tables: [],
  detect: () => ({ confidence, why: id }),
  async *open() {},
});

describe("choosing an importer", () => {
  it("takes the surest, and of equally sure ones the first", () => {
    expect(found(bytes("?"), 1, [claims("a", 0.4), claims("b", 0.9), claims("c", 0.9)])).toBe("b");
  });
  it("prefers any claim to that of a raw image", () => {
    const head = bytes("\x00\x01\x02".repeat(10_000));
    expect(found(head, 1 << 20)).toBe("memory.raw");
    expect(found(head, 1 << 20, [...importers, claims("other", 0.2)])).toBe("other");
  });
  it("says why", () => {
    const { why } = detect(bytes("guest,gfn,blake2b128\n"), { name: "x", size: null }, importers);
    expect(why).toContain("blake2b-128");
  });
});

describe("what is not read", () => {
  it("is told apart: empty, unknown with its first bytes, or known by name", () => {
    expect(found(new Uint8Array(0))).toBe("format.empty: x is empty");
    expect(found(bytes("hello\nthis is a letter\n"))).toBe("format.unrecognised: x is in no format that is known here");
    const formats = {
      "KDUMP   ": "kdump",
      "makedumpfile\0\0\0\0": "kdump",
      EMiL: "LiME",
      PAGEDU64: "Windows",
      QEVM: "QEMU",
      "QFI\xfb": "qcow2",
      LibxlFmt: "Xen",
      "PERFFILE\0": "version 1",
      "\x17\x08\x44tracing0.6\0": "event formats",
      "\x17\x08\x44tracing5\0": "trace",
      "\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0": "no 64-bit",
    };
    for (const [head, word] of Object.entries(formats)) {
      expect(found(bytes(head.padEnd(100, "\0")), 1 << 20)).toMatch(/^format\.refused: /);
      expect(found(bytes(head.padEnd(100, "\0")), 1 << 20)).toContain(word);
    }
  });
  it("shows 16 bytes of what it does not know", () => {
    try {
      detect(bytes("\x01\x02hello, world and more"), { name: "x", size: 23 }, importers);
      expect.unreachable();
    } catch (error) {
      const { expected } = (error as PlimsollError).report;
      expect(expected).toContain('01 02 68 65 6c 6c 6f 2c 20 77 6f 72 6c 64 20 61 "..hello, world a"');
    }
  });
  it("never ends in anything but an importer or a coded error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.option(fc.nat(1 << 21)), (head, size) => {
        expect(found(head, size)).toMatch(/^(format\.(empty|refused|unrecognised): |[a-z]+[a-z.-]*$)/);
      }),
      { numRuns: 300 },
    );
  });
});

describe("files of a recorded machine", () => {
  const head = (name: string) => readFileSync(`test/fixtures/images/${name}`);
  it("that are no plain memory are refused by name, whatever their size", () => {
    expect(found(head("isa2.kdump-zlib"), 1 << 20)).toContain("format.refused: x is a kdump");
    expect(found(head("alpha.pagemap.first-4096-words.bin"), 1 << 20)).toContain("format.refused: x is the words");
    expect(found(head("alpha.kpageflags.first-4096-words.bin"), 1 << 20)).toContain("format.refused: x is the words");
  });
  it("in the samples have their importers", async () => {
    const ids: Record<string, string> = {};
    for (const name of [
      "page-faults.perf.data.zst",
      "pages.csv.zst",
      "events.csv",
      "ksm.csv",
      "maps-alpha.txt",
      "README.md",
    ]) {
      const file = await openWrapped(`samples/three-vms/${name}`);
      ids[name] = found(file.head, file.source.size);
      await file.close();
    }
    expect(ids).toEqual({
      "page-faults.perf.data.zst": "perf.data",
      "pages.csv.zst": "page-table",
      "events.csv": "events-csv",
      "ksm.csv": "counter-csv",
      "maps-alpha.txt": "maps",
      "README.md": "format.unrecognised: x is in no format that is known here",
    });
  });
});
