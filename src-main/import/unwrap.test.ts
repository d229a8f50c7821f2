import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { xxhash64 } from "hash-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PlimsollError } from "../../src-shared/base/errors.ts";
import { type Digests, HEAD_BYTES, type OpenOptions, openWrapped } from "./unwrap.ts";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

let folder = "";
let serial = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "unwrap-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const put = (bytes: Uint8Array, name = "x.bin"): string => {
  const path = join(folder, `${++serial}-${name}`);
  writeFileSync(path, bytes);
  return path;
};

interface Read {
  readonly content: Uint8Array;
  readonly pieces: readonly number[];
  readonly digests: Digests;
  readonly head: Uint8Array;
  readonly wrapper: string;
  readonly size: number | null;
}
async function read(bytes: Uint8Array, options: OpenOptions = {}): Promise<Read> {
  const file = await openWrapped(put(bytes), options);
  const pieces: Uint8Array[] = [];
  for await (const piece of file.source.chunks()) pieces.push(piece.slice());
  const digests = await file.finish();
  await file.close();
  return {
    content: new Uint8Array(Buffer.concat(pieces)),
    pieces: pieces.map((piece) => piece.length),
    digests,
    head: file.head,
    wrapper: file.wrapper,
    size: file.source.size,
  };
}
/** Equality of long contents, which a deep comparison takes seconds for. */
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
const codeOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "done",
    (error) => (error instanceof PlimsollError ? error.report.code : String(error)),
  );

/** Bytes that compress somewhat and repeat nowhere for long. */
const sample = (length: number) => {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i += 64)
    bytes.set(
      createHash("sha256")
        .update(`${i}`)
        .digest()
        .subarray(0, Math.min(32, length - i)),
      i,
    );
  return bytes;
};

type Block = { readonly type: 0 | 1; readonly byte?: number; readonly data?: Uint8Array; readonly size: number };
/** A zstd frame of raw and repeated-byte blocks, by RFC 8878; `window` is the window descriptor's byte. */
async function zstdFrame(
  blocks: readonly Block[],
  { window = 0x38, checksum = true, content = new Uint8Array(0) as Uint8Array } = {},
) {
  const parts: Uint8Array[] = [Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, checksum ? 4 : 0, window)];
  blocks.forEach((block, i) => {
    const head = (block.size << 3) | (block.type << 1) | (i === blocks.length - 1 ? 1 : 0);
    parts.push(Uint8Array.of(head & 255, (head >> 8) & 255, head >> 16));
    parts.push(block.type === 1 ? Uint8Array.of(block.byte ?? 0) : (block.data as Uint8Array));
  });
  if (checksum) {
    const digest = Buffer.from(await xxhash64(content), "hex");
    parts.push(Uint8Array.of(...[7, 6, 5, 4].map((i) => digest[i] as number)));
  }
  return new Uint8Array(Buffer.concat(parts));
}
const rawFrame = (data: Uint8Array, checksum = true) =>
  zstdFrame([{ type: 0, data, size: data.length }], { checksum, content: data });

describe("a plain file", () => {
  it("is read once: head, content, sizes, and one hash for both", async () => {
    const bytes = sample(3_000_001);
    const { content, digests, head, wrapper, size } = await read(bytes);
    expect(same(content, bytes)).toBe(true);
    expect(same(head, bytes.subarray(0, HEAD_BYTES))).toBe(true);
    expect([wrapper, size]).toEqual(["none", bytes.length]);
    expect(digests).toEqual({
      sha256: sha256(bytes),
      contentSha256: sha256(bytes),
      bytes: bytes.length,
      contentBytes: bytes.length,
      status: "whole",
      complaints: [],
    });
  });
  it("is hashed whole even if nobody reads it to the end", async () => {
    const bytes = sample(2_500_000);
    const file = await openWrapped(put(bytes));
    for await (const _ of file.source.chunks()) break;
    expect((await file.finish()).sha256).toBe(sha256(bytes));
    await file.close();
  });
  it("may be empty", async () => {
    const { digests, head, size } = await read(new Uint8Array(0));
    expect([digests.sha256, head.length, size]).toEqual([sha256(new Uint8Array(0)), 0, 0]);
  });
  it("gives random access, cut at its end", async () => {
    const bytes = sample(5000);
    const file = await openWrapped(put(bytes));
    expect(await file.source.readAt?.(4990, 100)).toEqual(bytes.slice(4990));
    expect(await file.source.readAt?.(9000, 100)).toEqual(new Uint8Array(0));
    await file.close();
  });
  it("comes in pieces of exactly the size asked for", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 5000 }),
        fc.integer({ min: 1, max: 3000 }),
        async (length, chunkBytes) => {
          const { content, pieces } = await read(sample(length), { chunkBytes });
          expect(content).toEqual(sample(length));
          expect(pieces.slice(0, -1).every((piece) => piece === chunkBytes)).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });
  it("stops being read when the import is cancelled", async () => {
    expect(await codeOf(openWrapped(put(sample(10)), { signal: AbortSignal.abort() }))).toBe("job.cancelled");
  });
});

