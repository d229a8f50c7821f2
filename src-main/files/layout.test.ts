// Layouts of ELF images made here byte by byte: pages by content, libraries by section and link map, and refusals.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { PlimsollError } from "../../src-shared/base/errors.ts";
import { LayoutReply } from "../../src-shared/protocol/analysis-replies.ts";
import { readElf } from "./elf.ts";
import { loadedPages } from "./elf-pages.ts";
import { layoutsOfElf, layoutsOfSizes } from "./layout.ts";
import { readLinkMap } from "./link-map.ts";
import { type TestElf, writeElf } from "./testing/write-elf.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-elf-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const put = (name: string, bytes: Uint8Array | string): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};
const options = { slots: "per_image", cap: null } as const;
const compare = (paths: readonly string[]) => layoutsOfElf(paths, options, {});
const filled = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);
const page = 4096;

/** Code of two pages whose second is its own, constants of one page, data of half a page with a bss of two more. */
const program = (own: number, wide = true, little = true): TestElf => {
  const text = new Uint8Array([...filled(page, 7), ...filled(page, own)]);
  return {
    wide,
    little,
    segments: [
      { address: 0x10000, bytes: text, flags: 5 },
      { address: 0x20000, bytes: filled(100, 9), flags: 4 },
      { address: 0x30000, bytes: filled(2048, 1), memory: 2 * page + 10, flags: 6 },
    ],
  };
};
const layout = (reply: LayoutReply, id: string) => reply.layouts.find((found) => found.id === id)!;

describe("an ELF image", () => {
  for (const wide of [true, false])
    for (const little of [true, false])
      test(`of ${wide ? 64 : 32} bits, ${little ? "little" : "big"} endian: pages by content, writable ones private`, async () => {
        const a = put(`a-${wide}-${little}`, writeElf(program(2, wide, little)));
        const b = put(`b-${wide}-${little}`, writeElf(program(3, wide, little)));
        const reply = LayoutReply.parse(await compare([a, b]));
        // Of 3 read-only pages each, the first of the code and the constants are equal: 4 contents; 3 pages of data and bss.
        expect(layout(reply, "default")).toMatchObject({ pages: 6, frames: 4, identity: "contents" });
        expect(layout(reply, "default").ratio).toBe((6 + 6) / (4 + 6));
        expect(reply.images.map((image) => [image.from, image.private_pages])).toEqual([
          ["whole", 3],
          ["whole", 3],
        ]);
        // One library each of 2 and 1 pages' bytes: aligned shares nothing.
        expect(layout(reply, "aligned")).toMatchObject({ pages: 6, frames: 6 });
      });

  test("that lies in a file twice under two names is one library", async () => {
    const reply = await compare([put("one", writeElf(program(2))), put("two", writeElf(program(2)))]);
    expect(layout(reply, "aligned").frames).toBe(3);
  });

  test("with sections named after libraries shares them when aligned, whatever stands before them", async () => {
    const image = (own: string, size: number): Uint8Array => {
      const at = 0x100000;
      return writeElf({
        wide: true,
        little: true,
        segments: [{ address: at, bytes: filled(size + 6000 + 300, 4), flags: 5 }],
        sections: [
          { name: `.text.${own}`, address: at, bytes: filled(size, 0), flags: 6 },
          { name: ".text.lwip", address: at + size, bytes: filled(6000, 0), flags: 6 },
          { name: ".rodata.lwip", address: at + size + 6000, bytes: filled(200, 0), flags: 2 },
          { name: ".ind.lwip", address: at + size + 6200, bytes: filled(100, 0), flags: 6 },
        ],
      });
    };
    const reply = await compare([put("dns", image("dns", 100)), put("ftp", image("ftp", 5000))]);
    expect(reply.libraries).toEqual([
      { name: "dns", text: 100, rodata: 0, ind: null, images: 1 },
      { name: "lwip", text: 6000, rodata: 200, ind: 100, images: 2 },
      { name: "ftp", text: 5000, rodata: 0, ind: null, images: 1 },
    ]);
    // dns 1 page, ftp 2, lwip 2 in both: 3 + 4 pages in 5 frames, and a page of jumps in each image.
    expect(layout(reply, "aligned")).toMatchObject({ pages: 7, frames: 5 });
    expect(layout(reply, "aligned-aslr").frames).toBe(7);
  });

  test("takes libraries from a link map beside it", async () => {
    const path = put(
      "mapped",
      writeElf({
        wide: true,
        little: true,
        segments: [{ address: 0x1000, bytes: filled(300, 1), flags: 5 }],
        sections: [{ name: ".text", address: 0x1000, bytes: filled(300, 0), flags: 6 }],
      }),
    );
    put(
      "mapped.map",
      "Discarded input sections\n .text 0x0 0x50 gone.o\nLinker script and memory map\n\n.text           0x0000000000001000      0x12c\n *(.text*)\n .text          0x0000000000001000       0x64 build/app.o\n .text.printf\n                0x0000000000001064       0xc0 /lib/libc.a(printf.o)\n *fill*         0x0000000000001124        0x8 \n",
    );
    const reply = await compare([path]);
    expect(reply.images[0]!.from).toBe("map");
    expect(reply.libraries.map((l) => [l.name, l.text])).toEqual([
      ["app", 100],
      ["libc", 192],
    ]);
  });

  test("with one segment that is code and data at once is told apart by its sections", async () => {
    const at = 0x100000;
    const reply = await compare([
      put(
        "rwx",
        writeElf({
          wide: false,
          little: true,
          segments: [{ address: at, bytes: filled(3 * page, 5), memory: 5 * page, flags: 7 }],
          sections: [
            { name: ".text", address: at, bytes: filled(2 * page, 0), flags: 6 },
            { name: ".data", address: at + 2 * page, bytes: filled(page, 0), flags: 3 },
            { name: ".bss", address: at + 3 * page, bytes: filled(2 * page, 0), flags: 3, noBits: true },
          ],
        }),
      ),
    ]);
    expect(reply.images[0]!.private_pages).toBe(3);
    // Two pages of the same bytes are one content.
    expect(layout(reply, "default")).toMatchObject({ pages: 2, frames: 1 });
  });
});

