// Sections of the kernel's allocators: /proc/buddyinfo, pagetypeinfo, slabinfo and swaps.
import { type Group, gauge } from "../../../text/statistics.ts";
import { accepted, rejected, skipped } from "../../../text/verdict.ts";
import type { Section, Sink } from "../section.ts";

const BLOCKS = gauge("count");
const IN_PAGES = gauge("pages");

const zoneGroup = (sink: Sink, source: string, node: string, zone: string): Group =>
  sink.output.statistics.group(source, "node", `${node}/${zone}`);

/** A count; pagetypeinfo stops counting at 100000 and writes `>100000`. */
const countOf = (text: string): number => Number(text.replace(">", ""));
const COUNTS = String.raw`((?:\s+>?\d{1,12})+)\s*$`;
const BUDDY = new RegExp(String.raw`^Node\s+(\d+), zone\s+(\S+)${COUNTS}`);
const OF_TYPE = new RegExp(String.raw`^Node\s+(\d+), zone\s+(\S+), type\s+(\S+)${COUNTS}`);

/** `Node N, zone NAME` and the number of free blocks of 2^0, 2^1 ... pages. */
export function buddyinfo(sink: Sink): Section {
  return {
    opens: (text) => BUDDY.test(text),
    line(text, block) {
      const [, node, zone, counts] = BUDDY.exec(text) ?? [];
      if (node === undefined || zone === undefined || counts === undefined) return null;
      const group = zoneGroup(sink, "buddyinfo", node, zone);
      counts
        .trim()
        .split(/\s+/)
        .forEach((value, order) => {
          group.put(`order_${order}`, BLOCKS, block.t, countOf(value));
        });
      return accepted;
    },
  };
}

/** Free blocks by mobility and order, then the number of page blocks of each mobility. */
export function pagetypeinfo(sink: Sink): Section {
  let types: readonly string[] = [];
  const heads = skipped("head of a table");
  return {
    opens: (text) => /^Page block order: \d+$/.test(text),
    line(text, block) {
      if (/^(?:Page block order|Pages per block):\s+\d+$/.test(text)) return accepted;
      if (text.startsWith("Free pages count per migrate type")) return heads;
      const named = /^Number of (?:mixed )?blocks type\s+(.+)$/.exec(text)?.[1];
      if (named !== undefined) {
        types = named.trim().split(/\s+/);
        return heads;
      }
      const [, node, zone, type, free] = OF_TYPE.exec(text) ?? [];
      if (node !== undefined && zone !== undefined && type !== undefined && free !== undefined) {
        const group = zoneGroup(sink, "pagetypeinfo", node, zone);
        free
          .trim()
          .split(/\s+/)
          .forEach((value, order) => {
            group.put(`${type}.order_${order}`, BLOCKS, block.t, countOf(value));
          });
        return accepted;
      }
      const [, ofNode, ofZone, blocks] = BUDDY.exec(text) ?? [];
      const values = blocks?.trim().split(/\s+/) ?? [];
      if (ofNode === undefined || ofZone === undefined || values.length !== types.length) return null;
      const group = zoneGroup(sink, "pagetypeinfo", ofNode, ofZone);
      types.forEach((name, i) => {
        group.put(`${name}.blocks`, BLOCKS, block.t, countOf(values[i] as string));
      });
      return accepted;
    },
  };
}

const SLAB = /^(\S+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+) : tunables .* : slabdata\s+(\d+)\s+(\d+)\s+\d+/;

/** One line a cache: objects in use and in all, and the pages that its slabs take. */
export function slabinfo(sink: Sink): Section {
  const wrong = rejected("slabinfo.line", "NAME and numbers : tunables ... : slabdata ...");
  return {
    opens: (text) => /^slabinfo - version: \d/.test(text),
    line(text, block) {
      if (text.startsWith("slabinfo - version")) return accepted;
      const [, name, used, all, , , pages, , slabs] = SLAB.exec(text) ?? [];
      if (name === undefined) return / : tunables /.test(text) ? wrong : null;
      const group = sink.output.statistics.group("slabinfo", "host");
      group.put(`${name}.active_objs`, BLOCKS, block.t, Number(used));
      group.put(`${name}.num_objs`, BLOCKS, block.t, Number(all));
      group.put(`${name}.pages`, IN_PAGES, block.t, Number(pages) * Number(slabs));
      return accepted;
    },
  };
}

const SWAP = /^(\/\S+)\s+(\w+)\s+(\d{1,15})\s+(\d{1,15})\s+(-?\d+)\s*$/;

/** One line a swap area, in KiB; without one the host has none, which is a fact. */
export function swaps(sink: Sink): Section {
  let areas = 0;
  return {
    opens: (text) => /^Filename\s+Type\s+Size\s+Used\s+Priority\s*$/.test(text),
    line(text, block) {
      if (text.startsWith("Filename")) return accepted;
      const [, name, , size, used, priority] = SWAP.exec(text) ?? [];
      if (name === undefined) return null;
      areas++;
      const group = sink.output.statistics.group("swaps", "device", name);
      group.put("size", gauge("bytes", 1024), block.t, Number(size));
      group.put("used", gauge("bytes", 1024), block.t, Number(used));
      group.put("priority", gauge("count"), block.t, Number(priority));
      return accepted;
    },
    end(block) {
      const scope = block.guest === null ? "host" : "guest";
      sink.output.fact({ t: block.t, scope, subject: block.guest, name: "swaps.areas", number: areas });
      areas = 0;
    },
  };
}
