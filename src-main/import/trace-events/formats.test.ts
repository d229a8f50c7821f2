// Format texts as kernels print them, and tracing data written field by field in both byte orders.
import { describe, expect, test } from "vitest";
import { byteDictionary } from "../bytes/dictionary.ts";
import { byteWriter } from "../testing/write-perf.ts";
import { fieldValues } from "./contract.ts";
import { hasValue, readFields, readFormat } from "./formats.ts";
import { payloadReader } from "./payload.ts";
import { readTracingData } from "./tracing-data.ts";

const line = (declaration: string, offset: number, size: number, signed?: number): string =>
  `\tfield:${declaration};\toffset:${offset};\tsize:${size};${signed === undefined ? "" : `\tsigned:${signed};`}\n`;

describe("a field", () => {
  test.each([
    ["unsigned int exit_reason", 4, { name: "exit_reason", type: "unsigned int", kind: "number", text: false }],
    ["char prev_comm[16]", 16, { name: "prev_comm", type: "char[16]", kind: "text", text: true }],
    ["__data_loc char[] filename", 4, { name: "filename", type: "__data_loc char[]", kind: "data_loc", text: true }],
    ["__rel_loc char[] msg", 4, { name: "msg", type: "__rel_loc char[]", kind: "rel_loc", text: true }],
    ["__data_loc unsigned long[] cpus", 4, { name: "cpus", kind: "other", text: false }],
    ["unsigned long args[6]", 48, { name: "args", type: "unsigned long[6]", kind: "other" }],
    ["const void * ptr", 8, { name: "ptr", type: "const void *", kind: "number" }],
    ["void (*func)(struct rcu_head *)", 8, { name: "func", kind: "number" }],
    ["union kvm_mmu_page_role role", 4, { name: "role", kind: "number" }],
    ["struct big thing", 24, { name: "thing", kind: "other" }],
  ])("%s of %i bytes is told with its type and how it is read", (declaration, size, wanted) => {
    const [field] = readFields(line(declaration, 8, size, 0));
    expect(field).toMatchObject({ offset: 8, size, signed: false, ...wanted });
    expect(field && hasValue(field)).toBe(field?.kind !== "other" || /^struct/.test(declaration));
  });

  test("of an old kernel need not say whether it is signed, and may be special", () => {
    expect(readFields("\tfield special:char buf[];\toffset:12;\tsize:0;\n")).toMatchObject([
      { name: "buf", text: true },
    ]);
    expect(readFields(line("pid_t pid", 4, 4, 1))[0]?.signed).toBe(true);
  });
});

test("a format has a name, a number, and its own fields apart from those of all events", () => {
  const text = `name: kvm_entry\nID: 2136\nformat:\n${line("unsigned short common_type", 0, 2, 0)}\n${line("unsigned int vcpu_id", 8, 4, 0)}\nprint fmt: ""\n`;
  const format = readFormat("kvm", text);
  expect(format).toMatchObject({ system: "kvm", name: "kvm_entry", id: 2136 });
  expect(format?.common.map((field) => field.name)).toEqual(["common_type"]);
  expect(format?.fields.map((field) => field.name)).toEqual(["vcpu_id"]);
  expect(readFormat("kvm", "nothing of the kind")).toBeNull();
});

