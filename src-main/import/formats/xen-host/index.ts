// Importer of what the tools of a Xen host print: xl, xentop, xenstore and the hypervisor's log, alone or under stamps.
import type { ImportContext, Importer } from "../../importer.ts";
import { headLines } from "../../text/head.ts";
import { importLines, type LineReader } from "../../text/import-lines.ts";
import { createDocumentReader } from "../../text/json-documents.ts";
import { createOutput, type Output } from "../../text/output.ts";
import { createStampClock, isStamp, parseStamp } from "../../text/stamp.ts";
import { accepted, blank, comment, pending, rejected, type Verdict } from "../../text/verdict.ts";
import { takeConfiguration } from "./configuration.ts";
import { hostInformation, hypervisorLog, INFO_KEYS, INFO_LINE, LOG_LINE } from "./information.ts";
import { domainList, LIST_HEADER, LIST_ROW, STORE_ENTRY, storeEntries } from "./lists.ts";
import { createMarks, MARK } from "./marks.ts";
import { type Block, createDomains, type Section, type Sink } from "./section.ts";
import { TOP_HEADER, top } from "./top.ts";

const BAD_STAMP = rejected("stamp.form", "# stamp wall_ns=N mono_ns=N, or MARK tsc=N real=S mono=S");
const BAD_LINE = rejected("xen_host.line", "a line of xl, xentop, xenstore or of the hypervisor's log");
const BAD_JSON = rejected("xen_host.json", "the JSON array that xl list -l prints");
const TOO_LONG = rejected("xen_host.too_long", "a JSON array of at most 4 MiB");
/** Names of the parts of a text that holds several. */
const HEADING = /^==+ /;

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function reader(context: ImportContext, output: Output): LineReader {
  const sink: Sink = { output, context, domains: createDomains(output) };
  const clock = createStampClock(context);
  const marks = createMarks(context, clock);
  const documents = createDocumentReader();
  const sections: readonly Section[] = [hypervisorLog, storeEntries, domainList, top, hostInformation].map((create) =>
    create(sink),
  );
  let block: Block = { t: null };

  const begin = (t: bigint | null): void => {
    for (const section of sections) section.end?.(block);
    block = { t };
  };
  function stamp(text: string): Verdict {
    const mark = text.startsWith("MARK ") ? marks.read(text) : null;
    const read = mark ? null : parseStamp(text);
    begin(mark ? mark.t : read && clock.time(read));
    if (mark?.label) output.add("guest_event", { t: mark.t, kind: "mark", detail: mark.label });
    return mark || read ? accepted : BAD_STAMP;
  }
  function document(text: string): Verdict {
    const found = documents.line(text);
    if (found === "open") return pending;
    if (found === "too long") return TOO_LONG;
    if (found === "none") return BAD_LINE;
    return found.words.length === 0 && takeConfiguration(sink, parse(found.json), block) ? accepted : BAD_JSON;
  }

  return {
    // An array that ends is whole, with or without a newline behind it.
    get openEnd() {
      return documents.open;
    },
    line(text) {
      if (documents.open) return document(text);
      if (text.trim() === "") return blank;
      if (isStamp(text) || text.startsWith("MARK ")) return stamp(text);
      if (text.startsWith("#") || HEADING.test(text)) return comment;
      if (/^\s*[[{]/.test(text)) return document(text);
      for (const section of sections) {
        const verdict = section.line(text, block);
        if (verdict) return verdict;
      }
      return BAD_LINE;
    },
    end() {
      begin(null);
      marks.end();
      if (!documents.open) return;
      context.status("truncated");
      context.reject({ code: "xen_host.cut_json", expected: "the end of the JSON array" });
    },
  };
}

/** What a first line can be, and what is said of the file then. */
const FIRST: readonly (readonly [test: RegExp, why: string])[] = [
  [TOP_HEADER, "the table of xentop"],
  [LIST_HEADER, "the table of xl list"],
  [LOG_LINE, "lines of Xen's log"],
  [STORE_ENTRY, "entries of xenstore below /local/domain"],
  [MARK, "marks with the time stamp counter of a Xen host"],
];

export const xenHost: Importer = {
  id: "xen-host",
  title: "Xen host: xl, xentop, xenstore, hypervisor log",
  notes: {
    made: "`xl list`, `xl list -l`, `xl info`, `xentop -b -d 2`, `xenstore-ls -f`, `xl dmesg`, alone or one after the other under stamps",
    accuracy:
      "as printed; sizes become bytes, times ns; a time only where a stamp tells one; a configuration is no measured use",
    limits:
      "names that xentop cut to ten characters are matched with the one guest whose name begins so; details of networks, disks and vCPUs are left out; of the hypervisor's log only the rate of the counter, memory and pages of domains are read",
  },
  tables: ["series", "counter", "fact", "guest_seen", "guest_event"],
  detect(head) {
    const all = headLines(head, 2000);
    if (!all) return null;
    const lines = all.filter((line) => line.trim() !== "" && !line.startsWith("#") && !HEADING.test(line));
    const [first = ""] = lines;
    const found = FIRST.find(([test]) => test.test(first));
    if (found) return { confidence: 0.9, why: found[1] };
    const keys = lines.flatMap((line) => INFO_LINE.exec(line)?.[1] ?? []);
    const known = keys.filter((key) => INFO_KEYS.has(key)).length;
    if (known >= 3 && keys.length * 2 > lines.length) return { confidence: 0.9, why: `${known} properties of xl info` };
    if (/^\s*\[/.test(first)) {
      const text = lines.slice(0, 40).join("\n");
      if (/"domid"\s*:/.test(text) && /"config"\s*:/.test(text))
        return { confidence: 0.95, why: "the configurations that xl list -l prints" };
    }
    const rows = lines.filter((line) => LIST_ROW.test(line)).length;
    return rows > 0 && rows === lines.length ? { confidence: 0.6, why: "rows of xl list" } : null;
  },
  open(source, context) {
    const output = createOutput(context);
    return importLines(source, context, output, reader(context, output));
  },
};
