// How a panel is drawn: the form of its chart and what stands on which axis, or which number it shows.
import { useEffect, useState } from "react";
import type { ChartLook, Form, NumberLook } from "../../../src-shared/dashboard/schema.ts";
import { useApp } from "../../app/app.tsx";
import { Checkbox, Seg, Select } from "../../ui/choice.tsx";
import { NumberField, TextField } from "../../ui/field.tsx";
import type { DraftPanel } from "./draft-panel.ts";
import { Field } from "./field-row.tsx";
import type { PanelWorld } from "./use-panel.ts";
import { useSettled } from "./use-settled.ts";

const FORMS: readonly { readonly value: Form; readonly title: string }[] = [
  { value: "line", title: "Lines" },
  { value: "area", title: "Areas" },
  { value: "bars", title: "Bars" },
  { value: "lying", title: "Lying bars" },
  { value: "heat", title: "Heat map" },
];

export function ChartLookForm(props: {
  readonly draft: DraftPanel;
  readonly put: (change: Partial<DraftPanel>) => void;
  readonly world: PanelWorld;
}) {
  const { draft, put } = props;
  const { chart } = draft;
  const look = (change: Partial<ChartLook>): void => put({ chart: { ...chart, ...change } });
  const canStack = chart.form === "area" || chart.form === "bars";
  return (
    <>
      <Field title="Drawn as">
        <Seg label="Form of the chart" options={FORMS} value={chart.form} onChange={(form) => look({ form })} />
      </Field>
      {draft.from === "sql" && <Columns {...props} look={look} />}
      <div className="row db-checks">
        {canStack && (
          <Checkbox
            label="Stacked"
            checked={chart.stacked ?? false}
            onChange={(on) => look({ stacked: on || undefined })}
          />
        )}
        {draft.from === "lanes" && chart.form === "bars" && (
          <Checkbox
            label="Totals of the span"
            checked={chart.totals ?? false}
            onChange={(on) => look({ totals: on || undefined })}
          />
        )}
      </div>
      {chart.form !== "heat" && (
        <Field title="A dashed line at">
          <span className="row">
            <NumberField
              label="Dashed line at"
              value={typeof chart.limit === "number" ? chart.limit : null}
              optional
              decimals={6}
              placeholder={typeof chart.limit === "string" ? chart.limit : "none"}
              onChange={(limit) => look({ limit: limit ?? undefined })}
            />
            <TextField
              label="What the dashed line is"
              value={chart.limit_title ?? ""}
              placeholder="what it is"
              maxLength={60}
              onChange={(title) => look({ limit_title: title || undefined })}
            />
          </span>
        </Field>
      )}
    </>
  );
}

const AUTO = "\u0000";

/** The columns that the query gives, each to be put on an axis; "by itself" lets the chart choose. */
function Columns(props: {
  readonly draft: DraftPanel;
  readonly world: PanelWorld;
  readonly look: (change: Partial<ChartLook>) => void;
}) {
  const { draft, world, look } = props;
  const columns = useColumns(draft.sql, world);
  const { chart } = draft;
  const options = [{ value: AUTO, title: "by itself" }, ...columns.map((name) => ({ value: name, title: name }))];
  const named = (value: string): string | undefined => (value === AUTO ? undefined : value);
  const heat = chart.form === "heat";
  const y = (at: number, value: string): void => {
    const others = [...(chart.y ?? [])];
    others[at] = value;
    look({ y: value === AUTO ? undefined : others.filter((name) => name !== undefined) });
  };
  return (
    <div className="db-axes">
      <Field title="Over">
        <Select
          label="Horizontal axis"
          options={options}
          value={chart.x ?? AUTO}
          onChange={(x) => look({ x: named(x) })}
        />
      </Field>
      <Field title={heat ? "Upwards" : "Of"}>
        <Select
          label={heat ? "Upright axis" : "What is drawn"}
          options={options}
          value={chart.y?.[0] ?? AUTO}
          onChange={(value) => y(0, value)}
        />
      </Field>
      {heat ? (
        <Field title="Counted">
          <Select
            label="What is counted"
            options={options}
            value={chart.y?.[1] ?? AUTO}
            onChange={(value) => y(1, value)}
          />
        </Field>
      ) : (
        <Field title="One for each">
          <Select
            label="A line for each value of"
            options={options}
            value={chart.by ?? AUTO}
            onChange={(by) => look({ by: named(by) })}
          />
        </Field>
      )}
    </div>
  );
}

/** Names of the columns of a query, asked for when it has not changed for a while. */
function useColumns(sql: string, { project, scope }: PanelWorld): readonly string[] {
  const { client } = useApp();
  const settled = useSettled(sql, 600);
  const [names, setNames] = useState<readonly string[]>([]);
  useEffect(() => {
    if (settled.trim() === "") return setNames([]);
    const abort = new AbortController();
    const parameters = { ...scope.parameters };
    client.request("panel", { project, sql: settled, parameters, rows: 0 }, { signal: abort.signal }).then(
      ({ columns }) => !abort.signal.aborted && setNames(columns.map(({ name }) => name)),
      // What is wrong with it is said below the editor.
      () => {},
    );
    return () => abort.abort();
  }, [client, project, settled, scope.parameters]);
  return names;
}

const SHOWN: readonly { readonly value: NonNullable<NumberLook["show"]>; readonly title: string }[] = [
  { value: "last", title: "Last" },
  { value: "mean", title: "Mean" },
  { value: "max", title: "Most" },
  { value: "min", title: "Least" },
  { value: "sum", title: "Sum" },
];

const BETTER = [
  { value: "none", title: "Neither" },
  { value: "up", title: "More" },
  { value: "down", title: "Less" },
] as const;

export function NumberLookForm({
  draft,
  put,
}: {
  readonly draft: DraftPanel;
  readonly put: (change: Partial<DraftPanel>) => void;
}) {
  const { number } = draft;
  const look = (change: Partial<NumberLook>): void => put({ number: { ...number, ...change } });
  return (
    <>
      <Field title="Which number of the span">
        <Seg label="Which number" options={SHOWN} value={number.show ?? "last"} onChange={(show) => look({ show })} />
      </Field>
      <Field title="What is better">
        <Seg
          label="What is better"
          options={BETTER}
          value={number.better ?? "none"}
          onChange={(better) => look({ better: better === "none" ? undefined : better })}
        />
      </Field>
      <Field title="Unit, where it is not the source's">
        <TextField
          label="Unit"
          value={number.unit ?? ""}
          maxLength={20}
          onChange={(unit) => look({ unit: unit || undefined })}
        />
      </Field>
    </>
  );
}
