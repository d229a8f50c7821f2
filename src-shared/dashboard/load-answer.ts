// Panels of an answer: its number with the interval, its curves, its tables.
import { waterfallSteps } from "../charts/waterfall.ts";
import { mechanismTitle } from "../density/words.ts";
import type { DensityReply } from "../protocol/replies.ts";
import { type Cell, nothing, type PanelData, type RowsColumn } from "./panel-data.ts";
import type { Panel } from "./schema.ts";
import type { PanelSources } from "./sources.ts";

interface AnswerSourced {
  readonly kind: Panel["kind"];
  readonly source: { readonly answer: string; readonly field: string };
}

export async function loadAnswer(panel: AnswerSourced, sources: PanelSources): Promise<PanelData> {
  const { answer: name, field } = panel.source;
  const found = await sources.answer(name);
  if (!found)
    return name === "last"
      ? nothing("No answer yet", "ask in What-if how many guests fit; the last answer stands here", "whatif")
      : nothing("No answer yet", `the last answer is of another scenario; run ${name} in What-if`, "whatif");
  const evidence = {
    how: `The answer of scenario ${found.scenario}, by ${found.reply.engine} with seed ${found.reply.seed}: digest ${found.reply.digest}.`,
    sql: null,
  };
  if (panel.kind !== "table")
    return { shape: "answer", scenario: found.scenario, field, reply: found.reply, evidence, notes: [] };
  const { columns, rows } = tableOf(found.reply, field);
  if (rows.length === 0) return nothing("Nothing to show", "this answer has no such part", null, evidence);
  return { shape: "rows", columns, rows, total: rows.length, evidence, notes: [] };
}

interface Table {
  readonly columns: readonly RowsColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

const words = (name: string): RowsColumn => ({ name, type: "VARCHAR", unit: null });
const number = (name: string, unit: string | null = null): RowsColumn => ({ name, type: "DOUBLE", unit });

/** The rows of one part of an answer; also what stands behind its charts. */
export function tableOf(reply: DensityReply, field: string): Table {
  switch (field) {
    case "curve":
    case "slowdown":
      return {
        columns: [number("guests"), number("runs in which they fit", "share"), number("p99 slowdown")],
        rows: reply.curve.map(({ n, p_fits, p99_slowdown }) => [n, p_fits, p99_slowdown]),
      };
    case "waterfall":
      return {
        columns: [words("step"), number("change", "bytes"), number("after it", "bytes")],
        rows: waterfallSteps(reply.waterfall).map((step) => [
          step.title,
          step.kind === "total" ? null : step.change_bytes,
          step.to_bytes,
        ]),
      };
    case "mechanisms":
      return {
        columns: [
          words("mechanism"),
          number("saved per guest", "bytes"),
          number("p5", "bytes"),
          number("p95", "bytes"),
        ],
        rows: reply.mechanisms.map(({ id, saved_bytes_per_guest: { p5, p50, p95 } }) => [
          mechanismTitle(id),
          p50,
          p5,
          p95,
        ]),
      };
    case "rules_of_thumb":
      return {
        columns: [words("rule"), number("guests")],
        rows: reply.rules_of_thumb.map(({ title, n }) => [title, n]),
      };
    case "binding":
      return {
        columns: [words("resource"), number("share of failing runs", "share")],
        rows: reply.binding.map(({ resource, share }) => [resource, share]),
      };
    case "checks":
      return {
        columns: [words("check"), number("observed", "pages"), number("predicted", "pages")],
        rows: reply.checks.map(({ title, observed, predicted }) => [title, observed, predicted]),
      };
    default: {
      const { p5, p50, p95 } = reply.n;
      return {
        columns: [words("guests"), number("N*"), number("p5"), number("p95")],
        rows: [["that fit", p50, p5, p95]],
      };
    }
  }
}
