// Formats as the screen names them, by the ids that captures keep (docs/formats.md).

const words: Readonly<Record<string, string>> = {
  "perf.data": "perf.data",
  "perf-script": "perf script",
  "xen-host": "Xen host",
  xentrace: "xentrace recording",
  "xentrace-text": "xentrace text",
  "trace.dat": "trace-cmd recording",
  "ftrace-text": "ftrace text",
  "ftrace-numbers": "ftrace text without names",
  "memory.elf-core": "Guest memory, ELF core",
  "memory.raw": "Guest memory image",
  "page-table": "Page table with digests",
  "page-frames": "Frames of pages",
  "page-hashes": "Hashes of pages",
  "kvm-stat": "Table of perf kvm stat",
  damo: "DAMON record of damo",
  delimited: "Delimited text",
  "events-csv": "Log of actions",
  "resize-csv": "Memory resizes",
  "counter-csv": "Table of counters",
  series: "Statistics of /proc, /sys, virsh",
  maps: "Memory map of a process",
  "qemu-mtree": "QEMU memory tree",
  qmp: "QEMU monitor",
  "libvirt-events": "libvirt events",
  "libvirt-xml": "libvirt domain",
  settings: "KSM settings",
};

/** A format's name; the id itself for one that is newer than this window. */
export const formatWords = (id: string): string => words[id] ?? id;

export const knownFormats = (): readonly string[] => Object.keys(words);
