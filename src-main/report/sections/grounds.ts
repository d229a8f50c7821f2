// What the answer rests on: assumptions, captures and their quality, and how to repeat it.
import { formatDecimal, formatSeconds, plural } from "../../../src-shared/base/format.ts";
import { type Html, html, joined, nothing, type Part } from "../html.ts";
import {
  block,
  decimal,
  name,
  number,
  numeric,
  said,
  section,
  size,
  table,
  tag,
  text,
  type View,
  word,
} from "../view.ts";

/** Problems that a page lists; the JSON form of the report holds all. */
const MOST_PROBLEMS = 100;

export function assumptionsSection(view: View): Html {
  const { assumptions } = view.report.density;
  const { evidence } = view.report.derived;
  if (assumptions.length === 0)
    return section("assumptions", "Assumptions", html`The engine names no assumption for this answer.`);
  const counts = evidence.map((entry, i) => html`${number(view, `derived.evidence[${i}].count`)} ${word(entry.tag)}`);
  return section(
    "assumptions",
    "Assumptions",
    html`Every value the answer rests on, with the kind of evidence behind it: ${joined(counts, ", ")}.`,
    block(view, "Values and their evidence", "", () =>
      table(
        [text("Assumption"), text("Value"), text("Evidence")],
        assumptions.map((assumption, i) => [
          said(view, `density.assumptions[${i}].text`),
          said(view, `density.assumptions[${i}].value`),
          tag(assumption.evidence),
        ]),
      ),
    ),
  );
}

export function capturesSection(view: View): Html {
  const { captures, problems, derived } = view.report;
  const { quality: q } = derived;
  if (captures.length === 0)
    return section("captures", "Captures and their quality", html`No capture stands behind this answer.`);
  const lost =
    q.lost_unknown > 0
      ? html`; ${number(view, "derived.quality.lost_unknown")} of the files cannot tell what was lost`
      : nothing;
  return section(
    "captures",
    "Captures and their quality",
    html`${number(view, "derived.quality.captures")} ${plural(q.captures, "file")}, ${size(view, "derived.quality.bytes")}: ${number(view, "derived.quality.read")} records read, ${number(view, "derived.quality.accepted")} accepted, ${number(view, "derived.quality.rejected")} rejected, ${number(view, "derived.quality.skipped")} skipped. ${number(view, "derived.quality.lost")} lost while recording${lost}. ${wholeness(view)}`,
    captureTable(view),
    problems.length > 0 ? problemTable(view) : html`<p>No problem was met while reading.</p>`,
    view.report.clocks.length > 0 ? clockTable(view) : nothing,
  );
}

function wholeness(view: View): Html {
  const { not_whole, duplicates, unbalanced } = view.report.derived.quality;
  const parts: Html[] = [];
  parts.push(
    not_whole === 0
      ? html`Every file was read to its end.`
      : html`<b>${number(view, "derived.quality.not_whole")} ${plural(not_whole, "file")} could be read only in part.</b>`,
  );
  if (duplicates > 0)
    parts.push(
      html`${number(view, "derived.quality.duplicates")} ${plural(duplicates, "duplicate")} ${duplicates === 1 ? "is" : "are"} left out of the sums.`,
    );
  if (unbalanced > 0)
    parts.push(
      html`<b>The counts of ${number(view, "derived.quality.unbalanced")} ${plural(unbalanced, "file")} do not add up.</b>`,
    );
  return joined(parts, " ");
}

