// Panels of a dashboard that show a part of the answer: the report's own, wherever it stands.
import { formatPercent, formatPlain, formatSlowdown, plural } from "../../../src-shared/base/format.ts";
import { mechanismTitle } from "../../../src-shared/density/words.ts";
import { type Html, html, nothing } from "../html.ts";
import { block, number, numeric, said, size, table, text, type View, word } from "../view.ts";
import { chance, hull, slowdownFigure } from "./fits.ts";
import { waterfallFigure } from "./memory.ts";

export function answerNumber(view: View, field: string): { readonly value: Html; readonly note: Html } {
  const { n } = view.report.density;
  const guests = (path: string, count: number): Html => html`${number(view, path)} ${plural(count, "guest")}`;
  switch (field) {
    case "n.p5":
      return { value: guests("density.n.p5", n.p5), note: html`p5: 19 of 20 draws hold it` };
    case "slowdown.p99":
      return {
        value: number(view, "density.slowdown.p99", formatSlowdown),
        note: html`median ${number(view, "density.slowdown.p50", formatSlowdown)}`,
      };
    case "marginal_bytes_per_guest":
      return { value: size(view, "density.marginal_bytes_per_guest"), note: html`of the host, at N*` };
    case "overrun.p":
      return { value: number(view, "density.overrun.p", formatPercent), note: html`of the runs with one guest more` };
    default: {
      const [first] = view.report.density.binding;
      return {
        value: guests("density.n.p50", n.p50),
        note: html`${number(view, "density.n.p5")} to ${number(view, "density.n.p95")}${first ? html`; ${word(first.resource)} binds` : nothing}`,
      };
    }
  }
}

export function answerFigure(view: View, field: string, id: string): Html {
  if (field === "load_lines") return hull(view, id);
  if (field === "curve") return chance(view, id);
  return field === "slowdown" ? slowdownFigure(view, id) : waterfallFigure(view, id);
}

export function answerTable(view: View, field: string, title: string): Html {
  const { density } = view.report;
  const bytes = (path: string): Html => size(view, path);
  const tables: Readonly<Record<string, () => Html>> = {
    mechanisms: () =>
      table(
        [text("Mechanism"), numeric("Saved per guest"), numeric("p5"), numeric("p95")],
        density.mechanisms.map(({ id }, i) => [
          mechanismTitle(id),
          ...(["p50", "p5", "p95"] as const).map((q) => bytes(`density.mechanisms[${i}].saved_bytes_per_guest.${q}`)),
        ]),
      ),
    rules_of_thumb: () =>
      table(
        [text("Rule"), numeric("Guests")],
        density.rules_of_thumb.map((_, i) => [
          said(view, `density.rules_of_thumb[${i}].title`),
          number(view, `density.rules_of_thumb[${i}].n`),
        ]),
      ),
    binding: () =>
      table(
        [text("Resource"), numeric("Share of failing runs")],
        density.binding.map((_, i) => [
          said(view, `density.binding[${i}].resource`),
          number(view, `density.binding[${i}].share`, formatPercent),
        ]),
      ),
    checks: () =>
      table(
        [text("Check"), numeric("Observed, pages"), numeric("Predicted, pages")],
        density.checks.map((_, i) => [
          said(view, `density.checks[${i}].title`),
          number(view, `density.checks[${i}].observed`, formatPlain),
          number(view, `density.checks[${i}].predicted`, formatPlain),
        ]),
      ),
    waterfall: () =>
      table(
        [text("Step"), numeric("Change"), numeric("After it")],
        view.report.derived.waterfall.map((step, i) => [
          said(view, `derived.waterfall[${i}].title`),
          step.kind === "total" ? nothing : bytes(`derived.waterfall[${i}].change_bytes`),
          bytes(`derived.waterfall[${i}].to_bytes`),
        ]),
      ),
    curve: () =>
      table(
        [numeric("Guests"), numeric("Runs in which they fit"), numeric("p99 slowdown")],
        density.curve.map((_, i) => [
          number(view, `density.curve[${i}].n`),
          number(view, `density.curve[${i}].p_fits`, (share) => formatPercent(share, 1)),
          number(view, `density.curve[${i}].p99_slowdown`, formatSlowdown),
        ]),
      ),
  };
  const make = tables[field];
  return make ? block(view, word(title), "of this report's answer", make) : nothing;
}
