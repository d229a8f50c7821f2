// The parameters of a dashboard: chosen in a bar above its panels, made and changed in a dialog.
import { useState } from "react";
import type { Parameter, ParameterValue } from "../../../src-shared/dashboard/schema.ts";
import { useRequest } from "../../app/use-request.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/choice.tsx";
import { NumberField, TextField } from "../../ui/field.tsx";
import { Dialog } from "../../ui/overlay.tsx";
import { Callout } from "../../ui/state.tsx";
import { newRow, parametersOf, problemOf, type Row, rowOf } from "./parameter-rows.ts";

/** Values as they are: chosen ones, else the defaults. */
export const valuesOf = (
  parameters: readonly Parameter[],
  chosen: Readonly<Record<string, ParameterValue>> | undefined,
): Readonly<Record<string, ParameterValue>> =>
  Object.fromEntries(parameters.map((one) => [one.name, chosen?.[one.name] ?? one.default]));

export function ParametersBar(props: {
  readonly project: string;
  readonly parameters: readonly Parameter[];
  readonly values: Readonly<Record<string, ParameterValue>>;
  readonly onChange: (name: string, value: ParameterValue) => void;
}) {
  if (props.parameters.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a bar of single fields, none of which is sent
    <div className="db-parameters" role="group" aria-label="Parameters">
      {props.parameters.map((parameter) => (
        <span key={parameter.name} className="row">
          <span className="dim2" aria-hidden="true">
            {parameter.title ?? parameter.name}
          </span>
          <Value {...props} parameter={parameter} value={props.values[parameter.name] ?? parameter.default} />
        </span>
      ))}
    </div>
  );
}

function Value(props: {
  readonly project: string;
  readonly parameter: Parameter;
  readonly value: ParameterValue;
  readonly onChange: (name: string, value: ParameterValue) => void;
}) {
  const { parameter, value } = props;
  const { choices } = parameter;
  const label = parameter.title ?? parameter.name;
  const change = (next: ParameterValue): void => props.onChange(parameter.name, next);
  const sql = choices && !Array.isArray(choices) ? choices.sql : null;
  const asked = useRequest("query", sql === null ? null : { project: props.project, sql, limit: 200 });
  const list = Array.isArray(choices)
    ? choices
    : (asked.data?.rows ?? []).map((row) => row[0]).filter((one) => one !== null);
  if (choices) {
    const words = [...new Set([String(value), ...list.map(String)])];
    const known = list.map(String);
    const inOrder = known.includes(String(value)) ? known : words;
    return (
      <Select
        label={label}
        options={inOrder.map((one) => ({ value: one, title: one }))}
        value={String(value)}
        onChange={(next) => change(parameter.type === "number" ? Number(next) : next)}
      />
    );
  }
  if (parameter.type === "number")
    return (
      <NumberField
        label={label}
        value={Number(value)}
        decimals={6}
        onChange={(next) => next !== null && change(next)}
      />
    );
  return <TextField label={label} value={String(value)} maxLength={500} onChange={change} />;
}

const TYPES = [
  { value: "text", title: "Text" },
  { value: "number", title: "Number" },
] as const;

export function ParametersDialog(props: {
  readonly parameters: readonly Parameter[];
  readonly onDone: (parameters: readonly Parameter[]) => void;
  readonly onClose: () => void;
}) {
  const [rows, setRows] = useState<readonly Row[]>(() => props.parameters.map(rowOf));
  const problem = problemOf(rows);
  const put = (at: number, change: Partial<Row>): void =>
    setRows((old) => old.map((row, i) => (i === at ? { ...row, ...change } : row)));
  const add = (): void => setRows((old) => [...old, newRow(old.length + 1)]);
  return (
    <Dialog
      title="Parameters of the dashboard"
      width={860}
      onClose={props.onClose}
      actions={
        <>
          <Button icon="plus" onClick={add}>
            Add a parameter
          </Button>
          <span className="grow" />
          <Button kind="ghost" onClick={props.onClose}>
            Cancel
          </Button>
          <Button kind="primary" unavailable={problem} onClick={() => props.onDone(parametersOf(rows))}>
            Apply
          </Button>
        </>
      }
    >
      <p className="dim">
        SQL of the panels has each value as $NAME; names of lanes may hold it too, as in fault/$guest.
      </p>
      {rows.length === 0 && <p className="dim2">There is none yet.</p>}
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are told apart by their place while their names are typed
        <div key={at} className="db-parameter">
          <TextField
            label="Name"
            value={row.name}
            placeholder="name"
            maxLength={40}
            onChange={(name) => put(at, { name })}
          />
          <TextField
            label="Title"
            value={row.title}
            placeholder="title"
            maxLength={60}
            onChange={(title) => put(at, { title })}
          />
          <Select label="Type" options={TYPES} value={row.type} onChange={(type) => put(at, { type })} />
          <TextField
            label="Default"
            value={row.standard}
            placeholder="default"
            onChange={(standard) => put(at, { standard })}
          />
          <TextField
            label="Choices"
            value={row.choices}
            placeholder="a, b, c or SELECT …"
            onChange={(choices) => put(at, { choices })}
          />
          <Button
            kind="ghost"
            icon="remove"
            label={`Remove ${row.name}`}
            onClick={() => setRows((old) => old.filter((_, i) => i !== at))}
          />
        </div>
      ))}
      {problem && rows.length > 0 && <Callout tone="err">{problem}</Callout>}
    </Dialog>
  );
}