function captureTable(view: View): Html {
  return block(view, "Files", "", () =>
    table(
      [
        text("File"),
        text("Format"),
        text("Status"),
        numeric("Read"),
        numeric("Accepted"),
        numeric("Rejected"),
        numeric("Skipped"),
        numeric("Lost"),
        numeric("Covers"),
        text("Clock"),
      ],
      view.report.captures.map((capture, i): Part[] => [
        html`<a href="#file-${i}">${name(capture.name)}</a>`,
        word(capture.format),
        capture.duplicate_of === null
          ? html`<span class="status status-${capture.status}">${capture.status}</span>`
          : html`duplicate`,
        ...["read", "accepted", "rejected", "skipped", "lost"].map((key) =>
          number(view, `captures[${i}].records.${key}`),
        ),
        view.report.derived.spans[i]?.seconds === null
          ? html`no times`
          : number(view, `derived.spans[${i}].seconds`, formatSeconds),
        capture.clock === null ? html`none` : word(capture.clock),
      ]),
    ),
  );
}

function problemTable(view: View): Html {
  const { problems } = view.report;
  const shown = problems.slice(0, MOST_PROBLEMS);
  return html`${block(view, "What was not taken, and why", "first place of each", () =>
    table(
      [
        text("Problem"),
        text("File"),
        text("First at"),
        numeric("Times"),
        text("Found there"),
        text("Expected, and what to do"),
      ],
      shown.map((problem, i) => [
        word(problem.code),
        problem.capture === null ? nothing : name(problem.capture),
        place(view, i),
        number(view, `problems[${i}].count`),
        problem.excerpt === null ? nothing : html`<code>${problem.excerpt}</code>`,
        joined(
          (["expected", "next"] as const)
            .filter((key) => problem[key] !== null)
            .map((key) => said(view, `problems[${i}].${key}`)),
          "; ",
        ),
      ]),
    ),
  )}${problems.length > MOST_PROBLEMS ? html`<p class="more">The first problems are shown; the JSON form of this report holds all.</p>` : nothing}`;
}

function place(view: View, index: number): Html {
  const { where } = view.report.problems[index]!;
  const parts: Html[] = [];
  if (where.line !== null) parts.push(html`line ${number(view, `problems[${index}].where.line`)}`);
  if (where.offset !== null) parts.push(html`byte ${decimal(view, `problems[${index}].where.offset`, formatDecimal)}`);
  return parts.length > 0 ? joined(parts, ", ") : html`whole file`;
}

function clockTable(view: View): Html {
  return block(view, "Clocks", "how times of different files are put on one scale", () =>
    table(
      [text("From"), text("To"), numeric("Offset, ns"), numeric("Residual, ns"), text("Method")],
      view.report.clocks.map((clock, i) => [
        word(clock.from),
        word(clock.to),
        decimal(view, `clocks[${i}].offset_ns`, formatDecimal),
        decimal(view, `clocks[${i}].residual_ns`, formatDecimal),
        said(view, `clocks[${i}].method`),
      ]),
    ),
  );
}

export function repeatSection(view: View): Html {
  const { density } = view.report;
  return section(
    "repeat",
    "Repeat this answer",
    html`The same captures, scenario, seed and engine give the same digest, byte for byte, on any machine and with any number of workers.`,
    html`<dl class="keys"><dt>Engine</dt><dd><code>${density.engine}</code></dd><dt>Seed</dt><dd>${number(view, "density.seed", String)}</dd><dt>Replications</dt><dd>${number(view, "density.replications.outer")} × ${number(view, "density.replications.inner")}</dd><dt>Digest</dt><dd><code>${density.digest}</code></dd></dl>
<p>Import the files listed above into a project, save the scenario as <code>scenario.json</code>, then run:</p>
<pre>plimsoll density PROJECT scenario.json --json
plimsoll report PROJECT --scenario scenario.json -o report.html</pre>`,
    html`<details open><summary>Scenario, with defaults filled in</summary><pre>${JSON.stringify(density.scenario, null, 2) ?? "none"}</pre></details>`,
    leftOut(view),
  );
}

function leftOut(view: View): Html {
  const list = view.report.left_out;
  if (list.length === 0) return nothing;
  return html`<div class="block"><p class="cap"><b>Left out of this report</b> <span>and why</span></p><ul>${list.map((entry) => html`<li>${word(entry.section)}: ${word(entry.why)}.</li>`)}</ul></div>`;
}
