// Section of files that hold one number, one row of numbers or one choice: only their path says what it is.
import { chosen, ksmMeaning } from "../../../text/ksm.ts";
import { counter, gauge, type Meaning, type Scope } from "../../../text/statistics.ts";
import { accepted } from "../../../text/verdict.ts";
import { type Block, nodeOf, type Section, type Sink, subjectOf, systemFact } from "../section.ts";
import { cgroupGroup } from "./cgroup.ts";

const COUNT = gauge("count");
const COUNTED = counter("count");
const PAGES = gauge("pages");
const BYTES = gauge("bytes");
const MS = counter("ns", 1e6);
const SECTORS = counter("bytes", 512);

/** The kernel's documents zram.rst and stat.rst; older kernels have fewer columns. */
const ROWS: Readonly<Record<string, readonly (readonly [name: string, meaning: Meaning])[]>> = {
  mm_stat: [
    ["orig_data_size", BYTES],
    ["compr_data_size", BYTES],
    ["mem_used_total", BYTES],
    ["mem_limit", BYTES],
    ["mem_used_max", BYTES],
    ["same_pages", PAGES],
    ["pages_compacted", counter("pages")],
    ["huge_pages", PAGES],
    ["huge_pages_since", counter("pages")],
  ],
  bd_stat: [
    ["bd_count", PAGES],
    ["bd_reads", counter("pages")],
    ["bd_writes", counter("pages")],
  ],
  io_stat: [
    ["failed_reads", COUNTED],
    ["failed_writes", COUNTED],
    ["invalid_io", COUNTED],
    ["notify_free", COUNTED],
  ],
  stat: [
    ["read_ios", COUNTED],
    ["read_merges", COUNTED],
    ["read_bytes", SECTORS],
    ["read_ticks", MS],
    ["write_ios", COUNTED],
    ["write_merges", COUNTED],
    ["write_bytes", SECTORS],
    ["write_ticks", MS],
    ["in_flight", COUNT],
    ["io_ticks", MS],
    ["time_in_queue", MS],
    ["discard_ios", COUNTED],
    ["discard_merges", COUNTED],
    ["discard_bytes", SECTORS],
    ["discard_ticks", MS],
    ["flush_ios", COUNTED],
    ["flush_ticks", MS],
  ],
};
/** Fewest columns of a row. */
const LEAST: Readonly<Record<string, number>> = { mm_stat: 7, bd_stat: 3, io_stat: 4, stat: 11 };

type Found = RegExpExecArray;
interface ValueFile {
  readonly path: RegExp;
  /** What the line must look like. */
  readonly shape: RegExp;
  take(sink: Sink, block: Block, found: Found, text: string): void;
}

const NUMBER = /^-?\d{1,20}$/;
/** One word, numbers, or a choice with the chosen word in brackets. */
const WORDS = /^(?:[\w.%+-]{1,100}|[-\d\s]{1,200}|(?=.*\[[\w+-]+\])[\w[\]+ -]{1,200})$/;
const SETTING = /^(\w+)=(.*)$/;

function number(path: RegExp, place: (found: Found, block: Block) => [string, Scope, string | null, string, Meaning]) {
  return {
    path,
    shape: NUMBER,
    take(sink: Sink, block: Block, found: Found, text: string) {
      const [source, scope, subject, key, meaning] = place(found, block);
      const pid = scope === "process" ? block.pid : null;
      sink.output.statistics.group(source, scope, subject, pid).put(key, meaning, block.t, Number(text));
    },
  } satisfies ValueFile;
}

const settingOf = (source: string, path: RegExp): ValueFile => ({
  path,
  shape: WORDS,
  take: (sink, block, found, text) =>
    systemFact(sink, block, `${source}.${found[1]?.replaceAll("/", ".")}`, chosen(text)),
});

function row(path: RegExp, source: (device: string) => string): ValueFile {
  return {
    path,
    shape: /^\s*\d+(?:\s+\d+){2,20}\s*$/,
    take(sink, block, found, text) {
      const [, device = "", file = ""] = found;
      const group = sink.output.statistics.group(source(device), "device", nameOf(device));
      const values = text.trim().split(/\s+/);
      ROWS[file]?.slice(0, values.length).forEach(([name, meaning], i) => {
        group.put(name, meaning, block.t, Number(values[i]));
      });
    },
  };
}

/** `zram` without a number is any such device. */
const nameOf = (device: string): string | null => (device === "zram" ? null : device);

const ZSWAP_COUNTED = /^(?:written_back_pages|pool_limit_hit|duplicate_entry|reject_\w+|decompress_fail)$/;
const zswapKey = (key: string): Meaning => {
  if (key === "pool_total_size") return BYTES;
  const pages = key.endsWith("_pages");
  if (ZSWAP_COUNTED.test(key)) return counter(pages ? "pages" : "count");
  return pages ? PAGES : COUNT;
};

/** Sizes of a group in bytes, and what counts or ranks it; both versions of control groups. */
const GROUP_BYTES =
  /^memory\.(?:current|peak|min|low|high|max|(?:zswap|swap)\.(?:current|peak|high|max)|(?:(?:memsw|kmem|kmem\.tcp)\.)?(?:usage|limit|max_usage|soft_limit|shown_ram)_in_bytes)$|^hugetlb\.\w+\.(?:current|max|rsvd\.(?:current|max)|(?:rsvd\.)?(?:usage|limit|max_usage)_in_bytes)$/;
