// Systems compared: baselines, published systems and own alternatives on the same demand and draws, each with its evidence.
import { formatNumber } from "../../../src-shared/base/format.ts";
import { signed, timingDigits } from "../../../src-shared/density/systems-compare/words.ts";
import type { CompareRow } from "../../../src-shared/protocol/compare-replies.ts";
import { type Html, html, joined, nothing } from "../html.ts";
import { block, grade, inUnit, number, numeric, said, section, table, tag, text, unitOf, type View } from "../view.ts";

interface Placed {
  readonly row: CompareRow;
  readonly path: string;
}

export function systemsSection(view: View): Html {
  const rows = view.report.comparison!.rows.map((row, i): Placed => ({ row, path: `comparison.rows[${i}]` }));
  const counted = rows.filter(({ row }) => row.n !== null);
  const told = rows.filter(({ row }) => row.needs.length > 0 || row.n === null);
  return section(
    "systems",
    "Systems compared",
    html`Published systems beside what each improves on, all on the demand of this answer: same seed, same drawn guests in each of ${number(view, "comparison.replications.outer")} outer replications. A difference is taken in each of them, so that what all do not know in common drops out. “MEUNIK-like (reconstruction)” follows an abstract alone; its rules are ours.`,
    counted.length > 0 ? countedTable(view, counted) : nothing,
    timesTable(view, rows),
    told.length > 0 ? untold(view, told) : nothing,
  );
}

function countedTable(view: View, rows: readonly Placed[]): Html {
  const unit = unitOf(rows.map(({ row }) => row.bytes_per_guest?.p50 ?? 0));
  return block(
    view,
    "How many guests fit under each",
    `difference: median and where 90 % of the replications lie; memory per guest in ${unit.name}`,
    () =>
      table(
        [
          text("Alternative"),
          numeric("N*"),
          numeric("p5 to p95"),
          text("Paired difference"),
          numeric("p99 slowdown"),
          numeric("Memory per guest"),
          text("What binds"),
          text("Grade"),
          text("Rules"),
        ],
        rows.map(({ row, path }) => [
          said(view, `${path}.title`),
          number(view, `${path}.n.p50`),
          html`${number(view, `${path}.n.p5`)} to ${number(view, `${path}.n.p95`)}`,
          html`${row.differences.map((_, i) => html`<div>${difference(view, `${path}.differences[${i}]`, "n", 0)}</div>`)}`,
          number(view, `${path}.slowdown_p99.p50`, (value) => formatNumber(value, 3)),
          number(view, `${path}.bytes_per_guest.p50`, inUnit(unit)),
          row.binds === null ? nothing : said(view, `${path}.binds`),
          row.grade === null ? nothing : grade(row.grade),
          tag(row.evidence),
        ]),
      ),
  );
}

/** "+59 (+50 to +65) against memory as it is touched". */
function difference(view: View, path: string, field: "n" | "value", digits: number): Html {
  const show = (value: number): string => signed(value, digits);
  const at = (quantile: string): Html => number(view, `${path}.${field}.${quantile}`, show);
  return html`${at("p50")} (${at("p5")} to ${at("p95")}) against ${said(view, `${path}.title`)}`;
}

function timesTable(view: View, rows: readonly Placed[]): Html {
  const timed = rows.flatMap(({ row, path }) =>
    row.timings.map((timing, i) => ({ timing, path, own: `${path}.timings[${i}]` })),
  );
  if (timed.length === 0) return nothing;
  return block(view, "Times of the guests as the scenario lists them", "median of the runs", () =>
    table(
      [text("Alternative"), text("Time"), numeric("Value"), text("Unit"), text("Paired difference")],
      timed.map(({ timing, path, own }) => {
        const digits = timingDigits(timing.unit);
        return [
          said(view, `${path}.title`),
          said(view, `${own}.title`),
          number(view, `${own}.value.p50`, (value) => formatNumber(value, digits)),
          timing.unit,
          html`${timing.differences.map((_, i) => html`<div>${difference(view, `${own}.differences[${i}]`, "value", digits)}</div>`)}`,
        ];
      }),
    ),
  );
}

/** What has no number, or not of all its parts, and which capture would give it one. */
function untold(view: View, rows: readonly Placed[]): Html {
  return html`<div class="block"><p class="cap"><b>What the captures do not tell</b></p><dl class="notes">${rows.map(
    (placed) => html`<dt>${said(view, `${placed.path}.title`)}</dt><dd>${lackOf(view, placed)}</dd>`,
  )}</dl></div>`;
}

function lackOf(view: View, { row, path }: Placed): Html {
  const { n, needs, captures } = row;
  const list = (items: readonly unknown[], at: (i: number) => string): Html =>
    joined(
      items.map((_, i) => said(view, at(i))),
      "; ",
    );
  const opening = n !== null ? html`Counted without a part of it. ` : needs.length > 0 ? html`No number. ` : nothing;
  if (needs.length === 0) return html`No number: ${said(view, `${path}.why`)}.`;
  const record =
    n === null && captures.length > 0
      ? list(captures, (i) => `${path}.captures[${i}]`)
      : list(needs, (i) => `${path}.needs[${i}].capture`);
  return html`${opening}It needs ${list(needs, (i) => `${path}.needs[${i}].what`)}. Record: ${record}.`;
}
