// Predicted against observed on the recorded host: the first evidence of a report.
import { formatBytesIn, formatNumber, formatPercent } from "../../../src-shared/base/format.ts";
import { bytesOf } from "../../../src-shared/base/units.ts";
import { bars } from "../../../src-shared/charts/bars.ts";
import { variableTokens as t } from "../../../src-shared/charts/tokens.ts";
import type { Comparison } from "../../../src-shared/protocol/report.ts";
import { type Html, html, nothing } from "../html.ts";
import {
  figure,
  folded,
  illustrated,
  name,
  number,
  numeric,
  said,
  section,
  slim,
  table,
  text,
  unitOf,
  type View,
  word,
} from "../view.ts";

/** Guests that a chart and a table show; the JSON form of the report holds all. */
const MOST_BARS = 24;
const MOST_ROWS = 60;

export function comparedSection(view: View): Html {
  const { ksm, resident, recorded_host: host } = view.report.derived;
  const figures = [
    host.length > 0 ? hostFigure(view) : nothing,
    ksm.some((row) => row.observed !== null || row.predicted !== null) ? ksmFigure(view) : nothing,
    resident.length > 0 ? residentFigure(view) : nothing,
  ].filter((it) => it !== nothing);
  if (figures.length === 0)
    return section(
      "compared",
      "Predicted against observed on this host",
      html`Nothing was recorded that a prediction could be held against. Record the KSM counters of the host and a snapshot of page contents with the page table; the report then begins with this test.`,
    );
  return illustrated(
    "compared",
    "Predicted against observed on this host",
    lead(view),
    figures,
    view.report.profile.ksm ? ksmDetails(view) : nothing,
  );
}

function lead(view: View): Html {
  const others =
    view.report.derived.room === null
      ? html` The guests of this answer are not those of the recording: the test tells of the engine, not of them.`
      : nothing;
  const { recorded_host: host } = view.report.derived;
  const at = host.findIndex((row) => row.id === "frames_saved");
  if (at >= 0)
    return html`Before trusting an answer about more guests, see what the same engine says of the guests that did run. Equal pages saved ${number(view, `derived.recorded_host[${at}].observed`)} frames; ${number(view, `derived.recorded_host[${at}].predicted`)} were predicted from page contents and settings alone${host[at]!.difference_share === null ? nothing : html`, which is ${number(view, `derived.recorded_host[${at}].difference_share`, signedPercent)} off`}.${others}`;
  const saved = view.report.derived.ksm[0];
  if (!saved || saved.difference === null)
    return html`What the engine says of the recorded host, beside what the host itself says. The predictions do not look at the observations.${others}`;
  const off =
    saved.difference_share === null
      ? nothing
      : html`, which is ${number(view, "derived.ksm[0].difference_share", signedPercent)} off`;
  return html`Before trusting an answer about more guests, see what the same engine says of the guests that did run. KSM saved ${number(view, "derived.ksm[0].observed")} frames; ${number(view, "derived.ksm[0].predicted")} were predicted from page contents and settings alone${off}.${others}`;
}

const signedPercent = (share: number): string =>
  share > 0 ? `+${formatPercent(share, 1)}` : share < 0 ? `\u2212${formatPercent(-share, 1)}` : "0 %";
const signed = (value: number): string => (value > 0 ? `+${formatNumber(value)}` : formatNumber(value));

/** Without zero pages, pages_sharing says the same as the frames saved. */
const sameAsSaved = (row: Comparison, rows: readonly Comparison[]): boolean =>
  row.id === "pages_sharing" && row.observed === rows[0]?.observed && row.predicted === rows[0]?.predicted;

