// `xl info` and the hypervisor's log: properties of the host, the rate of its time stamp counter, pages of domains.
import { numberOf } from "../../text/numbers.ts";
import { gauge } from "../../text/statistics.ts";
import { accepted, skipped } from "../../text/verdict.ts";
import { isHostDomain, type Section, type Sink } from "./section.ts";

const KIB = 1024;
const MIB = KIB * KIB;

export const INFO_LINE = /^([a-z][a-z0-9_]*)\s+: ?(.*)$/;
/** Keys by which the output of xl info is told from other lists of keys and values. */
export const INFO_KEYS: ReadonlySet<string> = new Set(
  "xen_major xen_minor xen_version xen_caps xen_scheduler xen_pagesize total_memory free_memory cpu_mhz nr_cpus".split(
    " ",
  ),
);
/** Sizes in MiB. */
const IN_MIB = /_memory$|^outstanding_claims$/;

export function hostInformation({ output, context }: Sink): Section {
  return {
    line(text, { t }) {
      const [, key, written = ""] = INFO_LINE.exec(text) ?? [];
      if (key === undefined) return null;
      const value = written.trim();
      const number = value === "" ? null : numberOf(value);
      if (key === "host" && value !== "") context.property("host", value);
      if (key === "xen_pagesize" && number !== null && Number.isSafeInteger(number))
        context.property("page_size", value);
      if (key === "cpu_mhz" && number !== null && number > 0) context.tellRate("tsc", number * 1e6);
      const bytes = IN_MIB.test(key) && number !== null ? number * MIB : null;
      const told = bytes === null ? { value, number } : { value: String(bytes), number: bytes };
      output.fact({ t, scope: "host", subject: null, name: `xl_info.${key}`, ...told });
      return accepted;
    },
  };
}

export const LOG_LINE = /^\(XEN\) ?(.*)$/;
const NOT_KEPT = skipped("line of the hypervisor's log");

/** Lines of the log that are properties of the host, by name. */
const PROPERTIES: readonly (readonly [name: string, line: RegExp, scale: number])[] = [
  ["xen.cpu_mhz", /^Detected (\d+(?:\.\d+)?) MHz processor/, 1],
  ["xen.system_ram", /^System RAM: \d+MB \((\d+)kB\)/, KIB],
  ["xen.version", /^Xen version (\S+)/, 1],
  ["xen.command_line", /^Command line: (.+)$/, 1],
];
const UUID = /^handle=([0-9a-f]{8}-[0-9a-f-]{27})/;
const NO_UUID = /^[0-]+$/;

/** `xl dmesg`; of the dump of all domains (debug key q) the numbers of pages and identifiers. */
export function hypervisorLog({ output, context, domains }: Sink): Section {
  let domid: number | null = null;
  return {
    line(text, { t }) {
      const [, line] = LOG_LINE.exec(text) ?? [];
      if (line === undefined) return null;
      const content = line.trim();
      const domain = /^General information for domain (\d{1,5}):$/.exec(content)?.[1];
      if (domain !== undefined) {
        domid = Number(domain);
        if (!isHostDomain(domid, null)) output.seen({ t, name: null, domid, how: "hypervisor log" });
      }
      for (const [name, pattern, scale] of PROPERTIES) {
        const value = pattern.exec(content)?.[1];
        if (value === undefined) continue;
        const number = numberOf(value);
        if (name === "xen.cpu_mhz" && number !== null && number > 0) context.tellRate("tsc", number * 1e6);
        const scaled = number === null ? null : number * scale;
        output.fact({
          t,
          scope: "host",
          subject: null,
          name,
          value: scaled === null ? value : String(scaled),
          number: scaled,
        });
        return accepted;
      }
      if (domid === null) return NOT_KEPT;
      const handle = UUID.exec(content)?.[1];
      const uuid = handle !== undefined && !NO_UUID.test(handle) && !isHostDomain(domid, null) ? handle : null;
      if (uuid !== null) output.seen({ t, name: null, uuid, domid, how: "hypervisor log" });
      const pages = /^nr_pages=|^refcnt=.*nr_pages=/.test(content) ? [...content.matchAll(/\b(\w+_pages)=(\d+)/g)] : [];
      const group = pages.length ? domains.group("xen", domains.nameOf(domid)) : null;
      for (const [, key = "", value = ""] of pages) group?.put(key, gauge("pages"), t, Number(value));
      return group || domain !== undefined || uuid !== null ? accepted : NOT_KEPT;
    },
  };
}
