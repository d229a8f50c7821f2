// Version 6: formats, names and options follow one another, then tables say where the pages of each CPU lie.
import type { RandomAccess } from "../../importer.ts";
import type { EventFormat } from "../../trace-events/formats.ts";
import {
  readCommandLines,
  readFtraceFormats,
  readPageHeaders,
  readSystemFormats,
  walker,
} from "../../trace-events/tracing-data.ts";
import { MOST_NAMES_BYTES, MOST_OPTION_BYTES, parseFrom, readBytes, type Taker, taker } from "./content.ts";
import { noOptions, type Options, takeOption } from "./options.ts";
import {
  type CpuData,
  isPageSize,
  MOST_CPUS,
  type PageLayout,
  pageLayout,
  type Recording,
  type RingBuffer,
} from "./recording.ts";
import { damagedHead, type Start } from "./start.ts";

const TAG_BYTES = 10;
const MOST_OPTIONS = 1 << 17;

interface Head {
  layout: PageLayout;
  formats: Map<number, EventFormat>;
  /** Offset of the byte behind the formats. */
  end: number;
}

/** Page header and formats of all events; throws where the file ends among them. */
async function readHead(access: RandomAccess, start: Start): Promise<Head> {
  const { value, whole } = await parseFrom(access, start.end, (bytes) => {
    const walk = walker(bytes, 0, start.little);
    const formats = new Map<number, EventFormat>();
    const pages = readPageHeaders(walk);
    const read = pages !== null && readFtraceFormats(walk, formats) && readSystemFormats(walk, formats);
    return { value: { layout: pageLayout(pages?.page ?? ""), formats, end: start.end + walk.at }, whole: read };
  });
  if (!whole) throw damagedHead("the file ends within its formats of events, or they make no sense", value.end);
  return value;
}

/** Reads options up to their end; false where the file ends before. */
async function readOptions(from: Taker, options: Options, little: boolean): Promise<boolean> {
  for (let n = 0; n < MOST_OPTIONS; n++) {
    const id = await from.number(2);
    if (id === 0) return true;
    const size = id === null ? null : await from.number(4);
    if (id === null || size === null) return false;
    if (size > MOST_OPTION_BYTES) {
      from.at += size;
      continue;
    }
    const bytes = await from.take(size);
    if (!bytes) return false;
    takeOption(options, id, bytes, little, false);
  }
  return false;
}

/** What stands at a tag: the table of a buffer's CPUs, or text. */
type Place = { readonly cpus: CpuData[] } | { readonly text: number };

/** Reads options and the table behind them; null where the file ends before, or something else stands there. */
async function readPlace(
  from: Taker,
  size: number,
  options: Options,
  cpus: number,
  start: Start,
): Promise<Place | null> {
  const decoder = new TextDecoder("latin1");
  for (let n = 0; n < 3; n++) {
    const bytes = await from.take(TAG_BYTES);
    const tag = bytes ? decoder.decode(bytes) : "";
    if (tag.startsWith("options")) {
      if (!(await readOptions(from, options, start.little))) return null;
    } else if (tag.startsWith("latency")) return { text: from.at };
    else if (tag.startsWith("flyrecord")) {
      const count = options.cpuCount ?? cpus;
      if (count > MOST_CPUS || count > (size - from.at) / 16) return null;
      const table: CpuData[] = [];
      for (let cpu = 0; cpu < count; cpu++) {
        const offset = (await from.number(8)) ?? 0;
        table.push({ cpu, offset, size: (await from.number(8)) ?? 0 });
      }
      return { cpus: table };
    } else return null;
  }
  return null;
}

/** The clock behind the top buffer's table, which old recorders write in the place of an option's text. */
async function clockBehind(from: Taker): Promise<string | null> {
  const length = await from.number(8);
  if (length === null || length > 4096) return null;
  const bytes = await from.take(length);
  const name = bytes ? /\[([^\]\s]+)\]/.exec(new TextDecoder().decode(bytes))?.[1] : undefined;
  return name ?? null;
}

const pageBytesOf = (start: Start, layout: PageLayout): number =>
  layout.pageBytes !== null && layout.pageBytes > start.pageBytes && isPageSize(layout.pageBytes)
    ? layout.pageBytes
    : start.pageBytes;

/** Reads everything but the events. Throws `trace.header` where the file ends before it says where they lie. */
export async function readVersion6(access: RandomAccess, start: Start): Promise<Recording> {
  const { layout, formats, end } = await readHead(access, start);
  const from = taker(access, end, start.little);
  // Symbols of the kernel: some MiB that nobody needs. Then the texts of printk.
  for (let section = 0; section < 2; section++) {
    const bytes = await from.number(4);
    from.at += bytes ?? 0;
  }
  const named = (await from.number(8)) ?? 0;
  const names = await readBytes(access, from.at, Math.min(named, MOST_NAMES_BYTES));
  from.at += named;
  const cpus = await from.number(4);
  const options = noOptions();
  const place = cpus === null ? null : await readPlace(from, access.size, options, cpus, start);
  if (cpus === null || place === null)
    throw damagedHead(
      "the file ends before the table of its CPUs, or that makes no sense",
      Math.min(from.at, access.size),
    );
  const rest = {
    little: start.little,
    layout,
    formats,
    commands: readCommandLines(new TextDecoder().decode(names)),
    options,
  };
  if ("text" in place) {
    const text = { offset: place.text, size: access.size - place.text, compression: "none" } as const;
    return { ...rest, buffers: [], text, whole: true };
  }
  options.clock ??= await clockBehind(from);
  const common = { clock: null, pageBytes: pageBytesOf(start, layout), compression: "none" } as const;
  const buffers: RingBuffer[] = [{ ...common, name: "", cpus: place.cpus }];
  let whole = true;
  for (const { name, offset } of [...options.buffers]) {
    const own = { ...noOptions(), cpuCount: options.cpuCount };
    const found = await readPlace(taker(access, offset, start.little), access.size, own, cpus, start);
    if (found && "cpus" in found) buffers.push({ ...common, name, cpus: found.cpus });
    else whole = false;
  }
  return { ...rest, buffers, text: null, whole };
}