describe("a payload", () => {
  const text = [
    "name: everything\nID: 7\nformat:\n",
    line("u8 small", 8, 1, 0),
    line("s8 negative", 9, 1, 1),
    line("short word", 10, 2, 1),
    line("int signed_int", 12, 4, 1),
    line("u64 wide", 16, 8, 0),
    line("char comm[8]", 24, 8, 0),
    line("__data_loc char[] path", 32, 4, 0),
    line("__rel_loc char[] rest", 36, 4, 0),
  ].join("");
  const format = readFormat("test", text);

  function read(big: boolean, wanted: readonly string[], cut = 0) {
    if (!format) throw new Error("no format");
    const w = byteWriter(big).u16(7).bytes(new Uint8Array(6));
    w.bytes(Uint8Array.of(200, 0xfe)).u16(0xfffd).u32(-4).u64(0xffff_8880_1234_5678n).bytes(Buffer.from("alpha\0xx"));
    // Of a text: its length above, its place below; the second counts from behind its field, at 40.
    w.u32((6 << 16) | 40)
      .u32((5 << 16) | 6)
      .bytes(Buffer.from("/dev/x"))
      .bytes(Buffer.from("tail\0"));
    const bytes = Buffer.concat([Buffer.alloc(3), w.done()]);
    const memory = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) };
    const texts: string[] = [];
    const dictionary = byteDictionary((found) => texts.push(found) - 1);
    const values = fieldValues();
    payloadReader(
      format,
      wanted.map((name) => ["other spelling", name]),
      !big,
      dictionary,
    )(memory, 3, bytes.length - cut, values);
    return wanted.map((_, i) => {
      if (!(values.known & (1 << i))) return null;
      const number = (BigInt(values.words[2 * i + 1] ?? 0) << 32n) | BigInt(values.words[2 * i] ?? 0);
      return values.texts & (1 << i) ? texts[Number(number)] : BigInt.asIntN(64, number);
    });
  }

  test.each([false, true])("gives numbers of all sizes and texts wherever they lie (big-endian: %s)", (big) => {
    expect(read(big, ["small", "negative", "word", "signed_int", "wide"])).toEqual([
      200n,
      -2n,
      -3n,
      -4n,
      -0x777f_edcb_a988n,
    ]);
    expect(read(big, ["comm", "path", "rest", "no such field"])).toEqual(["alpha", "/dev/x", "tail", null]);
  });

  test("that is cut lacks the fields that are not whole", () => {
    expect(read(false, ["small", "path", "rest"], 5)).toEqual([200n, "/dev/x", null]);
    expect(read(false, ["small", "path", "rest"], 6)).toEqual([200n, null, null]);
    expect(read(false, ["wide", "comm"], 22)).toEqual([-0x777f_edcb_a988n, null]);
  });
});

describe("tracing data", () => {
  const format = `name: kvm_exit\nID: 61\nformat:\n${line("int ret", 8, 4, 1)}`;
  const written = (big: boolean): Buffer => {
    const w = byteWriter(big)
      .bytes(Buffer.from("\x17\x08\x44tracing0.6\0", "latin1"))
      .bytes(Uint8Array.of(big ? 1 : 0, 4));
    w.u32(16_384).bytes(Buffer.from("header_page\0")).u64(5).bytes(Buffer.from("pages"));
    w.bytes(Buffer.from("header_event\0")).u64(2).bytes(Buffer.from("ev"));
    w.u32(1).u64(26).bytes(Buffer.from("name: print\nID: 5\nformat:\n"));
    w.u32(1).bytes(Buffer.from("kvm\0")).u32(1).u64(format.length).bytes(Buffer.from(format));
    w.u32(3).bytes(Buffer.from("sym")).u32(0).u64(10).bytes(Buffer.from("12 a b\n7 c"));
    return w.done();
  };

  test.each([false, true])("is read with its formats and names of threads (big-endian: %s)", (big) => {
    const bytes = written(big);
    const data = readTracingData(Buffer.concat([bytes, Buffer.from("behind")]));
    expect(data).toMatchObject({ version: "0.6", little: !big, longBytes: 4, pageSize: 16_384, whole: true });
    expect(data?.pages).toEqual({ page: "pages", event: "ev" });
    expect([...(data?.formats ?? [])].map(([id, { system, name }]) => [id, system, name])).toEqual([
      [5, "ftrace", "print"],
      [61, "kvm", "kvm_exit"],
    ]);
    expect([...(data?.commands ?? [])]).toEqual([
      [12, "a b"],
      [7, "c"],
    ]);
    expect(data?.end).toBe(bytes.length);
  });

  test("that are cut keep what was whole before, at any place", () => {
    const bytes = written(false);
    for (let length = 10; length < bytes.length; length++) {
      const data = readTracingData(bytes.subarray(0, length));
      expect(data?.whole).toBe(false);
      expect(data?.formats.size).toBeLessThanOrEqual(2);
    }
    expect(readTracingData(bytes.subarray(0, 9))).toBeNull();
  });
});
