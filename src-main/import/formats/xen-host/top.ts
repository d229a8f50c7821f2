// `xentop -b`: a table of domains again and again; its columns are told by its header.
import { numberOf } from "../../text/numbers.ts";
import { counter, type Group, gauge, type Meaning } from "../../text/statistics.ts";
import { accepted, comment, rejected, skipped } from "../../text/verdict.ts";
import { isHostDomain, ownName, type Section, type Sink } from "./section.ts";

export const TOP_HEADER = /^\s*NAME\s+STATE\s+CPU\(sec\)/;
/** Further lines of a domain with -n, -x, -v and the like. */
const DETAIL = /^\s*(?:VCPUs\(sec\):|Net\d+ |VBD )/;
const DETAILS = skipped("details of a domain");
const BAD_ROW = rejected("xentop.line", "as many columns as the header has");

const KIB = 1024;
const SECOND_NS = 1e9;

/** Columns that are no statistic. */
const NO_STATISTIC: ReadonlySet<string> = new Set(["NAME", "STATE", "SSID"]);

function meaningOf(column: string): Meaning {
  if (column.endsWith("(sec)")) return counter("ns", SECOND_NS);
  if (column.endsWith("(%)")) return gauge("percent");
  if (/^NET[TR]X\(k\)$/.test(column)) return counter("bytes", KIB);
  if (column.endsWith("(k)")) return gauge("bytes", KIB);
  return /^VBD_/.test(column) ? counter("count") : gauge("count");
}

export function top({ output, domains }: Sink): Section {
  let columns: readonly string[] = [];
  const groups = new Map<string, { readonly group: Group; rows: number }>();

  function groupOf(name: string, t: bigint | null): { readonly group: Group; rows: number } {
    let found = groups.get(name);
    if (!found) {
      if (!isHostDomain(null, name)) output.seen({ t, name, how: "xentop" });
      found = { group: domains.group("xentop", name), rows: 0 };
      groups.set(name, found);
    }
    return found;
  }

  return {
    line(text, block) {
      if (TOP_HEADER.test(text)) {
        columns = text.trim().split(/\s+/);
        return comment;
      }
      if (!columns.length) return null;
      if (DETAIL.test(text)) return DETAILS;
      // A domain without a limit has two words in that column.
      const cells = text.trim().replace("no limit", "none").split(/\s+/);
      const extra = cells.length - columns.length;
      if (extra < 0 || !/^[-a-z]{6}$/.test(cells[1 + extra] ?? "")) return text.trim() === "" ? null : BAD_ROW;
      const of = groupOf(ownName(cells.slice(0, 1 + extra).join(" ")), block.t);
      for (const [i, column] of columns.entries()) {
        if (NO_STATISTIC.has(column)) continue;
        // Shares of time are differences to the last row, so the first one has none.
        const first = column === "CPU(%)" && of.rows === 0;
        of.group.put(column, meaningOf, block.t, first ? Number.NaN : (numberOf(cells[i + extra] ?? "") ?? Number.NaN));
      }
      of.rows++;
      return accepted;
    },
  };
}
