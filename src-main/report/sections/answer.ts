// The top of the report: the answer as a sentence, the facts beside it, and what they mean in plain words.
import { formatPercent, formatPlain, formatSeconds, formatSlowdown, plural } from "../../../src-shared/base/format.ts";
import { ASSUMED_HOST } from "../../../src-shared/density/assumptions.ts";
import { answerSentence, type SentencePart } from "../../../src-shared/density/sentence.ts";
import { gradeMeanings, mechanismTitle, sentenceCase } from "../../../src-shared/density/words.ts";
import { type Html, html, joined, nothing } from "../html.ts";
import { grade, number, said, size, tag, type View, withMarks, word } from "../view.ts";

export function answerSection(view: View): Html {
  const { coverage } = view.report.density;
  const { body, marks } = withMarks(view, () => html`${sentence(view)}`);
  return html`<section id="answer">${body}
${note(view)}<p class="ground">${grade(coverage.grade)} <span><b>Coverage ${coverage.grade}.</b> ${gradeMeanings[coverage.grade]} ${marks}</span></p>
${hostWarning(view)}${facts(view)}${plainWords(view)}</section>`;
}

/** Place of the assumption that stands in for the host's memory; below 0 where a capture tells it. */
const assumedHost = (view: View): number =>
  view.report.density.assumptions.findIndex(({ id, evidence }) => id === ASSUMED_HOST && evidence === "assumed");

/** Said before any number of the host: it is not the recorded one's. */
function hostWarning(view: View): Html {
  const at = assumedHost(view);
  if (at < 0) return nothing;
  return html`<p class="warning">${tag("assumed")} <span>No capture tells how much memory the host has: ${said(view, `density.assumptions[${at}].value`)} is assumed. Every number of guests on this page follows from it; put the host’s own into the scenario before deciding.</span></p>\n`;
}

/** The author's word, in the author's lines. */
function note(view: View): Html {
  return view.report.note === null ? nothing : html`<div class="author">${said(view, "note")}</div>\n`;
}

/** The sentence that every place shows; what stands out together is one element. */
function sentence(view: View): Html {
  const parts = answerSentence(view.report.density);
  const groups: { mark: SentencePart["mark"]; shown: Html[] }[] = [];
  for (const part of parts) {
    const last = groups.at(-1);
    if (last && last.mark === part.mark) last.shown.push(partOf(view, part));
    else groups.push({ mark: part.mark, shown: [partOf(view, part)] });
  }
  return html`<h1>${groups.map(({ mark, shown }) =>
    mark === "n"
      ? html`<b>${shown}</b>`
      : mark === "range"
        ? html`<span class="range">${shown}</span>`
        : html`${shown}`,
  )}</h1>`;
}

/** Limits of the objective stand in the report among what is computed of the host. */
const SLOWDOWN_LIMIT = "scenario.objective.p99_slowdown";

function partOf(view: View, { text, mark, field }: SentencePart): Html {
  if (field === undefined) return mark === "binds" ? word(text) : html`${text}`;
  return number(view, field === SLOWDOWN_LIMIT ? "derived.host.p99_slowdown_limit" : `density.${field}`, () => text);
}

function facts(view: View): Html {
  const { n, binding } = view.report.density;
  const { host } = view.report.derived;
  const fact = (title: string, value: Html, note: Html): Html =>
    html`<div><span>${title}</span><b>${value}</b><small>${note}</small></div>`;
  return html`<div class="facts">${[
    fact(
      n.p5 === n.p95 ? "To plan with" : "Careful plan",
      html`${number(view, "density.n.p5")} ${plural(n.p5, "guest")}`,
      n.p5 === n.p95 ? html`p5, p50 and p95 are equal` : html`p5: in 19 of 20 draws at least so many fit`,
    ),
    fact(
      "Guests recorded",
      html`${number(view, "derived.guests_recorded")} ${plural(view.report.derived.guests_recorded, "guest")}`,
      view.report.derived.room === null ? html`but not in this scenario` : html`running in the captures`,
    ),
    fact(
      "What binds",
      word(sentenceCase(binding[0]?.resource ?? "nothing seen")),
      binding.length > 0
        ? html`in ${number(view, "density.binding[0].share", formatPercent)} of the runs that fail`
        : nothing,
    ),
    fact(
      "Usable memory",
      html`${size(view, "derived.host.usable_bytes")}${assumedHost(view) < 0 ? nothing : html` ${tag("assumed")}`}`,
      host.reserve_bytes ? html`after ${size(view, "derived.host.reserve_bytes")} of reserve` : html`of the host`,
    ),
    fact("Next guest takes", size(view, "density.marginal_bytes_per_guest"), html`of the host, at N*`),
    fact(
      "p99 slowdown at N*",
      number(view, "density.slowdown.p99", formatSlowdown),
      html`median ${number(view, "density.slowdown.p50", formatSlowdown)}`,
    ),
  ]}</div>`;
}

function plainWords(view: View): Html {
  return html`<div class="plain" id="plain">
<div><h3>What it means</h3>${meaning(view)}
<h3>What it costs</h3>${cost(view)}</div>
<div><h3>What could go wrong</h3>${risk(view)}
<h3>How to be surer</h3>${surer(view)}</div>
</div>`;
}

