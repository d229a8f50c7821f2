// Numbers as text formats write them, and the units that become bytes and ns.
import { lookup } from "./lookup.ts";

/** What 2^64 - 1 becomes as a double: how QEMU and libvirt say "not reported". */
const ALL_ONES = 2 ** 64;

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A decimal number, or null where the text is none. */
export function numberOf(text: string): number | null {
  if (!DECIMAL.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** A value with "all ones" as NaN, which statistics store as NULL. */
export const reported = (value: number): number => (value === ALL_ONES ? Number.NaN : value);

/** A whole decimal number that fits a signed 32-bit column, else null. */
export function int32Of(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return null;
  const value = Number(text);
  return value <= 0x7fff_ffff ? value : null;
}

/** Nanoseconds or another 63-bit count in decimal, else null. */
export function int63Of(text: string | undefined): bigint | null {
  if (text === undefined || !/^\d{1,19}$/.test(text)) return null;
  const value = BigInt(text);
  return value < 1n << 63n ? value : null;
}

/** A 64-bit address in hex, with or without 0x, else null. */
export function addressOf(text: string | undefined): bigint | null {
  const digits = text?.replace(/^0x/i, "");
  return digits !== undefined && /^[0-9a-fA-F]{1,16}$/.test(digits) ? BigInt(`0x${digits}`) : null;
}

/** Bytes per unit; libvirt's manual ("memory" element): KB, MB ... are powers of 1000, k, KiB, M, MiB ... of 1024. */
const BYTES: Readonly<Record<string, number>> = {
  b: 1,
  bytes: 1,
  KB: 1e3,
  k: 2 ** 10,
  KiB: 2 ** 10,
  kB: 2 ** 10,
  MB: 1e6,
  M: 2 ** 20,
  MiB: 2 ** 20,
  GB: 1e9,
  G: 2 ** 30,
  GiB: 2 ** 30,
  TB: 1e12,
  T: 2 ** 40,
  TiB: 2 ** 40,
};

/** Bytes of one `unit` ("kB" as the kernel means it: 1024), null for a unit that is not known. */
export const bytesPer = (unit: string): number | null => lookup(BYTES, unit) ?? null;

/** What a value under this column name becomes: kB, MiB as bytes and us, ms as ns; everything else stays. */
export function unitOfColumn(column: string): { readonly unit: string; readonly scale: number } {
  const suffix = column.toLowerCase().split("_").at(-1) ?? "";
  switch (suffix) {
    case "bytes":
      return { unit: "bytes", scale: 1 };
    case "kb":
    case "kib":
      return { unit: "bytes", scale: 2 ** 10 };
    case "mb":
    case "mib":
      return { unit: "bytes", scale: 2 ** 20 };
    case "ns":
      return { unit: "ns", scale: 1 };
    case "us":
      return { unit: "ns", scale: 1e3 };
    case "ms":
      return { unit: "ns", scale: 1e6 };
    case "pages":
      return { unit: "pages", scale: 1 };
    default:
      return { unit: "count", scale: 1 };
  }
}
