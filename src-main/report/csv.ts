// The report as a long table: one row for each value, with its path and unit.
import type { ReportDocument } from "../../src-shared/protocol/report.ts";
import { type Leaf, leaves, shapeOf } from "./paths.ts";

/** CSV (RFC 4180, CRLF) with the columns path, value, unit; unknown values are empty. */
export function renderCsv(report: ReportDocument): string {
  const rows = ["path,value,unit"];
  for (const [path, value] of leaves(report)) rows.push([field(path), cell(value), unitOf(path, value)].join(","));
  return `${rows.join("\r\n")}\r\n`;
}

function cell(value: Leaf): string {
  if (value === null) return "";
  return typeof value === "string" ? field(guarded(value)) : String(value);
}

const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Text that a spreadsheet would run as a formula gets an apostrophe in front; decimal numbers stay. */
const guarded = (text: string): string => (/^[=+@\t\r]|^-(?![0-9]+$)/.test(text) ? `'${text}` : text);

const units: readonly (readonly [RegExp, string])[] = [
  [/_ms\.count$/, "times"],
  [/(^|_)ms(\.|$)/, "ms"],
  [/_gib_s(\.|$)/, "GiB s"],
  [/(^|_|\.)bytes(_|\.|$)/, "B"],
  [/(^|_)ns$/, "ns"],
  [/\.seconds(\.|$)|_s$/, "s"],
  [/slowdown/, "times"],
  [/share(\.p5|\.p50|\.p95)?$|p_fits$|\.overrun\.p$|confidence$|\.ratio(\.|$)/, "share of 1"],
  [
    /pages|\.(zero|distinct|extra_nonzero_copies|resident)$|derived\.(ksm|resident|recorded_host)\.|^density\.checks\./,
    "pages",
  ],
  [/^density\.n\.|\.n$|guests_recorded$|^derived\.(room|rules)\.|\.guests$|numa\.(split|order\.count)$/, "guests"],
  [/records\.|^derived\.quality\.(read|accepted|rejected|skipped|lost)$/, "records"],
];

function unitOf(path: string, value: Leaf): string {
  if (typeof value !== "number" && !(typeof value === "string" && /^-?[0-9]+$/.test(value))) return "";
  const shape = shapeOf(path);
  return units.find(([pattern]) => pattern.test(shape))?.[1] ?? "";
}
