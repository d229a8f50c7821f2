// Sections about memory nodes: /proc/zoneinfo and /proc/PID/numa_maps.
import { emptyKeyValue, scanKeyValue } from "../../../text/key-value.ts";
import { counter, gauge, type Meaning } from "../../../text/statistics.ts";
import { accepted, rejected, skipped } from "../../../text/verdict.ts";
import { type Block, nodeOf, pinned, processGroup, type Section, type Sink } from "../section.ts";
import { vmstatKey } from "./system.ts";

/** Sizes of a zone in pages, besides the keys that vmstat has too. */
const ZONE_SIZES: readonly string[] = [
  "free",
  "boost",
  "min",
  "low",
  "high",
  "promo",
  "spanned",
  "present",
  "managed",
  "cma",
];
const zoneKey = (key: string): Meaning => (ZONE_SIZES.includes(key) ? gauge("pages") : vmstatKey(key));

/** Lines of the lists of each processor, which are no sizes of the zone. */
const PER_CPU = /^\s+(?:pagesets|cpu:|count:|high:|low:|batch:|high_min:|high_max:|vm stats threshold:)/;
const LAYOUT = /^\s+(?:protection:|start_pfn:|node_unreclaimable:|node_inactive_ratio:|all_unreclaimable:)/;

/** `Node N, zone NAME`, then values of the zone, and of the node below `per-node stats`; 4 KiB pages. */
export function zoneinfo(sink: Sink): Section {
  const field = emptyKeyValue();
  const lists = skipped("page lists of a processor");
  const layout = skipped("layout of a zone");
  let node = "";
  let zone = "";
  let ofNode = false;
  const put = (block: Block, key: string): void => {
    const subject = ofNode ? node : `${node}/${zone}`;
    sink.output.statistics.group("zoneinfo", "node", subject).put(key, zoneKey, block.t, field.number);
  };
  return {
    opens: (text) => /^Node \d+, zone\s+\S+$/.test(text),
    line(text, block) {
      const head = /^Node (\d+), zone\s+(\S+)$/.exec(text);
      if (head) {
        [, node = "", zone = ""] = head;
        ofNode = false;
        return accepted;
      }
      if (!/^\s/.test(text)) return null;
      if (PER_CPU.test(text)) return lists;
      if (LAYOUT.test(text)) return layout;
      const line = text.trim();
      if (line === "per-node stats") {
        ofNode = true;
        return accepted;
      }
      const free = line.startsWith("pages free ");
      if (free) ofNode = false;
      const known = scanKeyValue(free ? line.slice("pages ".length) : line, field) && field.separator === " ";
      if (!known || Number.isNaN(field.number)) return rejected("zoneinfo.line", "name NUMBER");
      put(block, field.key);
      return accepted;
    },
  };
}

/** `numa_hit N` and the like of a node, by its path: the lines themselves stand in vmstat, too. */
export function numastat(sink: Sink): Section {
  const shape = /^([a-z_]+) (\d{1,20})$/;
  return {
    opens: (text, block) => /\/node\/node\d+\/numastat$/.test(block.file?.path ?? "") && shape.test(text),
    line(text, block) {
      const [, key, value] = shape.exec(text) ?? [];
      if (key === undefined) return null;
      sink.output.statistics.group("numastat", "node", nodeOf(block)).put(key, NUMA_COUNTED, block.t, Number(value));
      return accepted;
    },
  };
}

const NUMA_COUNTED = counter("pages");
const IN_BYTES = gauge("bytes");
const NUMA = /^[0-9a-f]{5,16} (?:default|bind|prefer|interleave|local|weighted)\S*(?: |$)/;

/** `addr policy key=value ...`: pages by node, summed over the process as bytes. */
export function numaMaps(sink: Sink): Section {
  const group = processGroup(sink, "numa_maps");
  let nodes = new Map<string, number>();
  let huge = 0;
  return {
    opens: (text) => NUMA.test(text),
    line(text) {
      if (!NUMA.test(text)) return null;
      const pageBytes = 1024 * Number(/ kernelpagesize_kB=(\d{1,9})/.exec(text)?.[1] ?? 4);
      const onHugePages = / huge(?: |$)/.test(text);
      for (const [, node, pages] of text.matchAll(/ (N\d{1,4})=(\d{1,15})/g)) {
        const bytes = Number(pages) * pageBytes;
        nodes.set(node as string, (nodes.get(node as string) ?? 0) + bytes);
        if (onHugePages) huge += bytes;
      }
      return accepted;
    },
    end(block) {
      for (const [node, bytes] of nodes) group(block).put(node, IN_BYTES, block.t, bytes);
      pinned(sink, block, "numa_maps.hugetlb_bytes", huge);
      nodes = new Map();
      huge = 0;
    },
  };
}
