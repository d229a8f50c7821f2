// Importer of the table that `perf kvm stat report` prints: exits, ports or device memory with their counts and times.
import type { ImportContext, Importer } from "../../importer.ts";
import { contentLines, headLines } from "../../text/head.ts";
import { importLines, type LineReader } from "../../text/import-lines.ts";
import { createOutput, type Output } from "../../text/output.ts";
import { counter, type Group, gauge } from "../../text/statistics.ts";
import { accepted, blank, rejected, skipped, type Verdict } from "../../text/verdict.ts";

const SCOPE = /^Analyze events for (?:all VMs|pid\(s\) ([\d,]+)), (?:all VCPUs|VCPU (\d+)):\s*$/;
const HEAD =
  /^\s*(VM-EXIT|IO Port Access|MMIO Access)\s+Samples\s+Samples%\s+Time%\s+Min Time\s+Max Time\s+Avg time\s*$/;
const TIME = String.raw`(\d+(?:\.\d+)?)us`;
const ROW = new RegExp(
  String.raw`^\s*(\S.*?)\s+(\d+)\s+[\d.]+%\s+[\d.]+%\s+${TIME}\s+${TIME}\s+${TIME}\s+\(\s*\+-.*\)\s*$`,
);
const TOTAL = new RegExp(String.raw`^Total Samples:(\d+), Total events handled time:${TIME}\.\s*$`);

const BAD_ROW = rejected("kvm_stat.line", "NAME SAMPLES SAMPLES% TIME% MIN MAX AVERAGE");
const HEADING = skipped("heading");
const EMPTY_COLUMN = skipped("column names");
const SAMPLES = counter("count");
const US = gauge("ns", 1000);
const TOTAL_US = counter("ns", 1000);

/** Second part of the names of series by the head of the table. */
const KINDS: Readonly<Record<string, string>> = {
  "VM-EXIT": "exit",
  "IO Port Access": "ioport",
  "MMIO Access": "mmio",
};

function reader(output: Output): LineReader {
  let kind = "";
  let group: Group = output.statistics.group("kvm_stat", "host");
  const row = ([, name, samples, least, most, mean]: RegExpExecArray): Verdict => {
    const put = (key: string, meaning: typeof US, value: string | undefined): void =>
      group.put(`${kind}.${name}.${key}`, meaning, null, Number(value));
    put("samples", SAMPLES, samples);
    put("min", US, least);
    put("max", US, most);
    put("avg", US, mean);
    return accepted;
  };
  return {
    line(text) {
      if (text.trim() === "") return blank;
      const scope = SCOPE.exec(text);
      if (scope) {
        const vcpu = scope[2];
        group = output.statistics.group("kvm_stat", vcpu === undefined ? "host" : "vcpu", vcpu ?? null);
        return HEADING;
      }
      const head = HEAD.exec(text)?.[1];
      if (head !== undefined) {
        kind = KINDS[head] ?? "";
        return EMPTY_COLUMN;
      }
      const total = TOTAL.exec(text);
      if (total) {
        group.put(`${kind}.samples`, SAMPLES, null, Number(total[1]));
        group.put(`${kind}.time`, TOTAL_US, null, Number(total[2]));
        return accepted;
      }
      const found = kind === "" ? null : ROW.exec(text);
      return found ? row(found) : BAD_ROW;
    },
  };
}

export const kvmStat: Importer = {
  id: "kvm-stat",
  title: "Table of perf kvm stat report",
  notes: {
    made: "`perf kvm stat report --event=vmexit`, `ioport` or `mmio`",
    accuracy: "counts of pairs of exit and entry, as perf makes them; times in hundredths of us",
    limits:
      "sums without times of their own: import the recording itself for exits over time; percentages are not kept",
  },
  tables: ["series", "counter"],
  detect(head) {
    const lines = contentLines(headLines(head) ?? []);
    const at = lines.findIndex((line) => SCOPE.test(line));
    return at >= 0 && at < 10 && lines.slice(at, at + 3).some((line) => HEAD.test(line))
      ? { confidence: 0.95, why: "the table of perf kvm stat report" }
      : null;
  },
  open(source, context: ImportContext) {
    const output = createOutput(context);
    return importLines(source, context, output, reader(output));
  },
};
