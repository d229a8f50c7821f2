// Types of records in a perf.data file, and under which name those that are not kept are counted.

export const MMAP = 1;
export const LOST = 2;
export const COMM = 3;
export const FORK = 7;
export const SAMPLE = 9;
export const MMAP2 = 10;
export const LOST_SAMPLES = 13;
export const HEADER_ATTR = 64;
export const HEADER_TRACING_DATA = 66;
export const FINISHED_ROUND = 68;
export const AUXTRACE = 71;
export const EVENT_UPDATE = 78;
export const HEADER_FEATURE = 80;
export const COMPRESSED = 81;
export const COMPRESSED2 = 83;

/** Records of the recorder itself, from here on, have no trailer. */
export const FIRST_WITHOUT_TRAILER = 64;

const names: ReadonlyMap<number, string> = new Map([
  [MMAP, "MMAP"],
  [LOST, "LOST"],
  [COMM, "COMM"],
  [4, "EXIT"],
  [5, "THROTTLE"],
  [6, "UNTHROTTLE"],
  [FORK, "FORK"],
  [8, "READ"],
  [SAMPLE, "SAMPLE"],
  [MMAP2, "MMAP2"],
  [11, "AUX"],
  [12, "ITRACE_START"],
  [LOST_SAMPLES, "LOST_SAMPLES"],
  [14, "SWITCH"],
  [15, "SWITCH_CPU_WIDE"],
  [16, "NAMESPACES"],
  [17, "KSYMBOL"],
  [18, "BPF_EVENT"],
  [19, "CGROUP"],
  [20, "TEXT_POKE"],
  [21, "AUX_OUTPUT_HW_ID"],
  [HEADER_ATTR, "HEADER_ATTR"],
  [65, "HEADER_EVENT_TYPE"],
  [HEADER_TRACING_DATA, "HEADER_TRACING_DATA"],
  [67, "HEADER_BUILD_ID"],
  [FINISHED_ROUND, "FINISHED_ROUND"],
  [69, "ID_INDEX"],
  [70, "AUXTRACE_INFO"],
  [AUXTRACE, "AUXTRACE"],
  [72, "AUXTRACE_ERROR"],
  [73, "THREAD_MAP"],
  [74, "CPU_MAP"],
  [75, "STAT_CONFIG"],
  [76, "STAT"],
  [77, "STAT_ROUND"],
  [EVENT_UPDATE, "EVENT_UPDATE"],
  [79, "TIME_CONV"],
  [HEADER_FEATURE, "HEADER_FEATURE"],
  [COMPRESSED, "COMPRESSED"],
  [82, "FINISHED_INIT"],
  [COMPRESSED2, "COMPRESSED2"],
  [84, "BPF_METADATA"],
  [85, "SCHEDSTAT_CPU"],
  [86, "SCHEDSTAT_DOMAIN"],
]);

/** Name of a kind of record; all unknown ones share one. */
export const recordName = (type: number): string => names.get(type) ?? "unknown";
