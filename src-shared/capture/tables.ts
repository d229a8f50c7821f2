// The canonical tables: the one declaration that gives DDL, importer types, views, completion and docs.

export type ColumnType =
  | "BIGINT"
  | "UBIGINT"
  | "UHUGEINT"
  | "INTEGER"
  | "SMALLINT"
  | "UTINYINT"
  | "DOUBLE"
  | "BOOLEAN"
  | "ENUM"
  | "VARCHAR";

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** Word list of an ENUM; only ever appended to. */
  readonly words?: readonly string[];
  /** False: never NULL. NULL always means unknown. */
  readonly nullable: boolean;
  readonly unit: string | null;
  readonly meaning: string;
}

export interface Table {
  readonly name: TableName;
  readonly meaning: string;
  readonly columns: readonly Column[];
  /** Stored rows have an event key (capture_id, seq) and keep file order. */
  readonly event: boolean;
}

export type TableName =
  | "capture"
  | "capture_count"
  | "problem"
  | "clock_link"
  | "fact"
  | "name"
  | "meta"
  | "guest_seen"
  | "guest_ram"
  | "task"
  | "mapping"
  | "fault"
  | "vm_exit"
  | "mmu"
  | "access"
  | "sched"
  | "region"
  | "snapshot"
  | "page"
  | "series"
  | "counter"
  | "guest_event"
  | "loss"
  | "invocation"
  | "event"
  | "event_field";

/** Raised when a table or column is added; older files are read through views. */
export const TABLES_SCHEMA = 2;

const SPACES = ["hva", "gva", "gpa", "hpa"] as const;

type Detail = { unit?: string; words?: readonly string[] };
const column = (name: string, type: ColumnType, meaning: string, detail: Detail = {}): Column => ({
  name: name.replace("!", ""),
  type,
  nullable: !name.endsWith("!"),
  unit: detail.unit ?? null,
  meaning,
  ...(detail.words ? { words: detail.words } : {}),
});
const id = (name: string, meaning: string): Column => column(name, "INTEGER", meaning);
const words = (name: string, list: readonly string[], meaning: string): Column =>
  column(name, "ENUM", meaning, { words: list });

const CAPTURE_ID = id("capture_id!", "the capture it came from");
const TIME = column("t", "BIGINT", "time in the project's time base; NULL where the source has none", { unit: "ns" });
const EVENT = [CAPTURE_ID, column("seq!", "BIGINT", "record number in the source, in file order"), TIME];
const ON_CPU = [
  ...EVENT,
  column("cpu", "SMALLINT", "host CPU"),
  id("task_id", "thread or vCPU; with t the key into task"),
];
const SPACE = words("space!", SPACES, "address space: host virtual, guest virtual, guest physical, host physical");
const ADDRESS = column("addr!", "UBIGINT", "address", { unit: "bytes" });
const LENGTH = column("bytes!", "UBIGINT", "length of the range", { unit: "bytes" });

const table = (name: TableName, meaning: string, columns: readonly Column[]): Table => ({
  name,
  meaning,
  columns,
  event: columns.some((c) => c.name === "seq"),
});