const GROUP_COUNTED = /\.failcnt$/;
const GROUP_SETTING = /^memory\.(?:swappiness|oom\.group|zswap\.writeback|use_hierarchy|move_charge_at_immigrate)$/;
/** Limits from here on are none: version 1 writes the greatest count of pages. */
const NO_LIMIT = 2 ** 62;

const groupFile: ValueFile = {
  path: /^\/sys\/fs\/cgroup\/(?:.*\/)?([^/]+)$/,
  shape: /^(?:\d{1,20}|max)$/,
  take(sink, block, found, text) {
    const key = found[1] as string;
    const value = text === "max" ? Number.POSITIVE_INFINITY : Number(text);
    if (GROUP_SETTING.test(key) || value >= NO_LIMIT) {
      const subject = block.file?.cgroup ?? null;
      sink.output.fact({ t: block.t, scope: "host", subject, name: key, value: text });
      return;
    }
    const dot = key.indexOf(".");
    const meaning = GROUP_COUNTED.test(key) ? COUNTED : BYTES;
    cgroupGroup(sink, block, key.slice(0, dot)).put(key.slice(dot + 1), meaning, block.t, value);
  },
};
const isGroupFile = (name: string): boolean =>
  GROUP_BYTES.test(name) || GROUP_COUNTED.test(name) || GROUP_SETTING.test(name);

const THP = String.raw`\/sys\/kernel\/mm\/transparent_hugepage\/`;

const FILES: readonly ValueFile[] = [
  number(/^\/sys\/kernel\/mm\/ksm\/(\w+)$/, ([, key = ""], { guest }) => [
    "ksm",
    guest === null ? "host" : "guest",
    guest,
    key,
    ksmMeaning(key),
  ]),
  settingOf("ksm", /^\/sys\/kernel\/mm\/ksm\/(advisor_mode)$/),
  number(/\/(hugepages-\d+kB)\/(\w+)$/, ([, size = "", key = ""], block) => {
    const node = nodeOf(block);
    return [size, node === null ? "host" : "node", node, key, PAGES];
  }),
  number(new RegExp(`^${THP}((?:khugepaged\\/)?(?:pages_collapsed|full_scans)|.*\\/stats\\/\\w+)$`), ([, key = ""]) => [
    "thp",
    "host",
    null,
    key.replaceAll("/", "."),
    /\/nr_\w+$/.test(key) ? COUNT : COUNTED,
  ]),
  settingOf("thp", new RegExp(`^${THP}(.+)$`)),
  settingOf("lru_gen", /^\/sys\/kernel\/mm\/lru_gen\/(\w+)$/),
  settingOf("zswap", /\/zswap\/parameters\/(\w+)$/),
  {
    path: /\/zswap\/parameters$/,
    shape: SETTING,
    take(sink, block, _, text) {
      const [, key, value] = SETTING.exec(text) as unknown as [string, string, string];
      systemFact(sink, block, `zswap.${key}`, value);
    },
  },
  number(/\/zswap\/(\w+)$/, ([, key = ""]) => ["zswap", "host", null, key, zswapKey(key)]),
  settingOf("vm", /^\/proc\/sys\/vm\/([\w-]+)$/),
  number(/^\/proc\/[^/]+\/(ksm_merging_pages|ksm_rmap_items)$/, ([, key = ""], block) => [
    "ksm_stat",
    "process",
    subjectOf(block),
    key,
    key.endsWith("pages") ? PAGES : COUNT,
  ]),
  row(/\/(zram\d*)\/(mm_stat|bd_stat|io_stat)$/, () => "zram"),
  row(/\/block\/([^/]+)\/(stat)$/, () => "block"),
  number(/\/(zram\d*)\/(disksize|mem_limit)$/, ([, device = "", key = ""]) => [
    "zram",
    "device",
    nameOf(device),
    key,
    BYTES,
  ]),
  {
    path: /\/(zram\d*)\/(comp_algorithm)$/,
    shape: WORDS,
    take(sink, block, [, device = ""], text) {
      const fact = { t: block.t, scope: "host", subject: nameOf(device), value: chosen(text.trim()) } as const;
      sink.output.fact({ ...fact, name: "zram.comp_algorithm" });
    },
  },
];

interface Match {
  readonly file: ValueFile;
  readonly found: Found;
}

/** What a line in a file of this path is; null where the path tells nothing, or the line has another shape. */
function matchOf(text: string, path: string): Match | null {
  const ofGroup = path.startsWith("/sys/fs/cgroup/");
  for (const file of ofGroup ? [groupFile] : FILES) {
    const found = file.path.exec(path);
    if (!found || !file.shape.test(text)) continue;
    if (ofGroup && !isGroupFile(found[1] as string)) continue;
    const least = LEAST[found[2] ?? ""] ?? 0;
    if (text.trim().split(/\s+/).length >= least) return { file, found };
  }
  return null;
}

export function valueFile(sink: Sink): Section {
  /** The block whose one line was read; files of settings have several lines. */
  let done: Block | null = null;
  const match = (text: string, block: Block): Match | null =>
    block.file === null || block === done ? null : matchOf(text, block.file.path);
  return {
    opens: (text, block) => match(text, block) !== null,
    line(text, block) {
      const known = match(text, block);
      if (!known) return null;
      known.file.take(sink, block, known.found, text);
      if (known.file.shape !== SETTING) done = block;
      return accepted;
    },
  };
}
