// A panel while it is being edited: changes of kind and source keep what still fits.

import type { SourcedPanel } from "../../../src-shared/dashboard/load.ts";
import type { ChartLook, LanesSource, NumberLook, Panel } from "../../../src-shared/dashboard/schema.ts";
import { ANSWER_CHARTS, ANSWER_NUMBERS, ANSWER_TABLES } from "../../../src-shared/dashboard/schema.ts";

export type SourceKind = "lanes" | "sql" | "answer";

/** Everything that was written, also of kinds and sources that are not chosen now. */
export interface DraftPanel {
  readonly id: string;
  readonly kind: Panel["kind"];
  readonly title: string;
  readonly sub: string;
  readonly spanAll: boolean;
  readonly from: SourceKind;
  readonly sql: string;
  readonly lanes: LanesSource["lanes"];
  readonly measure: NonNullable<LanesSource["measure"]>;
  readonly guestsOnly: boolean;
  readonly answer: string;
  readonly field: string;
  readonly text: string;
  readonly chart: ChartLook;
  readonly number: NumberLook;
}

export const FIELDS: Readonly<Record<"chart" | "table" | "number", readonly string[]>> = {
  chart: ANSWER_CHARTS,
  table: ANSWER_TABLES,
  number: ANSWER_NUMBERS,
};

export const emptyDraft: DraftPanel = {
  ...{
    id: "new",
    kind: "chart",
    title: "",
    sub: "",
    spanAll: false,
    from: "lanes",
    sql: "",
    lanes: [],
    measure: "auto",
    guestsOnly: false,
  },
  ...{ answer: "last", field: "", text: "", chart: { form: "line" }, number: {} },
};

export function draftOf(panel: Panel): DraftPanel {
  const common = {
    ...emptyDraft,
    id: panel.id,
    kind: panel.kind,
    title: panel.title,
    sub: panel.sub ?? "",
    spanAll: panel.span === "all",
  };
  if (panel.kind === "text") return { ...common, text: panel.text };
  const { source } = panel;
  const look = {
    ...(panel.kind === "chart" && panel.chart ? { chart: panel.chart } : {}),
    ...(panel.kind === "number" && panel.number ? { number: panel.number } : {}),
  };
  if ("sql" in source) return { ...common, ...look, from: "sql", sql: source.sql };
  if ("answer" in source) return { ...common, ...look, from: "answer", answer: source.answer, field: source.field };
  const { lanes, measure = "auto", guests_only: guestsOnly = false } = source;
  return { ...common, ...look, from: "lanes", lanes, measure, guestsOnly };
}

/** What is missing before a draft is a panel; null: nothing. */
export function missing({ kind, from, sql, lanes, text, title }: DraftPanel): string | null {
  if (title.trim() === "") return "a title is needed: what is seen";
  if (kind === "text") return text.trim() === "" ? "write some text" : null;
  if (from === "sql" && sql.trim() === "") return "write a SELECT";
  return from === "lanes" && lanes.length === 0 ? "choose a lane" : null;
}

/** The panel of a draft at a place; ask `missing` first. */
export function panelOf(
  draft: DraftPanel,
  place: { readonly x: number; readonly y: number; readonly w: number; readonly h: number },
): Panel {
  const frame = {
    id: draft.id,
    title: draft.title.trim(),
    ...(draft.sub.trim() ? { sub: draft.sub.trim() } : {}),
    ...(draft.spanAll ? { span: "all" as const } : {}),
    ...place,
  };
  if (draft.kind === "text") return { ...frame, kind: "text", text: draft.text };
  const source = sourceOf(draft, draft.kind);
  if (draft.kind === "table") return { ...frame, kind: "table", source } as Panel;
  if (draft.kind === "number") {
    const look = plain(draft.number);
    return { ...frame, kind: "number", source, ...(Object.keys(look).length > 0 ? { number: look } : {}) } as Panel;
  }
  return { ...frame, kind: "chart", source, chart: plain(draft.chart) } as Panel;
}

function sourceOf(
  { from, sql, lanes, measure, guestsOnly, answer, field }: DraftPanel,
  kind: "chart" | "table" | "number",
): SourcedPanel["source"] {
  if (from === "sql") return { sql };
  if (from === "lanes")
    return {
      lanes: [...lanes],
      ...(measure === "auto" ? {} : { measure }),
      ...(guestsOnly ? { guests_only: true } : {}),
    };
  const fields = FIELDS[kind];
  return { answer, field: fields.includes(field) ? field : fields[0] } as SourcedPanel["source"];
}

/** Without what is left out. */
const plain = <T extends object>(look: T): T =>
  Object.fromEntries(Object.entries(look).filter(([, value]) => value !== undefined && value !== "")) as T;