const captureTables = [
  table("capture", "one imported file", [
    id("id!", "unique in the project"),
    column("name!", "VARCHAR", "file name, with its folder inside the dataset"),
    column("sha256!", "VARCHAR", "of the bytes as given"),
    column("content_sha256!", "VARCHAR", "of the content inside a compression wrapper"),
    column("bytes!", "BIGINT", "size as given", { unit: "bytes" }),
    column("format!", "VARCHAR", "the importer that read it"),
    words("status!", ["whole", "truncated", "partial"], "whether all of the source could be read"),
    column("host", "VARCHAR", "host name as recorded"),
    column("clock", "VARCHAR", "clock of its times: mono, wall, perf, local, tsc ..."),
    column("t_offset", "BIGINT", "recorded clock = t - t_offset", { unit: "ns" }),
    column("t_wall", "BOOLEAN", "false: not linked to wall time"),
    column("t_step", "BIGINT", "resolution of the recorded times", { unit: "ns" }),
    column("first_t", "BIGINT", "least time of its events", { unit: "ns" }),
    column("last_t", "BIGINT", "greatest time of its events", { unit: "ns" }),
    column("records", "BIGINT", "records read", { unit: "records" }),
    column("accepted", "BIGINT", "records that became rows or counted events", { unit: "records" }),
    column("rejected", "BIGINT", "records that could not be read", { unit: "records" }),
    column("lost", "BIGINT", "records the source says were lost; NULL: it cannot tell", { unit: "records" }),
    column("skipped", "BIGINT", "records understood and not kept", { unit: "records" }),
    words("isa", ["vmx", "svm", "arm", "other"], "virtualisation extension"),
    id("page_size", "page size of the host"),
    id("duplicate_of", "the capture that holds the same recording"),
    column("importer!", "VARCHAR", "importer and its version"),
  ]),
  table("capture_count", "counts of a capture in the original tool's names, with or without rows", [
    CAPTURE_ID,
    column("what!", "VARCHAR", "event, comm, cpu, skipped, or a table's name"),
    column("key!", "VARCHAR", "name of what was counted"),
    column("n!", "BIGINT", "how many"),
  ]),
  table("problem", "what was rejected or remarked, one row a kind with its first place", [
    CAPTURE_ID,
    column("code!", "VARCHAR", "stable code"),
    column("file_offset", "UBIGINT", "first place, in the unpacked content", { unit: "bytes" }),
    column("line", "BIGINT", "first line, from 1"),
    column("excerpt", "VARCHAR", "what stands there"),
    column("n!", "BIGINT", "how often"),
    column("expected", "VARCHAR", "what was expected"),
    column("next", "VARCHAR", "what to do"),
  ]),
  table("clock_link", "how two clocks relate", [
    CAPTURE_ID,
    column("from_clock!", "VARCHAR", "clock that is converted"),
    column("to_clock!", "VARCHAR", "clock it becomes"),
    column("offset_ns!", "BIGINT", "to = from + offset", { unit: "ns" }),
    column("drift_ppm", "DOUBLE", "change of the offset", { unit: "ppm" }),
    column("residual_ns", "BIGINT", "largest deviation of the pairs from the offset", { unit: "ns" }),
    id("pairs", "number of pairs measured"),
    column("method!", "VARCHAR", "how it was found"),
  ]),
  table("fact", "settings and properties", [
    CAPTURE_ID,
    TIME,
    words("scope!", ["host", "guest", "process", "capture"], "what it is a property of"),
    column("subject", "VARCHAR", "which guest or process"),
    column("name!", "VARCHAR", "SOURCE.KEY in the source's spelling"),
    column("value", "VARCHAR", "as text"),
    column("number", "DOUBLE", "as a number where it is one"),
  ]),
  table("name", "dictionary of the file", [id("id!", "id"), column("text!", "VARCHAR", "text")]),
  table("meta", "version of the file", [
    id("schema!", "schema of the tables"),
    column("plimsoll!", "VARCHAR", "version that wrote it"),
  ]),
] as const;

const whoTables = [
  table("guest_seen", "evidence of a guest", [
    CAPTURE_ID,
    TIME,
    column("name", "VARCHAR", "name of the guest"),
    column("uuid", "VARCHAR", "its identifier"),
    id("pid", "its process on the host"),
    id("tid", "a thread of the host that runs one of its vCPUs"),
    id("domid", "its Xen domain"),
    column("ram_bytes", "BIGINT", "its memory", { unit: "bytes" }),
    column("how!", "VARCHAR", "where it was seen"),
  ]),
  table("guest_ram", "evidence of where a guest's RAM lies, one row a block", [
    CAPTURE_ID,
    TIME,
    column("name", "VARCHAR", "name of the guest"),
    id("pid", "its process on the host"),
    column("gpa!", "UBIGINT", "first guest physical address", { unit: "bytes" }),
    LENGTH,
    column("hva", "UBIGINT", "host virtual address of the first byte", { unit: "bytes" }),
    column("label", "VARCHAR", "name of the block"),
  ]),
  table("task", "a thread or a Xen vCPU over a span of time", [
    id("id!", "with from_t the key; no overlaps"),
    CAPTURE_ID,
    column("from_t!", "BIGINT", "first moment; the least BIGINT: always", { unit: "ns" }),
    column("until_t!", "BIGINT", "first moment after; the greatest BIGINT: always", { unit: "ns" }),
    id("pid", "process"),
    id("tid", "thread"),
    id("domid", "Xen domain"),
    id("vcpu", "Xen vCPU"),
    column("comm", "VARCHAR", "name of the thread"),
  ]),
  table("mapping", "a mapping in a process's address space", [
    ...EVENT,
    id("task_id", "process"),
    ADDRESS,
    LENGTH,
    column("file_offset", "UBIGINT", "offset in the mapped file", { unit: "bytes" }),
    column("perms", "VARCHAR", "rwxp"),
    id("path_id", "mapped file, or [heap], [stack] ..."),
    column("rss_bytes", "BIGINT", "resident (smaps)", { unit: "bytes" }),
    column("pss_bytes", "BIGINT", "proportional share (smaps)", { unit: "bytes" }),
    column("swap_bytes", "BIGINT", "swapped out (smaps)", { unit: "bytes" }),
    column("ksm_bytes", "BIGINT", "merged by KSM (smaps)", { unit: "bytes" }),
  ]),
] as const;

