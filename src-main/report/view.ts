// The parts a report page is made of: numbers with their source, text of others, tables, figures.
import {
  type ByteUnit,
  byteUnit,
  formatBytes,
  formatBytesIn,
  formatPlain,
  NOT_SEEN,
} from "../../src-shared/base/format.ts";
import type { ChartPlan } from "../../src-shared/charts/furniture.ts";
import type { ReportDocument } from "../../src-shared/protocol/report.ts";
import { targetOf } from "./cards.ts";
import { escapeText, type Html, html, joined, nothing, type Part, trusted } from "./html.ts";
import { valueAt } from "./paths.ts";
import { drawChart } from "./svg.ts";

/** A page in the making. `used` collects the cards of the numbers since the last caption. */
export interface View {
  readonly report: ReportDocument;
  used: Set<string>;
}

export const createView = (report: ReportDocument): View => ({ report, used: new Set() });

/** Stands for a value that was not recorded. */
export const notSeen = html`<span class="none">${NOT_SEEN}</span>`;

/**
 * The number at `path`, shown by `show`, linked to its card. "not seen" for null.
 * Throws when the report has no such number: a page never shows one of its own.
 */
export function number(view: View, path: string, show: (value: number) => string = formatPlain): Html {
  const value = valueAt(view.report, path);
  if (value === null) return notSeen;
  if (typeof value !== "number") throw new Error(`the report has no number at ${path}`);
  return linked(view, path, data(path, value, show(value)));
}

/** A number held as decimal text, such as nanoseconds. */
export function decimal(view: View, path: string, show: (value: string) => string): Html {
  const value = valueAt(view.report, path);
  if (value === null) return notSeen;
  if (typeof value !== "string") throw new Error(`the report has no decimal text at ${path}`);
  return linked(view, path, data(path, value, show(value)));
}

const data = (path: string, value: string | number, shown: string): Html =>
  html`<data value="${String(value)}" data-ref="${path}">${shown}</data>`;

function linked(view: View, path: string, shown: Html): Html {
  const { anchor, card } = targetOf(view.report.cards, path);
  if (card) view.used.add(card.id);
  return html`<a class="num" tabindex="-1" href="#${anchor}">${shown}</a>`;
}

/** Text of the engine or of a capture at `path`. A number inside stands under that path like any other. */
export function said(view: View, path: string): Html {
  const value = valueAt(view.report, path);
  if (value === null) return nothing;
  if (typeof value === "number") return number(view, path);
  if (typeof value !== "string") throw new Error(`the report has no text at ${path}`);
  if (!/[0-9]/.test(value)) return html`${value}`;
  return escapeText(value) === value ? data(path, value, value) : word(value);
}

/** Longest name that is never broken inside a word. */
const LONG_NAME = 32;
const longer = (text: string): string => (text.length > LONG_NAME ? " long" : "");

/** A name given by others: of a file, a guest, a counter. */
export const name = (text: string): Html => html`<code class="name${longer(text)}">${text}</code>`;

/** A word of a machine: a format, a code, a clock. */
export const word = (text: string): Html => html`<code class="said${longer(text)}">${text}</code>`;

/** A memory size at `path` in the unit that suits it. */
export const size = (view: View, path: string): Html => number(view, path, (bytes) => formatBytes(bytes));

/** Shows bytes in one unit for a whole column. */
export const inUnit =
  (unit: ByteUnit) =>
  (bytes: number): string =>
    formatBytesIn(bytes, unit, unit.bytes === 1 ? 0 : unit.name === "KiB" ? 0 : unit.name === "MiB" ? 1 : 2);

/** The unit of a column: that of its largest value. */
export const unitOf = (values: readonly (number | null)[]): ByteUnit =>
  byteUnit(Math.max(0, ...values.map((value) => Math.abs(value ?? 0))));

export interface Column {
  readonly title: Part;
  readonly kind: "text" | "number";
}

export const text = (title: Part): Column => ({ title, kind: "text" });
export const numeric = (title: Part): Column => ({ title, kind: "number" });

