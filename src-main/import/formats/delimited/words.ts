// Words of headers: what a column is by its name, and the unit that stands in it.
import type { MappedField, MappedUnit } from "../../../../src-shared/capture/column-map.ts";

/** Names of fields without the marks between words, in small letters. */
const FIELDS: Readonly<Record<MappedField, string>> = {
  t: "t time timestamp ts datetime date wall walltime wallclock mono monotonic boot uptime when",
  guest: "guest guestname vm vmname domain domainname dom guestid vmid",
  pid: "pid processid qemupid",
  tid: "tid threadid thread",
  comm: "comm command process task threadname",
  vcpu: "vcpu vcpuid vcpunr",
  cpu: "cpu cpuid pcpu hostcpu",
  gpa: "gpa guestphysical guestphysicaladdress guestaddress ipa",
  gfn: "gfn pfn gpfn guestframe framenumber page pagenumber",
  gva: "gva guestvirtual guestvirtualaddress",
  hva: "hva hostvirtual hostaddress vaddr",
  ip: "ip rip pc eip instruction",
  code: "code errorcode error qualification exitqualification qual",
  access: "access accesstype rw op operation",
  mmio: "mmio ismmio",
  first_touch: "firsttouch first firstaccess",
  walk: "walk pagewalk ptwalk",
  stall: "stall latency duration stalltime",
  kind: "kind faultkind faulttype",
  event: "event eventname action type",
  name: "name metric counter series key statistic",
  value: "value val",
  unit: "unit units",
  device: "device dev object",
  bytes: "bytes size",
  wanted_bytes: "wantedbytes wanted requested requestedbytes target",
  took: "took elapsed",
  detail: "detail details message result",
  series: "",
  field: "",
};
const BY_WORD: ReadonlyMap<string, MappedField> = new Map(
  Object.entries(FIELDS).flatMap(([field, names]) =>
    names === "" ? [] : names.split(" ").map((name): [string, MappedField] => [name, field as MappedField]),
  ),
);
/** Columns of an address whose space the rest of the header tells. */
const ADDRESSES: ReadonlySet<string> = new Set(["addr", "address", "faultaddress", "faultaddr", "va", "pa"]);

const UNITS: Readonly<Record<string, MappedUnit>> = {
  ns: "ns",
  nsec: "ns",
  nanoseconds: "ns",
  us: "us",
  µs: "us",
  μs: "us",
  usec: "us",
  microseconds: "us",
  ms: "ms",
  msec: "ms",
  milliseconds: "ms",
  s: "s",
  sec: "s",
  seconds: "s",
  iso: "iso",
  iso8601: "iso",
  utc: "iso",
  b: "B",
  bytes: "B",
  kib: "KiB",
  mib: "MiB",
  gib: "GiB",
  kb: "KB",
  mb: "MB",
  gb: "GB",
  pages: "pages",
  "%": "percent",
  percent: "percent",
  pct: "percent",
  count: "count",
  hex: "hex",
  dec: "dec",
};

export interface HeadWord {
  readonly field: MappedField | "address" | null;
  readonly unit: MappedUnit | null;
  /** The name without its unit. */
  readonly bare: string;
}

const squeezed = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
const fieldOf = (name: string): MappedField | "address" | null =>
  BY_WORD.get(squeezed(name)) ?? (ADDRESSES.has(squeezed(name)) ? "address" : null);
const unitOf = (text: string): MappedUnit | null => {
  const word = text.trim().toLowerCase();
  return Object.hasOwn(UNITS, word) ? (UNITS[word] as MappedUnit) : null;
};

/** Reads one name of a header: `time[s]`, `stall (us)`, `rss_kb`, `gfn`. */
export function headWord(name: string): HeadWord {
  const [, before, inside] = /^(.*?)\s*[[(]\s*([^\])]*)\s*[\])]$/.exec(name.trim()) ?? [];
  if (before !== undefined && inside !== undefined && unitOf(inside))
    return { field: fieldOf(before), unit: unitOf(inside), bare: before };
  const whole = fieldOf(name);
  const [, stem, suffix] = /^(.+)[_.\s-]([^_.\s-]+)$/.exec(name.trim()) ?? [];
  const unit = suffix === undefined ? null : unitOf(suffix);
  if (whole !== null || stem === undefined || unit === null) return { field: whole, unit: null, bare: name.trim() };
  return { field: fieldOf(stem), unit, bare: name.trim() };
}

/** ns in one unit as a power of ten; null for a unit that is no time. */
export function placesOf(unit: MappedUnit | null): number | null {
  const places: Partial<Record<MappedUnit, number>> = { ns: 0, us: 3, ms: 6, s: 9 };
  return unit === null ? null : (places[unit] ?? null);
}

/** What one unit of a size is in bytes: KB as the kernel means it; null for a unit that is no size in bytes. */
export function bytesOf(unit: MappedUnit | null): number | null {
  const sizes: Partial<Record<MappedUnit, number>> = {
    B: 1,
    KiB: 2 ** 10,
    MiB: 2 ** 20,
    GiB: 2 ** 30,
    KB: 2 ** 10,
    MB: 2 ** 20,
    GB: 2 ** 30,
  };
  return unit === null ? null : (sizes[unit] ?? null);
}
