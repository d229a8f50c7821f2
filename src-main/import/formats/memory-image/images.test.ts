import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { decompress } from "fzstd";
import { blake2b, xxhash128 } from "hash-wasm";
import { describe, expect, it } from "vitest";
import { PlimsollError } from "../../../../src-shared/base/errors.ts";
import { type ImportRun, type Row, type RunOptions, runImporter } from "../../testing/run-importer.ts";
import { elfCore } from "./elf-core.ts";
import { rawImage } from "./raw.ts";

const captures = process.env.PLIMSOLL_CAPTURES ?? "../shared/captures";
const fixtures = "test/fixtures/images";
const PAGE = 4096;
const MIB = 1024 * 1024;

/** A page of bytes that repeat nowhere. */
const unique = (seed: number): Uint8Array => {
  const page = new Uint8Array(PAGE);
  for (let i = 0; i < PAGE; i += 32) page.set(createHash("sha256").update(`${seed} ${i}`).digest(), i);
  return page;
};
const word = (value: bigint): Uint8Array => new Uint8Array(new BigUint64Array(PAGE / 8).fill(value).buffer);
const join2 = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const zeros = (pages: number): Uint8Array => new Uint8Array(pages * PAGE);
const codes = (run: ImportRun): string[] => [...run.complaints, ...run.remarks].map((complaint) => complaint.code);
const codeOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "done",
    (error) => (error instanceof PlimsollError ? error.report.code : String(error)),
  );

/** Content classes as the captures' TRUTH.json counts them. */
function classes(pages: readonly Row[]) {
  const nonZero = pages.filter((page) => !page.zero);
  return {
    pages: pages.length,
    zero: pages.length - nonZero.length,
    distinct: new Set(pages.map((page) => page.hash)).size,
    extra_nonzero_copies: nonZero.length - new Set(nonZero.map((page) => page.hash)).size,
  };
}

describe("a raw image", () => {
  const image = join2([unique(1), zeros(1), word(0xabcdef0123456789n), unique(1), zeros(252)]);
  const run = (options: RunOptions = {}, bytes = image) =>
    runImporter(rawImage, bytes, { name: "charlie.raw", ...options });

  it("gives a row per page with its digest; zero and filled pages are known", async () => {
    const { tables, records } = await run();
    const first = BigInt(`0x${await xxhash128(unique(1))}`);
    const zero = BigInt(`0x${await xxhash128(zeros(1))}`);
    expect(
      tables.page?.slice(0, 4).map((p) => [p.addr, p.hash === first, p.hash === zero, p.zero, p.filled, p.resident]),
    ).toEqual([
      [0n, true, false, false, false, null],
      [4096n, false, true, true, true, null],
      [8192n, false, false, false, true, null],
      [12288n, true, false, false, false, null],
    ]);
    expect(records.accepted).toBe(256);
    expect(tables.snapshot?.[0]).toMatchObject({
      guest_name: "charlie",
      space: "gpa",
      hash_algorithm: "xxh128",
      page_bytes: 4096,
    });
    expect(tables.guest_seen?.[0]).toMatchObject({ name: "charlie", ram_bytes: BigInt(MIB) });
  });
  it("is hashed by BLAKE2b where that is asked for, so that it compares with page tables", async () => {
    const { tables } = await run({ options: { pageHash: "blake2b128" } });
    expect(tables.snapshot?.[0]?.hash_algorithm).toBe("blake2b-128");
    expect(tables.page?.[0]?.hash).toBe(BigInt(`0x${await blake2b(unique(1), 128)}`));
    expect(tables.page?.[1]?.hash).toBe(BigInt("0x5f6df6002bc71ca2d81a7492de37025d")); // b2sum -l 128 of a zero page
  });
  it("is the same for chunks of any size", async () => {
    const whole = await run();
    for (const chunk of [333, 4095, 4097, 12_288, MIB]) expect((await run({ chunk })).tables).toEqual(whole.tables);
  });
  it("reports a shorter tail and does not pad it", async () => {
    const result = await run({ sizeUnknown: true }, join2([image, new Uint8Array(100)]));
    expect(result.records).toMatchObject({ accepted: 256, rejected: 1 });
    expect(result.status).toBe("truncated");
    expect(result.complaints).toMatchObject([{ code: "image.tail", offset: MIB, excerpt: "100 bytes" }]);
  });
  it("is nothing when it ends before 1 MiB", async () => {
    const result = await run({ sizeUnknown: true }, image.subarray(0, MIB - PAGE));
    expect(result.tables).toEqual({});
    expect(codes(result)).toEqual(["image.too_small"]);
  });
  it("is recognised only by size, and only when it is no text", () => {
    const detects = (head: Uint8Array, size: number | null) =>
      rawImage.detect(head, { name: "x", size })?.confidence ?? 0;
    expect(detects(unique(1), MIB)).toBeGreaterThan(0);
    expect(detects(unique(1), MIB)).toBeLessThan(0.2);
    expect(detects(join2([unique(1), zeros(1)]), null)).toBeGreaterThan(0);
    expect(detects(unique(1), null)).toBe(0);
    expect(detects(unique(1), MIB + 1)).toBe(0);
    expect(detects(unique(1), PAGE)).toBe(0);
    expect(detects(new TextEncoder().encode("hello\n".repeat(9)), MIB)).toBe(0);
  });
});

