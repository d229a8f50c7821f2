// Where a number of an answer comes from, as the details drawer shows it.
import type { DensityReply, ExplainReply } from "../../../src-shared/protocol/replies.ts";
import type { Source } from "../../app/selection.ts";
import { capital } from "../../ui/sentence.ts";

/** What the drawer shows of an explained field: the method, its own query, and the captures behind it. */
export function sourceOf(explained: ExplainReply, title: string, shown: string): Source {
  const [first, ...inputs] = explained.steps;
  const names = inputs.map((step) => step.what.replace(/^input\./, "").replaceAll(/[._]/g, " "));
  const from = names.length > 0 ? ` It rests on ${names.join(", ")}.` : "";
  return {
    title,
    shown,
    how: first ? `${sentence(first.what)}${from}` : null,
    sql: explained.steps.find((step) => step.sql !== undefined)?.sql ?? null,
    sources: first?.sources ?? [],
    field: explained.field,
  };
}

const sentence = (words: string): string => `${capital(words)}${/[.!]$/.test(words) ? "" : "."}`;

/** A number of the page that is computed from fields of the answer. */
export function derivedSource(reply: DensityReply, title: string, shown: string, how: string, field: string): Source {
  const root = field.split(/[.[]/)[0] ?? field;
  const entry = reply.provenance.find((one) => one.field === root);
  return { title, shown, how, sql: null, sources: entry?.sources ?? [], field };
}

/** A number that an answer assumes. */
export function assumptionSource({ id, text, value, evidence }: DensityReply["assumptions"][number]): Source {
  return {
    title: id,
    shown: value,
    how: sentence(text),
    sql: null,
    sources: [{ what: evidence, sha256: null, note: "evidence of this number" }],
    field: id,
  };
}
