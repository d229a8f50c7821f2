// Sections that virsh prints: domstats and dommemstat.

import { emptyKeyValue, scanKeyValue } from "../../../text/key-value.ts";
import { lookup } from "../../../text/lookup.ts";
import { reported } from "../../../text/numbers.ts";
import { counter, type Group, gauge, type Meaning } from "../../../text/statistics.ts";
import { accepted, rejected } from "../../../text/verdict.ts";
import type { Section, Sink } from "../section.ts";

const KIB = 1024;

/** Balloon statistics of libvirt by their last name (virsh manual, domstats and dommemstat): sizes are in KiB. */
const BALLOON: Readonly<Record<string, Meaning>> = {
  actual: gauge("bytes", KIB),
  current: gauge("bytes", KIB),
  maximum: gauge("bytes", KIB),
  unused: gauge("bytes", KIB),
  available: gauge("bytes", KIB),
  usable: gauge("bytes", KIB),
  disk_caches: gauge("bytes", KIB),
  rss: gauge("bytes", KIB),
  swap_in: counter("bytes", KIB),
  swap_out: counter("bytes", KIB),
  major_fault: counter("count"),
  minor_fault: counter("count"),
  hugetlb_pgalloc: counter("count"),
  hugetlb_pgfail: counter("count"),
  last_update: gauge("s"),
  "last-update": gauge("s"),
};

/** A value, NaN where it says "not reported"; a last update of 0 means never. */
const reportedAs = (key: string, value: number): number =>
  value === 0 && /last[-_]update$/.test(key) ? Number.NaN : reported(value);

/** Times of domstats are ns; bytes and requests of disks and networks count up; sizes and states are levels. */
function domstatsKey(key: string): Meaning {
  const last = key.slice(key.lastIndexOf(".") + 1);
  if (key.startsWith("balloon.")) return lookup(BALLOON, last) ?? gauge("count");
  if (/^cpu\.(time|user|system)$|\.times?$|^vcpu\.\d+\.(wait|delay)$/.test(key)) return counter("ns");
  if (/^(net|block)\.\d+\..*bytes$/.test(key)) return counter("bytes");
  if (/^block\.\d+\.(allocation|capacity|physical)$/.test(key)) return gauge("bytes");
  if (/^(net|block)\.\d+\..*(reqs|pkts|errs|drop)$|^perf\./.test(key)) return counter("count");
  if (/^memory\.bandwidth\.monitor\..*bytes\./.test(key)) return counter("bytes");
  return gauge(last === "megabytes_per_second" ? "MiB/s" : "count");
}

/** `Domain: 'NAME'`, then indented `key=value`; words become facts, a last update of 0 means never. */
export function domstats(sink: Sink): Section {
  const field = emptyKeyValue();
  let domain: string | null = null;
  let group: Group | null = null;
  let maximum: number | null = null;
  const close = (t: bigint | null): void => {
    if (domain !== null) sink.output.seen({ t, name: domain, ramBytes: maximum, how: "domstats" });
    domain = null;
    maximum = null;
  };
  return {
    opens: (text) => /^Domain: '.+'$/.test(text),
    line(text, block) {
      const head = /^Domain: '(.+)'$/.exec(text);
      if (head) {
        close(block.t);
        domain = head[1] as string;
        group = sink.output.statistics.group("domstats", "guest", domain);
        return accepted;
      }
      if (domain === null || !text.startsWith(" ")) return null;
      if (!scanKeyValue(text, field) || field.separator !== "=") return rejected("domstats.line", "key=value");
      if (Number.isNaN(field.number)) {
        const name = `domstats.${field.key}`;
        sink.output.fact({ t: block.t, scope: "guest", subject: domain, name, value: field.text });
        return accepted;
      }
      const value = reportedAs(field.key, field.number);
      const bytes = value * KIB;
      if (field.key === "balloon.maximum" && Number.isSafeInteger(bytes)) maximum = bytes;
      group?.put(field.key, domstatsKey, block.t, value);
      return accepted;
    },
    end: (block) => close(block.t),
  };
}

/** `tag value` lines of one guest, which only the stamp names. */
export function dommemstat(sink: Sink): Section {
  const field = emptyKeyValue();
  const known = (text: string): Meaning | null =>
    scanKeyValue(text, field) && field.separator === " " && !text.startsWith(" ")
      ? (lookup(BALLOON, field.key) ?? null)
      : null;
  return {
    opens: (text) => known(text) !== null && !Number.isNaN(field.number),
    line(text, block) {
      const found = known(text);
      if (!found) return null;
      if (Number.isNaN(field.number)) return rejected("dommemstat.line", "tag NUMBER");
      const group = sink.output.statistics.group("dommemstat", "guest", block.guest);
      group.put(field.key, found, block.t, reportedAs(field.key, field.number));
      return accepted;
    },
  };
}

/** QEMU's answer to `info balloon`, in MiB; the guest is the stamp's. */
export function hmpBalloon(sink: Sink): Section {
  const shape = /^balloon: actual=(\d{1,9})\s*$/;
  return {
    opens: (text) => shape.test(text),
    line(text, block) {
      const mib = shape.exec(text)?.[1];
      if (mib === undefined) return null;
      sink.output.statistics
        .group("hmp", "guest", block.guest)
        .put("balloon.actual", gauge("bytes", KIB * KIB), block.t, Number(mib));
      return accepted;
    },
  };
}
