// Page contents of the recorded guests, and what they share.
import { formatBytesIn, formatPercent } from "../../../src-shared/base/format.ts";
import { bars } from "../../../src-shared/charts/bars.ts";
import { variableTokens as t } from "../../../src-shared/charts/tokens.ts";
import { type Html, html, joined, nothing } from "../html.ts";
import {
  block,
  figure,
  folded,
  illustrated,
  inUnit,
  name,
  number,
  numeric,
  section,
  size,
  table,
  text,
  unitOf,
  type View,
  word,
} from "../view.ts";

/** Guests that a page lists, and that a chart shows; the JSON form of the report holds all. */
const MOST_ROWS = 60;
const MOST_BARS = 24;

export function contentsSection(view: View): Html {
  const { contents } = view.report.derived;
  const { sharing } = view.report.profile;
  if (contents.length === 0)
    return section(
      "contents",
      "Page contents and sharing",
      html`No page contents were recorded, so the answer assumes that no page has a twin. A table of page hashes, or memory images taken at one moment, would show what merging can save.`,
    );
  const lead = sharing
    ? html`Of ${number(view, "profile.sharing.pages")} pages, ${size(view, "derived.sharing.zero_bytes")} are zero and ${size(view, "derived.sharing.copies_bytes")} are copies of another page${
        view.report.derived.sharing?.save_share === null
          ? nothing
          : html`: up to ${number(view, "derived.sharing.save_share", formatPercent)} could be saved by perfect merging at that moment`
      }.`
    : html`Page contents of each guest at one moment.`;
  return illustrated(
    "contents",
    "Page contents and sharing",
    lead,
    [contentsFigure(view), sharing ? common(view) : nothing],
    contentCounts(view),
  );
}

function contentsFigure(view: View): Html {
  const all = view.report.derived.contents;
  const rows = all.slice(0, MOST_BARS);
  const unit = unitOf(rows.map((row) => row.total_bytes));
  const values = (key: "single_bytes" | "copies_bytes" | "zero_bytes") => rows.map((row) => row[key] / unit.bytes);
  return figure(view, {
    id: "contents-chart",
    title: "What the pages of each guest hold",
    note: unit.name,
    drawing: bars(
      {
        rows: rows.map((row) => row.guest),
        series: [
          { title: "one of each content", colour: t.colour.anon, values: values("single_bytes") },
          { title: "copies", colour: t.colour.shared, values: values("copies_bytes") },
          { title: "zero pages", colour: t.colour.zero, values: values("zero_bytes") },
        ],
        axis: `memory, ${unit.name}`,
        show: (value) => formatBytesIn(value * unit.bytes, unit),
        stacked: true,
      },
      t,
    ),
    label: "Stacked bars of the pages of each guest: one of each content, further copies, zero pages.",
    table: () =>
      table(
        [
          text("Guest"),
          numeric(`One of each, ${unit.name}`),
          numeric("Further copies"),
          numeric("Zero"),
          numeric("All"),
        ],
        all
          .slice(0, MOST_ROWS)
          .map((row, i) => [
            name(row.guest),
            ...["single_bytes", "copies_bytes", "zero_bytes", "total_bytes"].map((key) =>
              number(view, `derived.contents[${i}].${key}`, inUnit(unit)),
            ),
          ]),
      ),
  });
}

function common(view: View): Html {
  const list = view.report.profile.sharing?.common ?? [];
  if (list.length === 0) return nothing;
  const order = list
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => b.entry.contents - a.entry.contents || a.index - b.index)
    .slice(0, 12);
  return html`<div>${block(view, "Contents that guests have in common", "whoever else has them", () =>
    table(
      [text("Guests"), numeric("Contents")],
      order.map(({ entry, index }) => [
        joined(entry.guests.map(name), ", "),
        number(view, `profile.sharing.common[${index}].contents`),
      ]),
    ),
  )}</div>`;
}

function contentCounts(view: View): Html {
  return folded(view, "Page contents in pages", () =>
    table(
      [
        text("Guest"),
        numeric("Pages"),
        numeric("Resident"),
        numeric("Zero"),
        numeric("Distinct contents"),
        numeric("Further copies"),
        text("Hash"),
      ],
      view.report.profile.guests
        .flatMap((guest, i) => (guest.content ? [{ guest, i, hash: guest.content.hash }] : []))
        .slice(0, MOST_ROWS)
        .map(({ guest, i, hash }) => [
          name(guest.guest),
          ...["pages", "resident", "zero", "distinct", "extra_nonzero_copies"].map((key) =>
            number(view, `profile.guests[${i}].content.${key}`),
          ),
          word(hash),
        ]),
    ),
  );
}
