// Reasons for which records or files were not taken, in words, by the codes of the importers.
import { formatDecimal, formatNumber } from "../base/format.ts";

/** Told of a capture, without a record being rejected. */
const REMARKS: Readonly<Record<string, string>> = {
  "clock.assumed": "The text does not name its clock",
  "clock.outside": "Its clock is linked to no other: not on the time line",
  "damon.incomplete_scan": "Scans of DAMON that lack regions",
  "ftrace.lost_uncounted": "Records were lost; the text does not say how many",
  "ftrace.tasks_dropped": "Too many threads",
  "image.absent": "Memory that the file names and does not hold",
  "clock.tsc_rate": "Nobody told the rate of its clock: times are estimated",
  "damo.space": "Nothing tells whether it is a process's memory or the machine's",
  "delimited.columns_unused": "Columns that are not used",
  "delimited.fault_kind": "Nothing tells which kind of page faults they are",
  "delimited.fields_dropped": "More fields of an event than are kept",
  "image.address": "Memory at addresses beyond 52 bits",
  "image.overlap": "Memory that is there twice",
  "image.pci_hole": "Addresses above 3 GiB may be shifted",
  "image.raw": "Taken for a memory image; nothing in it proves it",
  "image.truncated": "The memory image ends too early",
  "image.unaligned": "Memory that is no whole page",
  "import.shrunk": "The file became shorter while it was read",
  "kvm.fault_kind": "Taken for nested faults of AMD; nothing in it proves it",
  "maps.ram_not_mapped": "RAM of the guest is not in its process",
  "page_frames.listed_only": "Only listed pages of a very large mapping",
  "page_frames.sum": "Other pages than the mapping's own sum says",
  "page_hashes.unplaced": "Nothing tells where the pages of the hashes lie",
  "page_table.classes_dropped": "Too many words in the class column",
  "page_table.columns_unused": "Columns that are not used",
  "page_table.order": "Pages out of order, or there twice",
  "perf.out_of_order": "Records out of order: their exits have no length",
  "perf.names_dropped": "Too many changes of thread names",
  "perf.section_size": "A section is too large",
  "perf.unknown_id": "Records of an event that is not described",
  "perf_script.tasks_dropped": "Too many threads",
  "series.too_many": "Too many series in one file",
  "trace.fields_not_kept": "Fields of events beyond the sixth",
  "trace.no_times": "Its clock counts cycles or events: an order, but no times",
  "trace.option": "A damaged option",
  "trace.other_clock": "An instance with another clock: its records have no times here",
  "trace.texts_dropped": "Too many different texts in fields",
  "trace.threads_dropped": "Too many threads",
  "virsh.count": "virsh counted other events than the file holds",
  "wrapper.damaged": "The compressed data are damaged",
  "wrapper.truncated": "The compressed data end too early",
  "wrapper.zstd_window": "The compression window is too large",
  "xentrace.layout": "Memory records in two layouts",
  "xentrace.merge": "Too many records between those of two CPUs",
  "xentrace.no_run_states": "Nothing tells which guest its page faults are of",
  "xentrace.passed_over": "Damaged parts that were passed over",
  "xentrace.record_words": "Records with fewer words than Xen writes",
  "xentrace.state_gap": "Changes of run states are missing",
  "xentrace.time_backwards": "Time goes back on a CPU",
  "xentrace.unknown_event": "Records that are not on Xen's list",
  "xentrace.vcpus": "Too many vCPUs",
  "xml.cut": "The XML ends too early",
  "xml.size": "A size in an unknown unit",
};