interface Load {
  readonly gpa: number;
  readonly data: Uint8Array;
  readonly memory?: number;
}
interface CoreOptions {
  /** Bytes between headers and memory, so that segments are not aligned. */
  readonly gap?: number;
  readonly tableAtEnd?: boolean;
  readonly countInSection?: boolean;
}

/** An ELF core as QEMU writes it: section headers first, e_ehsize 8, offsets not aligned. */
function core(
  loads: readonly Load[],
  { gap = 0x38, tableAtEnd = false, countInSection = false }: CoreOptions = {},
): Uint8Array {
  const tableBytes = loads.length * 56;
  const data = join2(loads.map((load) => load.data));
  const start = 128 + (tableAtEnd ? 0 : tableBytes) + gap;
  const file = new Uint8Array(start + data.length + (tableAtEnd ? tableBytes : 0));
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  const table = tableAtEnd ? start + data.length : 128;
  view.setUint16(16, 4, true);
  view.setUint16(18, 3, true);
  view.setBigUint64(32, BigInt(table), true);
  view.setBigUint64(40, 64n, true);
  view.setUint16(52, 8, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, countInSection ? 0xffff : loads.length, true);
  if (countInSection) view.setUint32(64 + 44, loads.length, true);
  let offset = start;
  loads.forEach((load, i) => {
    const at = table + 56 * i;
    view.setUint32(at, 1, true);
    view.setBigUint64(at + 8, BigInt(offset), true);
    view.setBigUint64(at + 24, BigInt(load.gpa), true);
    view.setBigUint64(at + 32, BigInt(load.data.length), true);
    view.setBigUint64(at + 40, BigInt(load.memory ?? load.data.length), true);
    offset += load.data.length;
  });
  file.set(data, start);
  return file;
}

