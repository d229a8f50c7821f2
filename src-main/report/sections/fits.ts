// How many guests fit: the load lines, the chance that N fit, the slowdown they pay, and the rules of thumb.
import { formatNumber, formatPercent, formatSlowdown, plural } from "../../../src-shared/base/format.ts";
import { bars } from "../../../src-shared/charts/bars.ts";
import { fitsCurve, slowdownCurve } from "../../../src-shared/charts/curves.ts";
import { loadLines } from "../../../src-shared/charts/load-lines.ts";
import { guestColour, variableTokens as t } from "../../../src-shared/charts/tokens.ts";
import { stowage } from "../../../src-shared/density/stowage.ts";
import { type Html, html, nothing } from "../html.ts";
import { block, figure, illustrated, number, numeric, said, section, size, table, text, type View } from "../view.ts";

export function fitsSection(view: View): Html {
  const { n } = view.report.density;
  const interval =
    n.p5 === n.p95
      ? html`Every replication gives ${number(view, "density.n.p50")}.`
      : html`The shaded band is the interval of N*: ${number(view, "density.n.p5")} to ${number(view, "density.n.p95")}, from ${number(view, "density.replications.outer")} draws of what is not known, each run ${number(view, "density.replications.inner")} ${plural(view.report.density.replications.inner, "time")}.`;
  return illustrated("fits", "How many guests fit", interval, [hull(view), chance(view)], sizes(view));
}

const marks = (view: View) => ({
  n: view.report.density.n,
  confidence: view.report.density.confidence,
  slowdownLimit: view.report.derived.host.p99_slowdown_limit,
});

export function hull(view: View, id = "load-lines"): Html {
  const { n, rules_of_thumb: rules } = view.report.density;
  const { room, guests_recorded: recorded } = view.report.derived;
  const running = room === null ? 0 : recorded;
  const names = view.report.guests.map((guest) => guest.name);
  const stowed = stowage(view.report.density.scenario, names, Math.max(n.p95, running));
  return figure(view, {
    id,
    title: "Load lines",
    note: "guests on this host",
    drawing: loadLines({ n, running, colourOf: (guest) => guestColour(t, stowed[guest] ?? 0) }, t),
    label: `A hull${running > 0 ? ` loaded with ${running} ${plural(running, "guest")}` : ""}; its load line stands at ${n.p50}, between ${n.p5} and ${n.p95}.`,
    table: () =>
      table(
        [text("Line"), numeric("Guests")],
        [
          ...(running > 0 ? [["running when recorded", number(view, "derived.guests_recorded")]] : []),
          ["N*, low end (p5)", number(view, "density.n.p5")],
          ["N* (median)", number(view, "density.n.p50")],
          ["N*, high end (p95)", number(view, "density.n.p95")],
          ...rules.map((_, i) => [
            html`rule of thumb: ${said(view, `density.rules_of_thumb[${i}].title`)}`,
            number(view, `density.rules_of_thumb[${i}].n`),
          ]),
        ],
      ),
  });
}

/** The table of both curves: the same points. */
const curveTable = (view: View): Html =>
  table(
    [numeric("Guests"), numeric("Runs in which they fit"), numeric("p99 slowdown")],
    view.report.density.curve.map((_, i) => [
      number(view, `density.curve[${i}].n`),
      number(view, `density.curve[${i}].p_fits`, (share) => formatPercent(share, 1)),
      number(view, `density.curve[${i}].p99_slowdown`, formatSlowdown),
    ]),
  );

export function chance(view: View, id = "chance"): Html {
  const { curve, n } = view.report.density;
  if (curve.length === 0) return nothing;
  return figure(view, {
    id,
    title: "Chance that N guests fit",
    note: "share of the simulated runs",
    drawing: fitsCurve(curve, marks(view), t),
    label: `A falling curve of the share of runs in which N guests fit; N* is ${n.p50}.`,
    table: () => curveTable(view),
  });
}

