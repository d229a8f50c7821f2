// Writes format texts, payloads and tracing data of tracepoints for tests, without the importers' code.
import { byteWriter } from "./write-perf.ts";

/** A field as `TYPE NAME`, or `TYPE NAME[N]` for text; its size in bytes. */
export interface WrittenField {
  readonly declaration: string;
  readonly size: number;
  readonly signed?: boolean;
}

export interface WrittenTracepoint {
  readonly system: string;
  readonly name: string;
  readonly id: number;
  readonly fields: readonly WrittenField[];
}

export const field = (declaration: string, size: number, signed = false): WrittenField => ({
  declaration,
  size,
  signed,
});

const nameOf = ({ declaration }: WrittenField): string => (/(\w+)(?:\[\d+\])?$/.exec(declaration)?.[1] ?? "") as string;
const isText = ({ declaration }: WrittenField): boolean => /\bchar\b.*\]$/.test(declaration);

/** Places of the fields as a compiler lays them out, behind the 8 bytes that all events begin with. */
function places(fields: readonly WrittenField[]): number[] {
  let at = 8;
  return fields.map((f) => {
    const unit = isText(f) ? 1 : Math.min(f.size, 8);
    const place = Math.ceil(at / unit) * unit;
    at = place + f.size;
    return place;
  });
}

const COMMON =
  "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n" +
  "\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n" +
  "\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n" +
  "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n";

/** The format text as tracefs shows it. */
export function formatText({ name, id, fields }: WrittenTracepoint): string {
  const at = places(fields);
  const lines = fields.map(
    (f, i) => `\tfield:${f.declaration};\toffset:${at[i]};\tsize:${f.size};\tsigned:${f.signed ? 1 : 0};\n`,
  );
  return `name: ${name}\nID: ${id}\nformat:\n${COMMON}${lines.join("")}\nprint fmt: ""\n`;
}

/** A payload with these values by name; what is not given is 0. */
export function payload(
  { id, fields }: WrittenTracepoint,
  values: Readonly<Record<string, bigint | number | string>>,
  big: boolean,
  pid = 0,
): Buffer {
  const at = places(fields);
  const last = fields.at(-1);
  const bytes = Buffer.alloc(Math.ceil(((at.at(-1) ?? 8) + (last?.size ?? 0)) / 8) * 8 + 4);
  byteWriter(big).u16(id).u16(0).u32(pid).done().copy(bytes);
  for (const [i, f] of fields.entries()) {
    const value = values[nameOf(f)] ?? 0;
    const place = at[i] as number;
    if (typeof value === "string") {
      bytes.write(value, place, "utf8");
      continue;
    }
    const wide = byteWriter(big).u64(value).done();
    (big ? wide.subarray(8 - f.size) : wide.subarray(0, f.size)).copy(bytes, place);
  }
  return bytes;
}

/** Tracing data as a perf.data file holds them. */
export function tracingData(tracepoints: readonly WrittenTracepoint[], big: boolean): Buffer {
  const w = byteWriter(big).bytes(Buffer.from("\x17\x08\x44tracing0.6\0", "latin1"));
  w.bytes(Uint8Array.of(big ? 1 : 0, 8)).u32(4096);
  for (const page of ["header_page\0", "header_event\0"]) w.bytes(Buffer.from(page)).u64(0);
  w.u32(0).u32(tracepoints.length);
  for (const tracepoint of tracepoints) {
    const text = Buffer.from(formatText(tracepoint));
    w.bytes(Buffer.from(`${tracepoint.system}\0`))
      .u32(1)
      .u64(text.length)
      .bytes(text);
  }
  return w.u32(0).u32(0).u64(0).done();
}
