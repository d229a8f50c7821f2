import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { decompress } from "fzstd";
import { describe, expect, it } from "vitest";
import { BATCH_ROWS } from "../../../../src-shared/capture/batch.ts";
import { type ImportRun, type RunOptions, runImporter } from "../../testing/run-importer.ts";
import { pageTable } from "./index.ts";

const vms = "samples/three-vms";
const A = "0123456789abcdef0123456789abcdef";
const B = "ffeeddccbbaa99887766554433221100";
const ZERO = "5f6df6002bc71ca2d81a7492de37025d"; // b2sum -l 128 of 4096 zero bytes
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const run = (text: string, options: RunOptions = {}): Promise<ImportRun> =>
  runImporter(pageTable, bytes(text), options);
const detects = (text: string) => pageTable.detect(bytes(text), { name: "x", size: null });

describe("reading a table of guests", () => {
  const table = [
    "guest,gfn,blake2b128,zero,resident,ksm,zeropage,frame",
    `alpha,0,${A},0,1,1,0,7`,
    `alpha,5,${ZERO},1,0,0,0,`,
    `bravo,1048577,${B},0,1,0,1,18446744073709551615`,
    "",
  ].join("\n");

  it("makes a snapshot of each guest, all of one moment", async () => {
    const { tables } = await run(table);
    expect(tables.snapshot?.map((row) => [row.id, row.guest_name, row.space, row.moment, row.hash_algorithm])).toEqual([
      [1, "alpha", "gpa", 1, "blake2b-128"],
      [2, "bravo", "gpa", 1, "blake2b-128"],
    ]);
  });
  it("keeps every column, and NULL where nothing stands", async () => {
    const { tables, records } = await run(table);
    expect(tables.page).toEqual([
      {
        snapshot_id: 1,
        addr: 0n,
        hash: BigInt(`0x${A}`),
        zero: false,
        filled: null,
        resident: true,
        ksm: true,
        frame: 7n,
      },
      {
        snapshot_id: 1,
        addr: 20480n,
        hash: BigInt(`0x${ZERO}`),
        zero: true,
        filled: null,
        resident: false,
        ksm: false,
        frame: null,
      },
      {
        snapshot_id: 2,
        addr: 1048577n * 4096n,
        hash: BigInt(`0x${B}`),
        zero: false,
        filled: null,
        resident: true,
        ksm: false,
        frame: 18446744073709551615n,
      },
    ]);
    expect(records).toMatchObject({ accepted: 3, rejected: 0, skipped: 1 });
  });
  it("counts pages on the kernel's zero page as a fact", async () => {
    const { tables } = await run(table);
    expect(tables.fact?.map((row) => [row.scope, row.subject, row.name, row.number])).toEqual([
      ["guest", "bravo", "page_table.zeropage", 1],
    ]);
  });
  it("does not care about line ends, quotes, a byte order mark, or the end mark of the last line", async () => {
    const other = `\ufeff${table.trimEnd().replaceAll("\n", "\r\n").replaceAll("alpha", '"alpha"')}`;
    expect((await run(other)).tables.page).toEqual((await run(table)).tables.page);
  });
  it("gives the same rows for chunks of any size", async () => {
    const whole = await run(table);
    for (const chunk of [1, 2, 3, 7, 64]) {
      const again = await run(table, { chunk });
      expect([again.tables, again.records]).toEqual([whole.tables, whole.records]);
    }
  });
});