/** The slowdown over N, where there is any. */
export function slowdownFigure(view: View, id = "slowdown"): Html {
  const { curve } = view.report.density;
  if (!curve.some((point) => point.p99_slowdown > 1)) return nothing;
  return figure(view, {
    id,
    title: "What the guests pay",
    note: "p99 slowdown by number of guests",
    drawing: slowdownCurve(curve, marks(view), t),
    label: "The p99 slowdown over the number of guests, with the limit of the objective.",
    table: () => curveTable(view),
  });
}

function sizes(view: View): Html {
  if (view.report.sizes.length === 0) return nothing;
  return block(view, "The other way round", "memory and hosts for a given number of guests", () =>
    table(
      [
        numeric("Guests"),
        numeric("Memory, median"),
        numeric("p5"),
        numeric("p95"),
        numeric("Hosts of this size"),
        numeric("One guest more"),
      ],
      view.report.sizes.map((_, i) => [
        number(view, `sizes[${i}].guests`),
        size(view, `sizes[${i}].memory_bytes.p50`),
        size(view, `sizes[${i}].memory_bytes.p5`),
        size(view, `sizes[${i}].memory_bytes.p95`),
        number(view, `sizes[${i}].hosts`),
        size(view, `sizes[${i}].marginal_bytes_per_guest`),
      ]),
    ),
  );
}

export function rulesSection(view: View): Html {
  const { n, rules_of_thumb: rules } = view.report.density;
  if (rules.length === 0)
    return section("rules", "Rules of thumb beside this answer", html`No rule of thumb applies to this scenario.`);
  const chart = figure(view, {
    id: "rules-chart",
    title: "Guests on this host by each rule",
    note: "band: interval of this answer",
    drawing: bars(
      {
        rows: [...rules.map((rule) => rule.title), "this answer (N*)"],
        series: [{ title: "guests", colour: t.colour.neutral, values: [...rules.map((rule) => rule.n), n.p50] }],
        rowColours: [...rules.map(() => t.colour.neutral), t.colour.accent],
        axis: "guests on the host",
        show: (value) => formatNumber(value),
        stacked: false,
        whole: true,
        band: { low: n.p5, middle: n.p50, high: n.p95 },
      },
      t,
    ),
    label: "Bars of the number of guests that each rule of thumb would allow, beside this answer and its interval.",
    table: () =>
      table(
        [text("Rule"), numeric("Guests")],
        [
          ...rules.map((_, i) => [
            said(view, `density.rules_of_thumb[${i}].title`),
            number(view, `density.rules_of_thumb[${i}].n`),
          ]),
          ["this answer, p5", number(view, "density.n.p5")],
          ["this answer, N*", number(view, "density.n.p50")],
          ["this answer, p95", number(view, "density.n.p95")],
        ],
      ),
  });
  return illustrated(
    "rules",
    "Rules of thumb beside this answer",
    html`What planners use when nothing was measured. A rule far above the band would overfill this host; one far below would leave memory unused.`,
    [chart, html`<div>${verdicts(view)}</div>`],
  );
}

/** What following each rule would do, by where its number stands to the interval. */
function verdicts(view: View): Html {
  const { n, rules_of_thumb: rules } = view.report.density;
  const verdict = (guests: number): string =>
    guests > n.p95 ? "overfills it" : guests < n.p5 ? "leaves room" : "agrees";
  return block(view, "If one followed the rule", "the host by this answer", () =>
    table(
      [text("Rule"), numeric("Guests"), numeric("Against N*"), text("Verdict")],
      rules.map((rule, i) => [
        said(view, `density.rules_of_thumb[${i}].title`),
        number(view, `density.rules_of_thumb[${i}].n`),
        number(view, `derived.rules[${i}].difference`, signed),
        verdict(rule.n),
      ]),
    ),
  );
}

const signed = (value: number): string => (value > 0 ? `+${formatNumber(value)}` : formatNumber(value));
