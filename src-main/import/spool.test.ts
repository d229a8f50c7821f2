// Random access to content whatever its wrapper, and what is left of the copies that it needs.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { RandomAccess } from "./importer.ts";
import { readingMeter } from "./reading-meter.ts";
import { spool } from "./spool.ts";
import { openWrapped } from "./unwrap.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-spool-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const content = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) >> 3);
const temporary = join(folder, "tmp");
const entries = (): string[] => readdirSync(temporary);

const put = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

async function bytesAt(access: RandomAccess, offset: number, length: number): Promise<Uint8Array> {
  const into = new Uint8Array(length);
  return into.subarray(0, await access.read(into, offset));
}

describe("content is read at any place", () => {
  it.each([
    ["plain", content],
    ["gzip", gzipSync(content)],
  ])("of a %s file, and its hash is that of the whole", async (name, bytes) => {
    mkdirSync(temporary, { recursive: true });
    const file = await openWrapped(put(name, bytes), { temporary, chunkBytes: 3 });
    const access = await file.source.random();
    expect(access.size).toBe(content.length);
    for (const [offset, length] of [
      [299_990, 100],
      [0, 10],
      [131_000, 150_000],
      [400_000, 5],
    ] as const)
      expect(await bytesAt(access, offset, length)).toEqual(content.slice(offset, offset + length));
    const digests = await file.finish();
    expect([digests.contentBytes, digests.bytes, digests.status]).toEqual([content.length, bytes.length, "whole"]);
    await file.close();
    expect(entries()).toEqual([]);
  });

  it("of a cut gzip file as far as it goes", async () => {
    const bytes = gzipSync(content);
    const file = await openWrapped(put("cut", bytes.subarray(0, bytes.length / 2)), { temporary });
    const access = await file.source.random();
    expect(access.size).toBeGreaterThan(1000);
    expect(await bytesAt(access, 0, 1000)).toEqual(content.slice(0, 1000));
    expect((await file.finish()).status).toBe("truncated");
    await file.close();
  });
});

describe("the copy of a packed file", () => {
  it("goes when unpacking is broken off", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield content;
      throw new Error("broken off");
    }
    await expect(spool(broken(), temporary)).rejects.toThrow("broken off");
    expect(entries()).toEqual([]);
  });

  it("is told as an error of the disk when there is no place for it", async () => {
    const taken = put("taken", content);
    await expect(spool((async function* () {})(), taken)).rejects.toMatchObject({ report: { code: "store.io" } });
  });
});

describe("progress", () => {
  it("never goes back, and ends at the size of the file", async () => {
    const heard: number[] = [];
    const meter = readingMeter(1000, (bytes) => heard.push(bytes));
    const access = meter.atRandom({ size: 4000, read: async (into) => into.length });
    meter.inOrder(100);
    for (let i = 0; i < 4; i++) await access.read(new Uint8Array(1000), 0);
    meter.inOrder(600);
    meter.inOrder(1000);
    expect(heard).toEqual([100, 175, 300, 425, 550, 800, 1000]);
  });
});
