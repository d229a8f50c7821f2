// The report as one self-contained HTML file: no script, nothing from outside, readable on screen and on paper.
import { createHash } from "node:crypto";
import { REPORT_SECTIONS, type ReportDocument, type ReportSection } from "../../src-shared/protocol/report.ts";
import { type Html, html, trusted, type Part as Words } from "./html.ts";
import { answerSection } from "./sections/answer.ts";
import { comparedSection } from "./sections/compared.ts";
import { contentsSection } from "./sections/contents.ts";
import { dashboardSection } from "./sections/dashboards.ts";
import { fitsSection, rulesSection } from "./sections/fits.ts";
import { assumptionsSection, capturesSection, repeatSection } from "./sections/grounds.ts";
import { guestsSection } from "./sections/guests.ts";
import { memorySection, wrongSection } from "./sections/memory.ts";
import { provenanceSection } from "./sections/provenance.ts";
import { systemsSection } from "./sections/systems.ts";
import { styleSheet } from "./style.ts";
import { createView, type View, word } from "./view.ts";

const makers: Readonly<Record<ReportSection, (view: View) => Html>> = {
  compared: comparedSection,
  fits: fitsSection,
  memory: memorySection,
  systems: systemsSection,
  wrong: wrongSection,
  rules: rulesSection,
  guests: guestsSection,
  contents: contentsSection,
  assumptions: assumptionsSection,
  captures: capturesSection,
};

interface Part {
  readonly id: string;
  readonly title: Words;
  readonly make: (view: View) => Html;
}

/** The parts of a page behind the answer, in their order. */
function partsOf({ without, dashboards, comparison }: ReportDocument): Part[] {
  const shown = REPORT_SECTIONS.filter(({ id }) => !without.includes(id) && (id !== "systems" || comparison));
  return [
    ...shown.map(({ id, title }) => ({ id, title, make: makers[id] })),
    ...dashboards.map(({ title }, at) => ({
      id: `dashboard-${at + 1}`,
      title: word(title),
      make: (view: View) => dashboardSection(view, at),
    })),
    { id: "repeat", title: "Repeat", make: repeatSection },
    { id: "provenance", title: "Provenance", make: provenanceSection },
  ];
}

const mark = trusted(
  '<svg width="22" height="22" viewBox="0 0 64 64" aria-hidden="true"><circle cx="32" cy="32" r="17" fill="none" stroke="var(--accent)" stroke-width="7"/><path d="M3 32H61" stroke="var(--text)" stroke-width="7"/></svg>',
);

/**
 * HTML of a report. Every number on the page is a `<data>` whose `data-ref` is its path in the document and whose
 * `value` is the number there. Equal documents give equal text.
 */
export function renderHtml(report: ReportDocument): string {
  const view = createView(report);
  const { density } = report;
  const parts = partsOf(report);
  const body = html`<div class="top"><div class="bar">${mark}<b><code class="name">${report.title}</code></b><i>Plimsoll report</i></div>
<nav aria-label="Parts of the report">${parts.map((part) => html`<a href="#${part.id}">${part.title}</a>`)}</nav></div>
<main>
${answerSection(view)}
${parts.map((part) => html`${part.make(view)}\n`)}</main>
<footer class="foot"><span>Plimsoll, engine <code>${density.engine}</code></span><span>answer <code>${density.digest}</code></span><span class="paper">The tables behind the charts are in the HTML, JSON and CSV forms of this report.</span></footer>`;
  return page(report.title, body);
}

function page(title: string, body: Html): string {
  const hash = createHash("sha256").update(styleSheet).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return `${
    html`${trusted("<!doctype html>")}
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(styleSheet)}</style>
</head>
<body>
${body}
</body>
</html>`.html
  }\n`;
}