describe("reading other tables", () => {
  it("takes addresses, decimal and hexadecimal, and long digests by their first 128 bits", async () => {
    const text = `pid;vaddr;sha256\n12;0x7f0000001000;${A}${B}\n12;8192;${B}${A}\n`;
    const { tables } = await run(text);
    expect(tables.page?.map((row) => [row.addr, row.hash])).toEqual([
      [0x7f0000001000n, BigInt(`0x${A}`)],
      [8192n, BigInt(`0x${B}`)],
    ]);
    expect(tables.snapshot?.[0]).toMatchObject({ space: "hva", pid: 12, hash_algorithm: "sha256" });
  });
  it("takes the guest's name from the file when no column has it", async () => {
    const { tables } = await run(`gfn,xxh128\n0,${A}\n`, { name: "charlie-pages.csv" });
    expect(tables.snapshot?.[0]).toMatchObject({ guest_name: "charlie", hash_algorithm: "xxh128", pid: null });
  });
  it("knows the zero page by its digest where no column says so", async () => {
    const { tables } = await run(`gfn,blake2b-128\n0,${ZERO}\n1,${A}\n`);
    expect(tables.page?.map((row) => row.zero)).toEqual([true, false]);
  });
  it("takes the moment from a stamp line", async () => {
    const stamp = "# stamp wall_ns=1700000000000000000 mono_ns=5000 boot_ns=6000";
    const result = await run(`${stamp}\ngfn,xxh128\n0,${A}\n`, { offset: 3n });
    expect(result.tables.snapshot?.[0]?.t).toBe(1700000000000000003n);
    expect(result.skipped).toEqual({ comment: 1, header: 1 });
  });
  it("counts classes, and keeps which pages were rewritten as ranges, without using either", async () => {
    const rows = ["zero", "uniq", "vol", "vol", "uniq", "vol"].map(
      (word, page) => `p1,${page},${word},${A},0,1,1,0,,0`,
    );
    rows.push(`p2,9,vol,${A},0,1,1,0,,0`);
    const { tables, remarks } = await run(
      `proc,page,class,blake2b128,zero,present,kpf_ksm,zeropage,frame,mapcount\n${rows.join("\n")}\n`,
    );
    expect(tables.fact?.map((row) => [row.subject, row.name, row.value, row.number])).toEqual([
      ["p1", "page_table.class", "zero", 1],
      ["p1", "page_table.class", "uniq", 2],
      ["p1", "page_table.class", "vol", 3],
      ["p2", "page_table.class", "vol", 1],
      ["p1", "page_table.volatile", "2-3", 2],
      ["p1", "page_table.volatile", "5-5", 1],
      ["p2", "page_table.volatile", "9-9", 1],
    ]);
    expect(tables.snapshot?.[0]?.space).toBe("hva");
    expect(remarks.map((remark) => [remark.code, remark.excerpt])).toEqual([["page_table.columns_unused", "mapcount"]]);
  });
  it("says when pages do not come in order", async () => {
    const { remarks } = await run(`gfn,xxh128\n1,${A}\n1,${A}\n`);
    expect(remarks.map((remark) => remark.code)).toEqual(["page_table.order"]);
  });
});

describe("rows that make no sense", () => {
  const bad = {
    "page_table.columns": "alpha,1",
    "page_table.page": `alpha,x1,${A},1`,
    "page_table.hash": `alpha,1,${A.slice(1)}g,1`,
    "page_table.flag": `alpha,1,${A},maybe`,
    "page_table.subject": `,1,${A},1`,
  };
  for (const [code, row] of Object.entries(bad))
    it(`are counted as ${code} with their place, and leave nothing behind`, async () => {
      const good = `alpha,1,${A},1\n`;
      const head = "guest,gfn,hash,resident\n";
      const { tables, complaints, records } = await run(`${head}${good}${row}\n${good.replace(",1,", ",2,")}`);
      expect(records).toMatchObject({ accepted: 2, rejected: 1 });
      expect(complaints).toMatchObject([{ code, line: 3, offset: head.length + good.length, excerpt: row }]);
      expect(tables.page?.map((page) => [page.addr, page.hash, page.resident])).toEqual([
        [4096n, BigInt(`0x${A}`), true],
        [8192n, BigInt(`0x${A}`), true],
      ]);
    });
  it("include lines without an end, which are not held", async () => {
    const { records, complaints } = await run(`gfn,xxh128\n${"7".repeat(200_000)}\n3,${A}\n`);
    expect(records).toMatchObject({ accepted: 1, rejected: 1 });
    expect(complaints[0]).toMatchObject({ code: "page_table.line_length", line: 2 });
  });
  it("never make it throw", async () => {
    const pieces = fc.constantFrom(",", "\n", "\r", '"', "0x", "alpha", A, "0", "1", "\xff", " ", ZERO.slice(3), "#");
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 60 }), fc.integer({ min: 1, max: 40 }), async (parts, chunk) => {
        const { records, tables } = await run(`guest,gfn,hash,zero,ksm,frame\n${parts.join("")}`, { chunk });
        expect(tables.page?.length ?? 0).toBe(records.accepted);
      }),
      { numRuns: 200 },
    );
  });
});