/** Files that became no capture. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  "capture.duplicate": "The project has this recording already",
  "capture.empty": "No record in it",
  "format.columns": "A table whose columns are not known",
  "format.empty": "The file is empty",
  "format.refused": "A format that is recognised and not read",
  "format.unrecognised": "No format was recognised",
  "guest_map.unknown_process": "A process of the guest map that no capture saw",
  "import.hidden": "Its name begins with a dot",
  "import.link": "A link; its target is read",
  "import.link_broken": "A link that leads nowhere",
  "import.link_outside": "A link out of the folder",
  "import.not_a_file": "No regular file",
  "import.not_found": "The file is gone",
  "import.project": "A project inside the folder",
  "import.special_file": "No regular file",
  "import.unreadable": "It may not be read",
  "wrapper.7z": "Packed as 7z",
  "wrapper.bzip2": "Packed as bzip2",
  "wrapper.lz4": "Packed as lz4",
  "wrapper.nested": "Packed twice",
  "wrapper.tar": "Packed as tar",
  "wrapper.xz": "Packed as xz",
  "wrapper.zip": "Packed as zip",
};

const REJECTED: Readonly<Record<string, string>> = {
  "csv.fields": "Another number of fields than the header has",
  "csv.mode": "A mode that is not known",
  "csv.number": "No number where one is needed",
  "csv.quotes": "A quote that is never closed",
  "csv.time": "No time in the row",
  "damo.accesses": "A region without a count of accesses",
  "damo.cut": "The record ends too early",
  "damo.cut_snapshot": "A snapshot that lacks regions",
  "damo.json": "No JSON from some place on",
  "damo.line": "A line that damo does not write",
  "damo.region": "A region without a place",
  "damo.zlib": "Packed data that are damaged",
  "delimited.address": "No address or page number",
  "delimited.columns": "Another number of columns than the header has",
  "delimited.flag": "A flag that is neither yes nor no",
  "delimited.header": "No header whose columns are known",
  "delimited.name": "No name of a statistic or event",
  "delimited.number": "No number where one is needed",
  "delimited.size": "A size that is too large, or none",
  "delimited.time": "A time that cannot be read",
  "delimited.who": "No number of a process, thread or vCPU",
  "events.pid": "No process number",
  "events.size": "No size",
  "ftrace.cut_line": "The file ends inside a line",
  "ftrace.line": "A line that is no event",
  "image.elf_headers": "Damaged ELF headers",
  "image.process_core": "The core of a process, not of a guest",
  "image.tail": "The last page is not whole",
  "image.too_small": "Too small for a memory image",
  "maps.too_many_places": "Too many places of guest RAM",
  "mtree.range": "A range that cannot be read",
  "mtree.too_many_ranges": "Too many ranges in a view",
  "page_frames.line": "A line of another kind",
  "page_frames.no_mapping": "Pages without a mapping and its sum",
  "page_frames.range": "Pages outside their mapping, or out of order",
  "page_frames.size": "A sum of another mapping",
  "page_frames.too_many": "More pages than one file holds",
  "page_hashes.cut": "The last hash is not whole",
  "page_table.columns": "Another number of columns than the header has",
  "page_table.flag": "A flag that is neither 0 nor 1",
  "page_table.frame": "No frame number",
  "page_table.hash": "No digest",
  "page_table.header": "No header that names a page and its digest",
  "page_table.page": "No page number",
  "page_table.pid": "No process number",
  "page_table.subject": "No name of a guest or process",
  "perf.directory": "A recording of several files",
  "perf.cut_record": "The file ends inside a record",
  "perf.header": "A damaged header",
  "perf.lost_count": "An impossible count of lost samples",
  "perf.no_event": "A sample without an event",
  "perf.record": "A damaged record",
  "perf.record_short": "A record that is too short",
  "perf.sample_size": "A sample that is too short",
  "perf.version": "A version of perf.data that is not read",
  "perf.zstd": "Damaged compressed data",
  "perf_script.cut_line": "The file ends inside a line",
  "perf_script.line": "A line that is no sample",
  "qmp.cut_document": "The file ends inside a JSON document",
  "qmp.json": "No JSON",
  "qmp.line": "A line that is no JSON document",
  "qmp.shape": "No message of the monitor protocol",
  "qmp.too_long": "A JSON document that is too long",
  "smaps.no_mapping": "Sizes without a mapping",
  "stamp.form": "A stamp that cannot be read",
  "text.cut_line": "The file ends inside a line",
  "text.line_too_long": "A line that is too long",
  "trace.chunk": "Trace data that cannot be unpacked",
  "trace.compression": "A compression that is not read",
  "trace.cut_record": "The file ends inside a record",
  "trace.header": "A damaged header",
  "trace.overlap": "Data of two CPUs in one place",
  "trace.page": "A damaged page",
  "trace.record": "A damaged record",
  "trace.record_size": "A record that is too short",
  "trace.text": "Text of a latency tracer",
  "trace.version": "A version of trace.dat that is not read",
  "virsh.data": "Data that cannot be read",
  "virsh.line": "A line that is no event",
  "virsh.size": "A size that cannot be read",
  "virsh.time": "A time that cannot be read",
  "xen_host.cut_json": "The file ends inside a JSON array",
  "xen_host.json": "No configurations of domains",
  "xen_host.line": "A line that no tool of Xen prints",
  "xen_host.too_long": "A JSON array that is too long",
  "xentop.line": "Another number of columns than the header has",
  "xentrace.cut_record": "The file ends inside a record",
  "xentrace.record": "No record, or a damaged one",
  "xentrace.window": "More or fewer records of a CPU than announced",
  "xml.no_name": "A domain without a name",
  "xml.too_long": "A domain description that is too long",
};

const words: Readonly<Record<string, string>> = { ...REJECTED, ...REMARKS, ...LEFT_OUT };

export type ProblemKind = "rejected" | "leftOut" | "remark";

/** What a code is about; `hasRejected`: its capture has rejected records. Codes of a newer engine go by that. */
export function kindOfCode(code: string, hasRejected: boolean): ProblemKind {
  if (code in LEFT_OUT || code.startsWith("import.") || code.startsWith("format.")) return "leftOut";
  if (code in REMARKS) return "remark";
  if (code in REJECTED || code.endsWith(".line")) return "rejected";
  return hasRejected ? "rejected" : "remark";
}

/** A reason in words; the code itself for one that is newer than this window. */
export function reasonWords(code: string): string {
  const known = words[code];
  if (known) return known;
  const [, file] = /^([a-z_]+)\.(?:line|line_length)$/.exec(code) ?? [];
  return file ? `A line that ${file} does not have` : code;
}

/** "line 88 214", "byte 6 291 477", "line 3, byte 99"; null where no place is known. */
export function placeWords({ where }: { where: { line: number | null; offset: string | null } }): string | null {
  const parts = [
    where.line === null ? null : `line ${formatNumber(where.line)}`,
    where.offset === null ? null : `byte ${formatDecimal(where.offset)}`,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(", ") : null;
}

/** Of files left out: the name of the capture that is the same recording. */
export function sameAs({ code, expected }: { code: string; expected: string | null }): string | null {
  if (code !== "capture.duplicate") return null;
  return /this one is (.+)$/.exec(expected ?? "")?.[1] ?? null;
}