describe("a file that is no static image is refused", () => {
  const code = async (bytes: Uint8Array): Promise<string> => {
    try {
      await compare([put("refused", bytes)]);
    } catch (thrown) {
      if (thrown instanceof PlimsollError) {
        expect(thrown.report.exit).toBe(3);
        return thrown.report.code;
      }
      throw thrown;
    }
    return "accepted";
  };
  const needed = (tag: number): Uint8Array => new Uint8Array([tag, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
  test("by what it is", async () => {
    expect(await code(new TextEncoder().encode("#!/bin/sh\necho this is a script"))).toBe("layout.not_elf");
    expect(await code(new Uint8Array(0))).toBe("layout.not_elf");
    expect(await code(writeElf({ ...program(1), type: 1 }))).toBe("layout.not_linked");
    expect(await code(writeElf({ ...program(1), type: 4 }))).toBe("layout.core");
    const { segments } = program(1);
    const interpreted = [...segments, { address: 0, bytes: filled(8, 65), flags: 4, type: 3 }];
    expect(await code(writeElf({ ...program(1), type: 3, segments: interpreted }))).toBe("layout.dynamic");
    const dynamic = (tag: number) => [...segments, { address: 0x40000, bytes: needed(tag), flags: 6, type: 2 }];
    expect(await code(writeElf({ ...program(1), type: 3, segments: dynamic(1) }))).toBe("layout.dynamic");
    // A static program that moves itself has a dynamic segment that names no library.
    expect(await code(writeElf({ ...program(1), type: 3, segments: dynamic(7) }))).toBe("accepted");
    expect(await code(writeElf(program(1)).subarray(0, 5000))).toBe("layout.damaged");
    expect(await code(writeElf({ ...program(1), segments: [] }))).toBe("layout.damaged");
  });

  test("or read, but never breaks the program, whatever bytes are changed", () => {
    const whole = writeElf({
      ...program(1),
      sections: [{ name: ".text", address: 0x10000, bytes: filled(9, 0), flags: 6 }],
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 12 }),
        fc.nat(whole.length),
        (changes, cut) => {
          const bytes = whole.slice(0, changes.length % 2 ? cut : whole.length);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at < 300 ? at : at % 300] = value;
          try {
            const loaded = loadedPages(readElf(bytes, "changed"), bytes);
            if (loaded.fixed < 1000) for (const content of loaded.readOnly()) expect(content.length).toBe(page);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(PlimsollError);
          }
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });

  test("when its headers name more memory than any image has", async () => {
    const { segments } = program(1);
    const endless = [...segments, { address: 0x100000, bytes: filled(1, 1), memory: 2 ** 40, flags: 4 }];
    expect(await code(writeElf({ ...program(1), segments: endless }))).toBe("layout.too_large");
  });

  test("when it is not there, and when nothing is named", async () => {
    await expect(compare([join(folder, "missing")])).rejects.toMatchObject({ report: { code: "layout.unreadable" } });
    await expect(compare([])).rejects.toMatchObject({ report: { code: "layout.no_image", exit: 2 } });
  });
});

describe("a file of sizes", () => {
  const libraries = [{ name: "lwip", text: 5000, rodata: 10 }];
  const images = [{ name: "dns", libraries: ["lwip"] }];
  const mistake = (json: unknown): readonly [string, string | null] => {
    try {
      layoutsOfSizes(json, "sizes.json", options);
    } catch (thrown) {
      if (thrown instanceof PlimsollError) return [thrown.report.code, thrown.report.next];
      throw thrown;
    }
    return ["accepted", null];
  };
  test("may leave out what has a default", () => {
    const reply = LayoutReply.parse(layoutsOfSizes({ libraries, images }, "sizes.json", options));
    expect(reply.layouts.map((found) => [found.id, found.pages])).toEqual([
      ["default", 3],
      ["aligned", 2],
      ["spacer", 3],
      ["aligned-aslr", 2],
    ]);
  });
  test("gives images without dead code when all have their sizes", () => {
    const stripped = [{ ...images[0]!, dce: { text: 100, rodata: 1 } }];
    const reply = layoutsOfSizes({ libraries, images: stripped }, "sizes.json", options);
    expect(layout(reply, "dce")).toMatchObject({ pages: 2, frames: 2, padding_bytes: 2 * page - 101 });
  });
  test("names what is wrong with it, and the nearest right word", () => {
    expect(mistake({ libraries, images, image: [] })).toEqual(["sizes.unknown_key", "did you mean images?"]);
    expect(mistake({ libraries: [{ ...libraries[0], txt: 1 }], images })[0]).toBe("sizes.unknown_key");
    expect(mistake({ libraries: [{ name: "lwip", text: -1 }], images })[0]).toBe("sizes.bad_value");
    expect(mistake({ libraries, images: [{ name: "dns", libraries: ["lwpi"] }] })[0]).toBe("sizes.unknown_library");
    expect(mistake({ libraries: [...libraries, ...libraries], images })[0]).toBe("sizes.twice");
    expect(mistake([])[0]).toBe("sizes.bad_value");
    expect(mistake(null)[0]).toBe("sizes.bad_value");
  });
});

test("a text that is no link map has no pieces", () => {
  expect(readLinkMap("hello\n .text 0x10 0x20 a.o\n")).toEqual([]);
});
