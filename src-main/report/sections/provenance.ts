// The card of every number: how it came about, from which files, by which query.
import { formatBytes } from "../../../src-shared/base/format.ts";
import type { Card } from "../../../src-shared/protocol/report.ts";
import { type Html, html, joined, nothing } from "../html.ts";
import { name, number, section, type View } from "../view.ts";

export function provenanceSection(view: View): Html {
  const { cards, captures } = view.report;
  return section(
    "provenance",
    "Where every number comes from",
    html`Each number in this report is a link to one of these cards, or to its file. Its path in the JSON form stands in the page's source as <code>data-ref</code>; <code>plimsoll explain PROJECT ANSWER n.p50</code> shows the same on the command line.`,
    html`<ol class="cards">${cards.map((card, index) => cardHtml(view, card, index))}</ol>`,
    captures.length > 0 ? files(view) : nothing,
  );
}

/** Sources that a card lists with their hashes; of more it names the files, whose hashes stand below the cards. */
const LISTED_SOURCES = 6;

function cardHtml(view: View, card: Card, index: number): Html {
  const { cards } = view.report;
  const inputs = card.inputs.flatMap((id) => {
    const at = cards.findIndex((other) => other.id === id);
    return at < 0 ? [] : [html`<a href="#card-${id}">${at + 1}&nbsp;${cards[at]!.title}</a>`];
  });
  return html`<li id="card-${card.id}"><h3><span class="index">${index + 1}</span> <code class="said">${card.title}</code></h3>
${card.how === null ? nothing : html`<p><code class="said">${card.how}</code></p>`}
${inputs.length === 0 ? nothing : html`<p>From ${joined(inputs, ", ")}.</p>`}
${sources(view, card)}
${card.sql === null ? nothing : html`<details><summary>SQL that reads it again</summary><pre>${card.sql.trim()}</pre></details>`}
${
  card.covers.length === 0
    ? nothing
    : html`<p class="covers">${joined(
        card.covers.map((path) => html`<code>${path}</code>`),
        " ",
      )}</p>`
}</li>`;
}

function sources(view: View, card: Card): Html {
  if (card.sources.length === 0) return nothing;
  if (card.sources.length > LISTED_SOURCES)
    return html`<p>Files: ${joined(
      card.sources.map((source) => fileLink(view, source)),
      ", ",
    )}. Their hashes are listed below.</p>`;
  return html`<ul class="sources">${card.sources.map(
    (source) =>
      html`<li>${fileLink(view, source)}${source.note === null ? nothing : html` <code class="said note">${source.note}</code>`}${
        source.sha256 === null ? nothing : html`<br><code class="hash">sha256 ${source.sha256}</code>`
      }</li>`,
  )}</ul>`;
}

function fileLink(view: View, { what, sha256 }: Card["sources"][number]): Html {
  const at = sha256 === null ? -1 : view.report.captures.findIndex((capture) => capture.sha256 === sha256);
  return at < 0 ? name(what) : html`<a href="#file-${at}">${name(what)}</a>`;
}

function files(view: View): Html {
  return html`<div class="block"><p class="cap"><b>Files by hash</b></p><ul class="sources files">${view.report.captures.map(
    (capture, i) =>
      html`<li id="file-${i}"><code class="name">${capture.name}</code> ${number(view, `captures[${i}].bytes`, (bytes) => formatBytes(bytes))}<br><code class="hash">sha256 ${capture.sha256}</code>${
        capture.content_sha256 === capture.sha256
          ? nothing
          : html`<br><code class="hash">unpacked sha256 ${capture.content_sha256}</code>`
      }</li>`,
  )}</ul></div>`;
}
