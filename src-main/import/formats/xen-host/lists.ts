// `xl list` and what xenstore says of domains' memory.
import { int32Of, numberOf } from "../../text/numbers.ts";
import { counter, gauge, type Meaning } from "../../text/statistics.ts";
import { accepted, comment, skipped } from "../../text/verdict.ts";
import { type Block, isHostDomain, type Section, type Sink } from "./section.ts";

const KIB = 1024;
const MIB = KIB * KIB;
const SECOND_NS = 1e9;

export const LIST_HEADER = /^Name\s+ID\s+Mem\s*VCPUs\s+State\s+Time\(s\)/;
/** From the right: names may hold blanks, and xl pads them. */
export const LIST_ROW = /^(\S.*?)\s+(\d+)\s+(\d+)\s+(\d+)\s+([-a-z]{6})\s+(\d+(?:\.\d+)?)\s*$/;
export const STORE_ENTRY = /^\/local\/domain\/(\d+)(?:\/(\S+))? = "(.*)"$/;

const NAMELESS = skipped("domain without a name");
const NOT_KEPT = skipped("xenstore entry that is not kept");

/** A table of domains: memory in MiB, running time in s. Rows may stand without the header. */
export function domainList({ output, domains }: Sink): Section {
  return {
    line(text, block) {
      if (LIST_HEADER.test(text)) return comment;
      const row = LIST_ROW.exec(text);
      if (!row) return null;
      const [, written = "", id, memory, vcpus, , time] = row;
      if (written === "(null)") return NAMELESS;
      const domid = int32Of(id);
      if (domid === null) return null;
      const name = domains.named(domid, written);
      if (!isHostDomain(domid, name)) output.seen({ t: block.t, name, domid, how: "xl list" });
      const group = domains.group("xl_list", name);
      const put = (key: string, meaning: Meaning, value = ""): void =>
        group.put(key, meaning, block.t, numberOf(value) ?? Number.NaN);
      put("Mem", gauge("bytes", MIB), memory);
      put("VCPUs", gauge("count"), vcpus);
      put("Time(s)", counter("ns", SECOND_NS), time);
      return accepted;
    },
  };
}

/** Entries below `memory` that are sizes in KiB. */
const SIZES: ReadonlySet<string> = new Set(["target", "static-max", "videoram", "hotplug-max"]);
/** Values of one block that wait for the names of their domains. */
const MOST_WAITING = 10_000;

/** Entries of xenstore as `xenstore-ls -f` prints them, and sizes of dom0's own balloon driver. */
export function storeEntries({ output, domains }: Sink): Section {
  let waiting: { domid: number; key: string; value: number }[] = [];
  const flush = ({ t }: Block): void => {
    for (const { domid, key, value } of waiting)
      domains.group("xenstore", domains.nameOf(domid)).put(`memory/${key}`, gauge("bytes", KIB), t, value);
    waiting = [];
  };
  return {
    line(text, block) {
      const balloon = /^dom0_(\S+_kb) (\d+)$/.exec(text);
      if (balloon) {
        const [, key = "", value = ""] = balloon;
        output.statistics.group("xen_balloon", "host").put(key, gauge("bytes", KIB), block.t, Number(value));
        return accepted;
      }
      const entry = STORE_ENTRY.exec(text);
      if (!entry) return null;
      const [, id, path = "", value = ""] = entry;
      const domid = int32Of(id);
      if (domid === null) return null;
      if (path === "name" && value !== "") {
        const name = domains.named(domid, value);
        if (!isHostDomain(domid, name)) output.seen({ t: block.t, name, domid, how: "xenstore" });
        return accepted;
      }
      const key = path.startsWith("memory/") ? path.slice("memory/".length) : "";
      const size = numberOf(value);
      if (!SIZES.has(key) || size === null) return NOT_KEPT;
      if (!isHostDomain(domid, null)) output.seen({ t: block.t, name: null, domid, how: "xenstore" });
      waiting.push({ domid, key, value: size });
      if (waiting.length === MOST_WAITING) flush(block);
      return accepted;
    },
    end: flush,
  };
}
