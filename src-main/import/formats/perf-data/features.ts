// Feature sections: what a perf.data file says about its host, clock and events.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import type { ImportContext } from "../../importer.ts";
import type { Isa } from "../../trace-events/exit-reasons.ts";
import { readTracingData, type TracingData } from "../../trace-events/tracing-data.ts";
import { type EventAttr, readAttr } from "./attr.ts";

/** Numbers of the sections that are read. */
export const TRACING_DATA = 1;
const HOSTNAME = 3;
const OSRELEASE = 4;
const VERSION = 5;
const ARCH = 6;
const NRCPUS = 7;
const CPUDESC = 8;
const CPUID = 9;
const TOTAL_MEM = 10;
const CMDLINE = 11;
const EVENT_DESC = 12;
const DIR_FORMAT = 24;
const CLOCK_DATA = 29;

const texts: ReadonlyMap<number, string> = new Map([
  [HOSTNAME, "HOSTNAME"],
  [OSRELEASE, "OSRELEASE"],
  [VERSION, "VERSION"],
  [ARCH, "ARCH"],
  [CPUDESC, "CPUDESC"],
  [CPUID, "CPUID"],
]);

export const wantedSections: ReadonlySet<number> = new Set([
  TRACING_DATA,
  NRCPUS,
  TOTAL_MEM,
  CMDLINE,
  EVENT_DESC,
  DIR_FORMAT,
  CLOCK_DATA,
  ...texts.keys(),
]);

/** An event as EVENT_DESC names it. */
export interface NamedEvent {
  readonly attr: EventAttr;
  readonly name: string;
  readonly ids: readonly bigint[];
}

/** What was found so far; filled section by section. */
export interface Features {
  readonly facts: Map<string, string>;
  events: readonly NamedEvent[];
  tracing: TracingData | null;
  /** The file is one of several: its samples are in the others. */
  inDirectory: boolean;
  clock: { readonly clockId: number; readonly wallNs: bigint; readonly clockNs: bigint } | null;
}

export const noFeatures = (): Features => ({
  facts: new Map(),
  events: [],
  tracing: null,
  inDirectory: false,
  clock: null,
});

interface Cursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly little: boolean;
  at: number;
}

const cursor = (bytes: Uint8Array, little: boolean): Cursor => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
  little,
  at: 0,
});

function u32(c: Cursor): number | null {
  if (c.at + 4 > c.bytes.length) return null;
  c.at += 4;
  return c.view.getUint32(c.at - 4, c.little);
}
function u64(c: Cursor): bigint | null {
  if (c.at + 8 > c.bytes.length) return null;
  c.at += 8;
  return c.view.getBigUint64(c.at - 8, c.little);
}
/** A text of a told length, up to its first zero byte. */
function string(c: Cursor): string | null {
  const length = u32(c);
  if (length === null || length > c.bytes.length - c.at) return null;
  const text = c.bytes.subarray(c.at, c.at + length);
  c.at += length;
  const end = text.indexOf(0);
  return new TextDecoder().decode(end < 0 ? text : text.subarray(0, end));
}

function readEvents(c: Cursor): NamedEvent[] {
  const events: NamedEvent[] = [];
  const count = u32(c);
  const attrBytes = u32(c);
  if (count === null || attrBytes === null || attrBytes < 64) return events;
  for (let i = 0; i < count && attrBytes <= c.bytes.length - c.at; i++) {
    const attr = readAttr(c.view, c.at, attrBytes, c.little);
    c.at += attrBytes;
    const wanted = u32(c) ?? 0;
    const name = string(c);
    if (name === null || wanted * 8 > c.bytes.length - c.at) break;
    events.push({ attr, name, ids: Array.from({ length: wanted }, () => u64(c) as bigint) });
  }
  return events;
}

/** The command as it was typed; arguments with blanks are quoted. */
function readCommand(c: Cursor): string {
  const words: string[] = [];
  const count = u32(c) ?? 0;
  for (let i = 0; i < count; i++) {
    const word = string(c);
    if (word === null) break;
    words.push(/\s/.test(word) ? `"${word}"` : word);
  }
  return words.join(" ");
}

/** Takes one section into `features`; what is damaged or unknown is left out. */
export function takeFeature(features: Features, section: number, bytes: Uint8Array, little: boolean): void {
  const c = cursor(bytes, little);
  const text = texts.get(section);
  if (text) {
    const value = string(c);
    if (value !== null) features.facts.set(text, value);
  } else if (section === TRACING_DATA) features.tracing = readTracingData(bytes);
  else if (section === DIR_FORMAT) features.inDirectory = true;
  else if (section === EVENT_DESC) features.events = readEvents(c);
  else if (section === CMDLINE) features.facts.set("CMDLINE", readCommand(c));
  else if (section === NRCPUS) {
    // Available before online, as perf writes it; the kernel's document has the two reversed.
    const available = u32(c);
    const online = u32(c);
    if (available !== null) features.facts.set("NRCPUS_AVAILABLE", String(available));
    if (online !== null) features.facts.set("NRCPUS_ONLINE", String(online));
  } else if (section === TOTAL_MEM) {
    const kib = u64(c);
    if (kib !== null) features.facts.set("TOTAL_MEM", String(kib * 1024n));
  } else if (section === CLOCK_DATA) {
    const version = u32(c);
    const clockId = u32(c);
    const wallNs = u64(c);
    const clockNs = u64(c);
    if (version === 1 && clockId !== null && wallNs !== null && clockNs !== null)
      features.clock = { clockId: clockId | 0, wallNs, clockNs };
  }
}

/** The virtualisation extension that goes with a CPU as perf identifies it; null where it cannot be told. */
export function isaOf(facts: ReadonlyMap<string, string>): Isa | null {
  const cpu = facts.get("CPUID") ?? "";
  if (/^(AuthenticAMD|HygonGenuine)/.test(cpu)) return "svm";
  if (/^(GenuineIntel|CentaurHauls|\s*Shanghai)/.test(cpu)) return "vmx";
  return /^(aarch64|arm)/.test(facts.get("ARCH") ?? "") ? "arm" : null;
}

/** Tells the context what the sections say about the host. */
export function tellHost(features: Features, context: ImportContext): void {
  const host = features.facts.get("HOSTNAME");
  if (host) context.property("host", host);
  const isa = isaOf(features.facts);
  if (isa) context.property("isa", isa);
  if (features.tracing?.pageSize) context.property("page_size", String(features.tracing.pageSize));
}

/** The sections about the host as rows of table `fact`; sizes in bytes. */
export function factBatch(features: Features): ColumnBatch | null {
  const names = [...features.facts.keys()];
  if (!names.length) return null;
  const values = names.map((name) => features.facts.get(name) as string);
  const numeric = values.map((value) => (/^\d{1,15}$/.test(value) ? Number(value) : Number.NaN));
  const valid = new Uint8Array((names.length + 7) >> 3);
  for (const [i, number] of numeric.entries()) if (!Number.isNaN(number)) valid[i >> 3]! |= 1 << (i & 7);
  return {
    table: "fact",
    rows: names.length,
    columns: {
      scope: { data: new Uint8Array(names.length), valid: null },
      subject: { data: names.map(() => features.facts.get("HOSTNAME") ?? null), valid: null },
      name: { data: names.map((name) => `perf.${name}`), valid: null },
      value: { data: values, valid: null },
      number: { data: Float64Array.from(numeric, (n) => (Number.isNaN(n) ? 0 : n)), valid },
    },
  };
}