describe("detection", () => {
  it("takes page tables by their header", () => {
    expect(detects("guest,gfn,blake2b128,zero\n")?.confidence).toBeGreaterThan(0.9);
    expect(detects("# made by hand\n\nvaddr,raw_hex,present\n")?.confidence).toBeGreaterThan(0.5);
  });
  it("takes no other table and no letter", () => {
    for (const text of [
      "wall_ns,mono_ns,pages_shared,pages_sharing\n",
      "wall_ns,mono_ns,guest,action,detail,result\n",
      "Dear page, hash this: resident\n",
      "hello\nthis is a letter\n",
      "constructor,toString,page\n",
    ])
      expect(detects(text)).toBeNull();
  });
});

describe("what was written is read", () => {
  it("for any pages, subjects and chunk sizes", async () => {
    const page = fc.record({
      subject: fc.constantFrom("a", "b b", "ç"),
      gfn: fc.bigInt({ min: 0n, max: (1n << 52n) - 1n }),
      hash: fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }),
      frame: fc.option(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n })),
      zero: fc.option(fc.boolean()),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(page, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 99 }),
        async (pages, chunk) => {
          const text = pages.map((p) =>
            [
              p.subject,
              p.gfn,
              p.hash.toString(16).padStart(32, "0"),
              p.frame ?? "",
              p.zero === null ? "" : Number(p.zero),
            ].join("\t"),
          );
          const { tables } = await run(`vm\tgfn\txxh128\tframe\tzero\n${text.join("\n")}`, { chunk });
          const names = new Map(tables.snapshot?.map((row) => [row.id, row.guest_name]));
          expect(
            tables.page?.map((row) => [names.get(row.snapshot_id as number), row.addr, row.hash, row.frame, row.zero]),
          ).toEqual(pages.map((p) => [p.subject, p.gfn * 4096n, p.hash, p.frame, p.zero]));
        },
      ),
      { numRuns: 100 },
    );
  });
  it("also over the end of a batch, whatever the chunks", async () => {
    const rows = Array.from({ length: BATCH_ROWS + 3 }, (_, gfn) => `${gfn},${A}`).join("\n");
    for (const chunk of [65_536, `gfn,xxh128\n${rows}`.length]) {
      const { tables } = await run(`gfn,xxh128\n${rows}`, { chunk });
      expect(tables.page?.length).toBe(BATCH_ROWS + 3);
      expect(tables.page?.at(-1)?.addr).toBe(BigInt(BATCH_ROWS + 2) * 4096n);
    }
  });
});

describe("the table of three captured guests", () => {
  it("gives the counts taken from the raw images by another program", async () => {
    const truth = JSON.parse(readFileSync(join(vms, "TRUTH.json"), "utf8")).guests as Record<
      string,
      Record<string, number>
    >;
    const { tables } = await runImporter(pageTable, decompress(readFileSync(join(vms, "pages.csv.zst"))), {
      chunk: 1 << 20,
    });
    for (const snapshot of tables.snapshot ?? []) {
      const pages = (tables.page ?? []).filter((page) => page.snapshot_id === snapshot.id);
      const nonZero = pages.filter((page) => !page.zero);
      const contents = new Set(nonZero.map((page) => page.hash)).size;
      expect({
        pages: pages.length,
        zero: pages.length - nonZero.length,
        distinct: new Set(pages.map((page) => page.hash)).size,
        extra_nonzero_copies: nonZero.length - contents,
        resident: pages.filter((page) => page.resident).length,
        on_ksm_frames: pages.filter((page) => page.ksm).length,
        distinct_frames: new Set(pages.filter((page) => page.resident).map((page) => page.frame)).size,
      }).toEqual(truth[snapshot.guest_name as string]);
    }
    expect(tables.snapshot?.length).toBe(Object.keys(truth).length);
  });
});