describe("a zstd file", () => {
  const data = sample(100_000);
  it("is unpacked, frame after frame, over skippable ones", async () => {
    const skippable = Uint8Array.of(0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9);
    const small = sample(3);
    const bytes = new Uint8Array(
      Buffer.concat([
        skippable,
        await rawFrame(data),
        await rawFrame(new Uint8Array(0)),
        skippable,
        await rawFrame(small, false),
      ]),
    );
    const { content, digests, wrapper } = await read(bytes);
    expect(wrapper).toBe("zstd");
    expect(same(content, Buffer.concat([data, small]))).toBe(true);
    expect(digests).toMatchObject({
      sha256: sha256(bytes),
      contentSha256: sha256(content),
      bytes: bytes.length,
      contentBytes: 100_003,
      status: "whole",
    });
  });
  it("tells its size when it ends within the head, and not otherwise", async () => {
    expect((await read(await rawFrame(sample(100)))).size).toBe(100);
    expect((await read(await rawFrame(data))).size).toBeNull();
  });
  it("that is cut anywhere gives whole blocks and is truncated", async () => {
    const blocks: Block[] = [0, 1, 2].map((i) => ({
      type: 0,
      data: data.subarray(i * 1000, i * 1000 + 1000),
      size: 1000,
    }));
    const bytes = await zstdFrame(blocks, { content: data.subarray(0, 3000) });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1010, max: bytes.length - 1 }), async (cut) => {
        const { content, digests } = await read(bytes.subarray(0, cut));
        expect(digests.status).toBe("truncated");
        expect(digests.complaints).toMatchObject([{ code: "wrapper.truncated", offset: cut }]);
        expect(same(content, data.subarray(0, content.length))).toBe(true);
        expect(content.length).toBe(Math.min(2000, Math.floor((cut - 6) / 1003) * 1000));
        expect(digests.bytes).toBe(cut);
      }),
      { numRuns: 60 },
    );
    expect(await codeOf(read(bytes.subarray(0, 500)))).toBe("wrapper.truncated");
  });
  it("that does not match its checksum, or goes on with something else, is partial", async () => {
    const wrong = await rawFrame(data.slice(0, 500));
    wrong[20] = (wrong[20] as number) ^ 1;
    expect((await read(wrong)).digests).toMatchObject({ status: "partial", complaints: [{ code: "wrapper.damaged" }] });
    const more = new Uint8Array(Buffer.concat([await rawFrame(data), sample(50)]));
    const { content, digests } = await read(more);
    expect([content.length, digests.status, digests.bytes]).toEqual([data.length, "partial", more.length]);
  });
  it("that unpacks to very much is given in bounded pieces", async () => {
    const blocks = Array.from({ length: 2000 }, (): Block => ({ type: 1, byte: 0, size: 128 * 1024 }));
    const file = await openWrapped(put(await zstdFrame(blocks, { checksum: false })));
    let bytes = 0;
    let largest = 0;
    for await (const piece of file.source.chunks()) {
      bytes += piece.length;
      largest = Math.max(largest, piece.length);
    }
    await file.close();
    expect([bytes, largest]).toEqual([2000 * 128 * 1024, 128 * 1024]);
  });
  it("that wants a window above 128 MiB, or unpacks blocks above 128 KiB, is refused before memory is taken", async () => {
    const block: Block = { type: 1, byte: 7, size: 1000 };
    expect(await codeOf(read(await zstdFrame([block], { window: 0xf8, checksum: false })))).toBe("wrapper.zstd_window");
    expect(await codeOf(read(await zstdFrame([{ ...block, size: 1 << 20 }], { checksum: false })))).toBe(
      "wrapper.damaged",
    );
  });
  it("never makes it throw anything without a code, however it is damaged", async () => {
    const bytes = await zstdFrame(
      [
        { type: 0, data: data.subarray(0, 300), size: 300 },
        { type: 1, byte: 5, size: 300 },
      ],
      { checksum: false },
    );
    const real = readFileSync("samples/three-vms/stat.txt.zst");
    const flip = fc.tuple(fc.nat(real.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(flip, { minLength: 1, maxLength: 3 }), async (useReal, flips) => {
        const changed = new Uint8Array(useReal ? real : bytes);
        for (const [at, value] of flips) changed[at % changed.length] = value;
        expect(await codeOf(read(changed))).toMatch(/^(done|wrapper\.[a-z_0-9]+)$/);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a gzip file", { timeout: 10_000 }, () => {
  const data = sample(300_000);
  it("is unpacked, member after member", async () => {
    const bytes = new Uint8Array(Buffer.concat([gzipSync(data), gzipSync(new Uint8Array(0)), gzipSync(sample(70))]));
    const { content, digests, wrapper } = await read(bytes);
    expect(wrapper).toBe("gzip");
    expect(same(content, Buffer.concat([data, sample(70)]))).toBe(true);
    expect(digests).toMatchObject({ sha256: sha256(bytes), contentSha256: sha256(content), status: "whole" });
  });
  it("that is cut gives what came before and is truncated", async () => {
    const bytes = gzipSync(data);
    for (const cut of [bytes.length - 1, bytes.length - 9, 100_000, 20_000]) {
      const { content, digests } = await read(bytes.subarray(0, cut));
      expect(digests).toMatchObject({ status: "truncated", bytes: cut });
      expect(same(content, data.subarray(0, content.length))).toBe(true);
      expect(content.length).toBeGreaterThan(cut * 0.8);
    }
  });
  it("that is damaged gives what came before, always the same", async () => {
    const bytes = new Uint8Array(gzipSync(data));
    bytes.fill(0xff, 120_000, 120_100);
    const first = await read(bytes);
    expect(first.digests).toMatchObject({ status: "partial", complaints: [{ code: "wrapper.damaged" }] });
    expect(same(first.content, data.subarray(0, first.content.length))).toBe(true);
    expect(first.content.length).toBeGreaterThan(100_000);
    expect((await read(bytes, { chunkBytes: 999 })).digests).toEqual(first.digests);
  });
  it("with something else behind it says so", async () => {
    const { content, digests } = await read(new Uint8Array(Buffer.concat([gzipSync(data), sample(1000)])));
    expect(same(content, data)).toBe(true);
    expect(digests.status).toBe("partial");
  });
});

describe("what is not opened", () => {
  it("is refused by name", async () => {
    const xz = Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4);
    expect(await codeOf(read(xz))).toBe("wrapper.xz");
    expect(await codeOf(read(new TextEncoder().encode("BZh91AY&SY")))).toBe("wrapper.bzip2");
    expect(await codeOf(read(await rawFrame(gzipSync(sample(50)))))).toBe("wrapper.nested");
    expect(await codeOf(openWrapped(join(folder, "absent")))).toBe("import.not_found");
    expect(await codeOf(openWrapped(folder))).toBe("import.not_a_file");
  });
  it("is not text that begins with a wrapper's letters", async () => {
    expect(await codeOf(read(new TextEncoder().encode("BZhang was here\n")))).toBe("done");
  });
});

describe("captured files packed by the zstd program", () => {
  // Size by `zstd -lv`.
  it("give their content, with checksums that match", async () => {
    const packed = readFileSync("samples/three-vms/pages.csv.zst");
    const { content, digests } = await read(packed);
    expect(digests).toMatchObject({ status: "whole", contentBytes: 4_115_518, sha256: sha256(packed) });
    expect(new TextDecoder().decode(content.subarray(0, 30))).toBe("guest,gfn,blake2b128,zero,resi");
  });
});