describe("an ELF core", () => {
  const run = (bytes: Uint8Array, options: RunOptions = {}) =>
    runImporter(elfCore, bytes, { name: "golf.elf", ...options });
  const addresses = (result: ImportRun) => result.tables.page?.map((page) => page.addr);

  it("puts each segment's pages at their guest addresses, for chunks of any size", async () => {
    const file = core([
      { gpa: 0, data: join2([unique(1), unique(2)]) },
      { gpa: 0x1_0000_0000, data: unique(1) },
    ]);
    for (const chunk of [1, 777, 4096, 100_000]) {
      const result = await run(file, { chunk });
      expect(addresses(result)).toEqual([0n, 4096n, 0x1_0000_0000n]);
      expect(result.tables.page?.[0]?.hash).toBe(BigInt(`0x${await xxhash128(unique(1))}`));
      expect(result.tables.page?.[0]?.hash).toBe(result.tables.page?.[2]?.hash);
      expect(codes(result)).toEqual([]);
    }
  });
  it("leaves out absent memory and says how much", async () => {
    const result = await run(core([{ gpa: 0, data: unique(1), memory: 3 * PAGE }]));
    expect(addresses(result)).toEqual([0n]);
    expect(result.remarks).toMatchObject([
      { code: "image.absent", excerpt: `${2 * PAGE} bytes of the segment at guest address 0x0` },
    ]);
  });
  it("labels ROM", async () => {
    const result = await run(
      core([
        { gpa: 0, data: unique(1) },
        { gpa: 0xc0000, data: unique(2) },
        { gpa: 0xfffc0000, data: unique(3) },
      ]),
    );
    expect(result.tables.guest_ram?.map((row) => row.label)).toEqual(["ram", "rom", "rom"]);
  });
  it("reads the count of program headers from section 0 where the header says 0xffff", async () => {
    expect(addresses(await run(core([{ gpa: PAGE, data: unique(1) }], { countInSection: true })))).toEqual([4096n]);
  });
  it("reads program headers behind the memory of a small file, and of a large one by random access only", async () => {
    const small = core([{ gpa: 0, data: unique(1) }], { tableAtEnd: true });
    expect(addresses(await run(small, { chunk: 100 }))).toEqual([0n]);
    const large = core([{ gpa: 0, data: zeros(4097) }], { tableAtEnd: true });
    expect((await run(large, { chunk: MIB, readAt: true })).records.accepted).toBe(4097);
    expect(await codeOf(run(large, { chunk: MIB }))).toBe("image.elf_headers");
  });
  it("gives a page once when segments overlap", async () => {
    const result = await run(
      core([
        { gpa: 0, data: join2([unique(1), unique(2)]) },
        { gpa: PAGE, data: unique(3) },
      ]),
    );
    expect(addresses(result)).toEqual([0n, 4096n]);
    expect(codes(result)).toEqual(["image.overlap"]);
  });
  it("gives the whole pages of a cut file and says how many are missing", async () => {
    const file = core([{ gpa: 0, data: join2([unique(1), unique(2), unique(3)]) }]);
    const result = await run(file.subarray(0, file.length - PAGE - 1), { sizeUnknown: true });
    expect(addresses(result)).toEqual([0n]);
    expect(result.status).toBe("truncated");
    expect(result.remarks).toMatchObject([{ code: "image.truncated", excerpt: "2 pages" }]);
  });
  it("refuses the core of a process", async () => {
    const loads = [1, 2].map((seed) => ({ gpa: 0, data: unique(seed) }));
    expect(await codeOf(run(core(loads)))).toBe("image.process_core");
  });
  it("survives any change of its headers with rows or a coded error", async () => {
    const file = core([
      { gpa: 0, data: unique(1) },
      { gpa: 2 * PAGE, data: unique(2), memory: 4 * PAGE },
    ]);
    const flip = fc.tuple(fc.integer({ min: 20, max: 239 }), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(flip, { maxLength: 4 }), fc.boolean(), async (flips, readAt) => {
        const changed = file.slice();
        for (const [at, value] of flips) changed[at] = value;
        expect(["done", "image.elf_headers", "image.process_core"]).toContain(await codeOf(run(changed, { readAt })));
      }),
      { numRuns: 150 },
    );
  });
});

const classesOf = async (file: string) =>
  classes((await runImporter(rawImage, decompress(readFileSync(file)), { chunk: 100_000 })).tables.page ?? []);

describe("captured images", () => {
  it("of a small machine without a system have the pages that were counted", async () => {
    // By the program that recorded it: 512 pages, 474 of them zero, 39 contents.
    const counted = { pages: 512, zero: 474, distinct: 39, extra_nonzero_copies: 0 };
    expect(await classesOf(join(fixtures, "isa2.raw.zst"))).toEqual(counted);
  });
  it.skipIf(!existsSync(join(captures, "three-vms-small")))(
    "agree page by page with the ELF core of the same moment, outside of ROM",
    async () => {
      const raw = await runImporter(rawImage, decompress(readFileSync(join(fixtures, "isa2.raw.zst"))));
      const inRaw = new Map(raw.tables.page?.map((page) => [page.addr, page.hash]));
      const elf = await runImporter(elfCore, readFileSync(join(captures, "three-vms-small/isa2.elf")), {
        name: "isa2.elf",
      });
      const pages = elf.tables.page ?? [];
      expect(pages.length).toBe(544); // by readelf: 0xc0 + 0x20 + 0x20 + 0x100 + 0x20 pages
      const ram = pages.filter(({ addr }) => Number(addr) < 0xc0000 || (Number(addr) >= MIB && Number(addr) < 2 * MIB));
      expect(ram.length).toBe(448);
      for (const page of ram) expect(inRaw.get(page.addr as bigint)).toBe(page.hash);
    },
  );
  const vms = join(captures, "three-vms");
  it.skipIf(!existsSync(join(vms, "charlie.raw.zst")))("of a whole guest have the classes of TRUTH.json", async () => {
    const truth = JSON.parse(readFileSync(join(vms, "TRUTH.json"), "utf8")).guests.charlie;
    expect(truth).toMatchObject(await classesOf(join(vms, "charlie.raw.zst")));
  });
});