const eventTables = [
  table("fault", "page faults of host processes and guests", [
    ...ON_CPU,
    id("event_id!", "event name"),
    words("kind!", ["host", "ept", "npt", "stage2", "shadow", "xen_npf", "xen_pv"], "which fault"),
    words("access", ["read", "write", "exec"], "what was tried"),
    column("first_touch", "BOOLEAN", "no mapping was there"),
    column("mmio", "BOOLEAN", "device memory"),
    column("walk", "BOOLEAN", "while reading the guest's page tables"),
    column("addr", "UBIGINT", "as recorded: host virtual, guest virtual (shadow, xen_pv) or guest physical", {
      unit: "bytes",
    }),
    column("ip", "UBIGINT", "instruction", { unit: "bytes" }),
    column("code", "UBIGINT", "raw error code or exit qualification"),
    column("stall_ns", "BIGINT", "exit to next entry", { unit: "ns" }),
  ]),
  table("vm_exit", "one row per exit of a guest", [
    ...ON_CPU,
    words("isa", ["vmx", "svm", "arm", "other"], "virtualisation extension"),
    id("reason_id!", "reason as the kernel spells it"),
    column("ip", "UBIGINT", "guest instruction", { unit: "bytes" }),
    column("info1", "UBIGINT", "raw"),
    column("info2", "UBIGINT", "raw"),
    column("stall_ns", "BIGINT", "exit to next entry", { unit: "ns" }),
  ]),
  table("mmu", "a guest page gets, changes or loses its host frame", [
    ...ON_CPU,
    words(
      "kind!",
      ["map", "change", "unmap", "populate", "reclaim", "split", "age", "balloon_out", "grant", "ungrant"],
      "what happened",
    ),
    SPACE,
    column("addr", "UBIGINT", "address; NULL where the source does not say which page (Xen's grants)", {
      unit: "bytes",
    }),
    LENGTH,
    column("frame", "UBIGINT", "host frame number"),
    column("writable", "BOOLEAN", "mapped for writing"),
  ]),
  table("access", "sampled memory accesses", [
    ...ON_CPU,
    SPACE,
    words("access", ["read", "write", "exec"], "what was done"),
    ADDRESS,
    column("weight", "INTEGER", "latency", { unit: "cycles" }),
    id("level_id", "where it was served"),
    column("period", "BIGINT", "accesses the sample stands for"),
  ]),
  table("sched", "a task was in a state for some time", [
    ...ON_CPU,
    words("state!", ["running", "runnable", "blocked", "offline"], "state"),
    column("ns", "BIGINT", "how long", { unit: "ns" }),
  ]),
  table("region", "one DAMON region of one scan", [
    ...EVENT,
    id("scan!", "scan number"),
    id("task_id", "process, or a task that stands for a target whose process was not recorded"),
    SPACE,
    ADDRESS,
    LENGTH,
    id("hits!", "samples seen accessed"),
    column("samples", "INTEGER", "samples taken; NULL: interval unknown"),
    column("age", "INTEGER", "scans at about the same rate"),
    column("span_ns", "BIGINT", "length of the scan", { unit: "ns" }),
  ]),
  table("snapshot", "contents or residency of a guest at one moment", [
    id("id!", "key"),
    CAPTURE_ID,
    TIME,
    column("guest_name", "VARCHAR", "guest or process it shows"),
    id("pid", "its process on the host"),
    SPACE,
    id("moment!", "contents compare only within one moment"),
    column("hash_algorithm", "VARCHAR", "xxh128, blake2b-128 or pmdump-64"),
    id("page_bytes!", "bytes per page"),
    column("paused", "BOOLEAN", "the guest stood still"),
  ]),
  table("page", "one page of a snapshot", [
    id("snapshot_id!", "snapshot"),
    column("addr!", "UBIGINT", "address of the page", { unit: "bytes" }),
    column("hash", "UHUGEINT", "128-bit digest of the content"),
    column("zero", "BOOLEAN", "all bytes 0"),
    column("filled", "BOOLEAN", "one repeated 8-byte word"),
    column("resident", "BOOLEAN", "backed by a host frame"),
    column("ksm", "BOOLEAN", "on a frame merged by KSM"),
    column("frame", "UBIGINT", "host frame number, comparable within a moment"),
  ]),
  table("series", "one statistic of one subject", [
    id("id!", "key"),
    CAPTURE_ID,
    column("name!", "VARCHAR", "SOURCE.KEY in the source's spelling"),
    column("unit!", "VARCHAR", "bytes, pages, ns, count, percent ..."),
    words("kind!", ["gauge", "counter"], "level, or count since some start"),
    words(
      "scope!",
      ["host", "node", "cgroup", "process", "guest", "vcpu", "device", "function", "other"],
      "what it is a statistic of",
    ),
    column("subject", "VARCHAR", "which one"),
    id("pid", "process"),
  ]),
  table("counter", "values of the series", [
    ...EVENT,
    id("series_id!", "series"),
    column("value", "DOUBLE", "value in the series' unit; NULL: not reported"),
  ]),
  table("guest_event", "life and size of a guest", [
    ...EVENT,
    column("guest_name", "VARCHAR", "guest"),
    words(
      "kind!",
      ["create", "start", "pause", "resume", "stop", "crash", "destroy", "migrate", "balloon", "plug", "mark"],
      "what happened",
    ),
    column("device", "VARCHAR", "device concerned"),
    column("bytes", "BIGINT", "memory afterwards", { unit: "bytes" }),
    column("wanted_bytes", "BIGINT", "memory asked for", { unit: "bytes" }),
    column("took_ns", "BIGINT", "from the request to its end", { unit: "ns" }),
    column("detail", "VARCHAR", "more, in the source's words"),
  ]),
  table("loss", "a span in which a source lost records", [
    ...EVENT,
    column("until_t", "BIGINT", "end of the span; NULL where only a moment is known", { unit: "ns" }),
    column("cpu", "SMALLINT", "host CPU; NULL: any"),
    column("n", "BIGINT", "records lost; NULL: how many is not known"),
  ]),
  table("invocation", "calls of a function in a span", [
    ...EVENT,
    column("span_ns!", "BIGINT", "length of the span", { unit: "ns" }),
    id("app_id!", "application"),
    id("function_id!", "function"),
    column("n!", "BIGINT", "calls"),
  ]),
  table("event", "any other trace event", [
    ...ON_CPU,
    id("event_id!", "event name"),
    ...[1, 2, 3, 4, 5, 6].map((v) => column(`v${v}`, "BIGINT", `field ${v}, named in event_field`)),
  ]),
  table("event_field", "names of an event's fields", [
    CAPTURE_ID,
    id("event_id!", "event name"),
    id("v!", "which column"),
    column("name!", "VARCHAR", "name of the field"),
    column("type!", "VARCHAR", "its type in the source"),
  ]),
] as const;

/** All tables in the order in which they are created and documented. */
export const tables: readonly Table[] = [...captureTables, ...whoTables, ...eventTables];

/** The declaration of one table. */
export function tableOf(name: TableName): Table {
  const found = tables.find((t) => t.name === name);
  if (!found) throw new Error(`no table ${name}`);
  return found;
}