function meaning(view: View): Html {
  const { n, coverage } = view.report.density;
  const range =
    n.p5 === n.p95
      ? nothing
      : html` What is not known could make it as few as ${number(view, "density.n.p5")} or as many as ${number(view, "density.n.p95")}. Plan with ${number(view, "density.n.p5")} if one guest too many would hurt.`;
  const caution = coverage.grade === "E" ? html` <b>Do not buy or fill a host on this answer alone.</b>` : nothing;
  return html`<p>${roomWords(view)}${range}${caution}</p>
<p>“Fit” means: over the whole horizon the demand of all guests stays within the usable memory, and every objective holds, in at least ${number(view, "density.confidence", formatPercent)} of the runs of a draw. The draws differ in what is not known (which guests, how much they share); N* is their middle, and the careful number is what 19 of 20 of them hold.</p>`;
}

function roomWords(view: View): Html {
  const { room, guests_recorded: recorded } = view.report.derived;
  const best = number(view, "density.n.p50");
  if (room === null)
    return html`By the best estimate ${best} ${plural(view.report.density.n.p50, "guest")} of the scenario’s mix fit on the host.`;
  const ran = html`${number(view, "derived.guests_recorded")} ${plural(recorded, "guest")} ran when the host was recorded`;
  return room.p50 >= 0
    ? html`${ran}; by the best estimate ${best} of this mix fit, so there is room for ${number(view, "derived.room.p50")} more.`
    : html`${ran}, but only ${best} of this mix fit: the scenario’s host is overfull by ${number(view, "derived.room.p50", (value) => formatPlain(-value))}.`;
}

function cost(view: View): Html {
  const { mechanisms, slowdown } = view.report.density;
  const slow =
    slowdown.p99 > 1
      ? html`At N* a guest runs up to ${number(view, "density.slowdown.p99", formatSlowdown)} longer in its worst hundredth of the time, ${number(view, "density.slowdown.p50", formatSlowdown)} in the middle.`
      : html`No slowdown is predicted at N* (p99 ${number(view, "density.slowdown.p99", formatSlowdown)}); the scenario or the recording holds nothing that would stall a guest.`;
  const rows = mechanisms.map(
    (mechanism, index) =>
      html`<li><b>${mechanismTitle(mechanism.id)}</b> saves ${size(view, `density.mechanisms[${index}].saved_bytes_per_guest.p50`)} per guest. Its price: ${said(view, `density.mechanisms[${index}].cost`)}.</li>`,
  );
  return html`<p>Each further guest takes ${size(view, "density.marginal_bytes_per_guest")} of the host. ${slow}</p>${rows.length > 0 ? html`<ul>${rows}</ul>` : nothing}`;
}

/** Merging takes passes over all memory: a host that is filled at once has none of its savings yet. */
function filledAtOnce(view: View): Html {
  const { at_once: atOnce, n } = view.report.density;
  if (!atOnce || atOnce.p50 >= n.p50) return nothing;
  return html`<p>Before KSM has merged anything only <b>${number(view, "density.at_once.p50")}</b> ${plural(atOnce.p50, "guest")} fit (${number(view, "density.at_once.p5")} to ${number(view, "density.at_once.p95")}). Start no more than that at once, and the others as merging frees memory.</p>`;
}

function risk(view: View): Html {
  const { overrun, binding } = view.report.density;
  const others = binding
    .slice(1)
    .map(
      (_, i) =>
        html`${said(view, `density.binding[${i + 1}].resource`)} (${number(view, `density.binding[${i + 1}].share`, formatPercent)})`,
    );
  const also = others.length > 0 ? html`<p>Other runs fail by ${joined(others, ", ")}.</p>` : nothing;
  if (overrun.p === 0)
    return html`<p>${chances(view)}With one guest more than N* the demand passed the usable memory in none of the simulated runs (${number(view, "density.overrun.p", formatPercent)}). Loads that were not recorded are not in them.</p>${filledAtOnce(view)}${also}`;
  return html`<p>${chances(view)}With one guest more than N* the demand passes the usable memory at some time in ${number(view, "density.overrun.p", formatPercent)} of them. Then ${size(view, "derived.overrun.depth_bytes.mean")} are missing on average, for ${number(view, "density.overrun.seconds.mean", formatSeconds)}; in the worst twentieth ${size(view, "derived.overrun.depth_bytes.p95")} and ${number(view, "density.overrun.seconds.p95", formatSeconds)}. Guests would swap or be killed.${details(view)}</p>${filledAtOnce(view)}${also}`;
}

const details = (view: View): Html =>
  view.report.without.includes("wrong") ? nothing : html` <a class="go" href="#wrong">Details</a>`;

/** How many of all runs hold N*, and the careful plan, as the curve has them. */
function chances(view: View): Html {
  const { curve, n } = view.report.density;
  const at = (guests: number): number => curve.findIndex((point) => point.n === guests);
  const held = (index: number): Html =>
    html`${number(view, `density.curve[${index}].n`)} in ${number(view, `density.curve[${index}].p_fits`, formatPercent)}`;
  const [best, careful] = [at(n.p50), at(n.p5)];
  if (best < 0 || careful < 0) return nothing;
  return best === careful
    ? html`Over all draws together the host holds ${held(best)} of the runs. `
    : html`Over all draws together the host holds ${held(best)} of the runs, ${held(careful)}. `;
}

function surer(view: View): Html {
  const { coverage } = view.report.density;
  const list = (key: "reasons" | "raise_by"): Html =>
    html`<ul>${coverage[key].map((_, index) => html`<li>${said(view, `density.coverage.${key}[${index}]`)}</li>`)}</ul>`;
  if (coverage.raise_by.length + coverage.reasons.length === 0)
    return html`<p>Nothing that is known would raise the grade.</p>`;
  return html`${coverage.raise_by.length > 0 ? list("raise_by") : nothing}${
    coverage.reasons.length > 0
      ? html`<p>Why the grade is ${coverage.grade} and not better:</p>${list("reasons")}`
      : nothing
  }`;
}