/** A table; every row has a cell for each column. `ids` are anchors of rows. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Part[])[],
  ids: readonly string[] = [],
): Html {
  const align = (column: Column): Html => (column.kind === "number" ? html` class="n"` : nothing);
  return html`<div class="wide"><table><thead><tr>${columns.map((c) => html`<th scope="col"${align(c)}>${c.title}</th>`)}</tr></thead><tbody>${rows.map(
    (row, index) =>
      html`<tr${ids[index] === undefined ? nothing : html` id="${ids[index]}"`}>${columns.map((c, i) => html`<td${align(c)}>${row[i] ?? nothing}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

/** A table of few short columns, no wider than it needs. */
export const slim = (columns: readonly Column[], rows: readonly (readonly Part[])[]): Html =>
  html`<div class="slim">${table(columns, rows)}</div>`;

/** Runs `make` and returns its HTML with the marks of the cards that its numbers used. */
export function withMarks(view: View, make: () => Html): { readonly body: Html; readonly marks: Html } {
  const outer = view.used;
  view.used = new Set();
  const body = make();
  const used = view.used;
  for (const id of used) outer.add(id);
  view.used = outer;
  return { body, marks: marksOf(view, used) };
}

function marksOf(view: View, used: ReadonlySet<string>): Html {
  const marks = view.report.cards.flatMap((card, index) =>
    used.has(card.id) ? [html`<a href="#card-${card.id}" title="${card.title}">${index + 1}</a>`] : [],
  );
  return marks.length === 0 ? nothing : html`<span class="marks">Source ${joined(marks, " ")}</span>`;
}

export interface Figure {
  readonly id: string;
  readonly title: Part;
  /** Scope and unit, grey. */
  readonly note?: Part;
  readonly drawing: ChartPlan | string;
  /** What is seen, in a sentence, for those who cannot see it. */
  readonly label: string;
  readonly table: () => Html;
}

/** A chart with the table behind it. */
export function figure(view: View, it: Figure): Html {
  const { body, marks } = withMarks(view, it.table);
  const svg = typeof it.drawing === "string" ? it.drawing : drawChart(it.drawing, it.id);
  return html`<figure id="${it.id}"><figcaption><b>${it.title}</b> ${it.note ? html`<span>${it.note}</span> ` : nothing}${marks}</figcaption>
<div class="plot" role="img" aria-label="${it.label}" aria-describedby="${it.id}-table">${trusted(svg)}</div>
<details id="${it.id}-table"><summary>Table behind this chart</summary>${body}</details></figure>`;
}

/** A titled table that is always open. */
export function block(view: View, title: Part, note: Part, make: () => Html): Html {
  const { body, marks } = withMarks(view, make);
  return html`<div class="block"><p class="cap"><b>${title}</b> ${note === "" ? nothing : html`<span>${note}</span> `}${marks}</p>${body}</div>`;
}

/** A titled table that opens on demand. */
export function folded(view: View, title: string, make: () => Html): Html {
  const { body, marks } = withMarks(view, make);
  return html`<details><summary>${title} ${marks}</summary>${body}</details>`;
}

/** A part of the page with its heading. */
export const section = (id: string, title: Part, lead: Part, ...parts: readonly Part[]): Html =>
  html`<section id="${id}"><h2>${title}</h2>${lead === null ? nothing : html`<p class="lead">${lead}</p>`}
${joined(parts, "\n")}</section>`;

/** A part that opens with figures, which paper keeps together with the heading. */
export const illustrated = (
  id: string,
  title: string,
  lead: Part,
  figures: readonly Part[],
  ...parts: readonly Part[]
): Html =>
  html`<section id="${id}"><div class="keep"><h2>${title}</h2><p class="lead">${lead}</p>
<div class="pair">${figures}</div></div>
${joined(parts, "\n")}</section>`;

/** A coverage grade as a letter in its colour. */
export const grade = (letter: string): Html => html`<span class="grade grade-${letter.toLowerCase()}">${letter}</span>`;

/** An evidence tag. */
export const tag = (evidence: string): Html => {
  const known = ["measured", "published", "derived", "assumed"].find((word) => evidence.startsWith(word));
  return html`<code class="tag tag-${known ?? "derived"}">${evidence}</code>`;
};