function ksmFigure(view: View): Html {
  const rows = view.report.derived.ksm;
  const drawn = rows.filter(
    (row) => (row.id === "saved" || (row.observed ?? 0) + (row.predicted ?? 0) > 0) && !sameAsSaved(row, rows),
  );
  return figure(view, {
    id: "ksm",
    title: "KSM at the end of the recording",
    note: "pages",
    drawing: bars(
      {
        rows: drawn.map((row) => row.title.replace(/ \(.*/, "")),
        series: [
          { title: "observed", colour: t.colour.neutral, values: drawn.map((row) => row.observed) },
          { title: "predicted", colour: t.colour.accent, values: drawn.map((row) => row.predicted) },
        ],
        axis: "pages",
        show: (value) => formatNumber(value),
        stacked: false,
        whole: true,
      },
      t,
    ),
    label: "Bars of each KSM counter, observed and predicted, from the table behind.",
    table: () =>
      table(
        [text("Counter"), numeric("Observed"), numeric("Predicted"), numeric("Difference"), numeric("Off by")],
        rows.map((row, i) => [
          row.title,
          number(view, `derived.ksm[${i}].observed`),
          number(view, `derived.ksm[${i}].predicted`),
          number(view, `derived.ksm[${i}].difference`, signed),
          row.difference_share === null ? nothing : number(view, `derived.ksm[${i}].difference_share`, signedPercent),
        ]),
      ),
  });
}

/** What the answer's own checks compare on the recorded host besides the resident pages of each guest. */
function hostFigure(view: View): Html {
  const rows = view.report.derived.recorded_host;
  return figure(view, {
    id: "recorded-host",
    title: "The recorded guests on their host",
    note: "pages",
    drawing: bars(
      {
        rows: rows.map((row) => row.title),
        series: [
          { title: "observed", colour: t.colour.neutral, values: rows.map((row) => row.observed) },
          { title: "predicted", colour: t.colour.accent, values: rows.map((row) => row.predicted) },
        ],
        axis: "pages",
        show: (value) => formatNumber(value),
        stacked: false,
        whole: true,
      },
      t,
    ),
    label: "Bars of frames saved and of host memory, observed and predicted, from the table behind.",
    table: () =>
      table(
        [text("What"), numeric("Observed"), numeric("Predicted"), numeric("Difference"), numeric("Off by")],
        rows.map((row, i) => [
          row.title,
          number(view, `derived.recorded_host[${i}].observed`),
          number(view, `derived.recorded_host[${i}].predicted`),
          number(view, `derived.recorded_host[${i}].difference`, signed),
          row.difference_share === null
            ? nothing
            : number(view, `derived.recorded_host[${i}].difference_share`, signedPercent),
        ]),
      ),
  });
}

function residentFigure(view: View): Html {
  const all = view.report.derived.resident;
  const rows = all.slice(0, MOST_BARS);
  const unit = unitOf(rows.map((row) => bytesOf(Math.max(row.observed ?? 0, row.predicted ?? 0))));
  const bytes = (pages: number | null): number | null => (pages === null ? null : bytesOf(pages) / unit.bytes);
  return figure(view, {
    id: "resident",
    title: "Resident memory of each guest at the end",
    note: unit.name,
    drawing: bars(
      {
        rows: rows.map((row) => row.title),
        series: [
          { title: "counted", colour: t.colour.neutral, values: rows.map((row) => bytes(row.observed)) },
          {
            title: "by page faults and moves",
            colour: t.colour.accent,
            values: rows.map((row) => bytes(row.predicted)),
          },
        ],
        axis: `resident, ${unit.name}`,
        show: (value) => formatBytesIn(value * unit.bytes, unit),
        stacked: false,
      },
      t,
    ),
    label: "Bars of the resident memory of each guest as counted and by recorded page faults, from the table behind.",
    table: () =>
      table(
        [
          text("Guest"),
          numeric("Counted, pages"),
          numeric("By faults, pages"),
          numeric("Difference"),
          numeric("Off by"),
        ],
        all
          .slice(0, MOST_ROWS)
          .map((row, i) => [
            name(row.title),
            number(view, `derived.resident[${i}].observed`),
            number(view, `derived.resident[${i}].predicted`),
            number(view, `derived.resident[${i}].difference`, signed),
            row.difference_share === null
              ? nothing
              : number(view, `derived.resident[${i}].difference_share`, signedPercent),
          ]),
      ),
  });
}

function ksmDetails(view: View): Html {
  const ksm = view.report.profile.ksm!;
  const terms = folded(view, "From predicted to observed, term by term", () =>
    table(
      [text("Term"), numeric("Pages"), text("What it is")],
      ksm.terms.map((term, i) => [
        word(term.term.replaceAll("_", " ")),
        number(view, `profile.ksm.terms[${i}].pages`, formatNumber),
        said(view, `profile.ksm.terms[${i}].note`),
      ]),
    ),
  );
  const settings = Object.keys(ksm.settings).filter((key) => /^\w+$/.test(key));
  const listed = folded(view, "KSM settings and scan rate", () =>
    slim(
      [text("Setting"), numeric("Value")],
      [
        ...settings.map((key) => [word(key), said(view, `profile.ksm.settings.${key}`)]),
        ["scanned pages per second", number(view, "profile.ksm.scan_rate")],
        ...(ksm.predicted_scanned
          ? (["p50", "p90"] as const).map((q) => [
              q === "p50"
                ? "pages scanned when half of the sharing is reached"
                : "pages scanned when nine tenths are reached",
              number(view, `profile.ksm.predicted_scanned.${q}`),
            ])
          : []),
      ],
    ),
  );
  return html`${ksm.terms.length > 0 ? terms : nothing}${listed}`;
}
