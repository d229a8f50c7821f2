// Under the editor: the epochs of the run, what is wrong, and every action with what was granted.
import { useMemo } from "react";
import { formatBytesIn, formatNumber, formatPercent, formatSlowdown } from "../../../src-shared/base/format.ts";
import { bytesOf, GIB } from "../../../src-shared/base/units.ts";
import type { PolicyReply } from "../../../src-shared/protocol/policy-replies.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { DataTable, type TableColumn, type TableRow } from "../../ui/table.tsx";
import { toCsv } from "../../ui/table-model.ts";
import type { Diagnostic } from "./use-check.ts";
import { actionText, epochRows, guestNames, valueText } from "./view.ts";

const GIBS = { name: "GiB", bytes: GIB } as const;

const EPOCHS: readonly TableColumn[] = [
  { id: "epoch", title: "Epoch", numeric: true, width: 70 },
  { id: "free", title: "Free", unit: "%", numeric: true, width: 80 },
  { id: "balloon", title: "Balloons", unit: "GiB", numeric: true, width: 110 },
  { id: "actions", title: "Actions", numeric: true, width: 80 },
  { id: "first", title: "First action", width: 220 },
  { id: "slowdown", title: "Slowdown p99", unit: "%", numeric: true },
];

function epochTable(reply: PolicyReply): readonly TableRow[] {
  const names = guestNames(reply);
  const stopped = new Map(reply.violations?.map(({ epoch }) => [epoch, "stopped"]));
  return epochRows(reply).map(({ epoch, free, balloon, actions, slowdown }) => {
    const first = stopped.get(epoch) ?? (actions[0] ? actionText(actions[0], names) : "");
    return {
      id: String(epoch),
      values: [epoch, free * 100, bytesOf(balloon) / GIB, actions.length, first, (slowdown - 1) * 100],
      cells: [
        formatNumber(epoch),
        formatPercent(free, 1).replace(/\s?%$/, ""),
        formatBytesIn(bytesOf(balloon), GIBS, 2),
        formatNumber(actions.length),
        first,
        formatSlowdown(slowdown).replace(/\s?%$/, ""),
      ],
    };
  });
}

export function EpochTable(props: {
  readonly reply: PolicyReply;
  readonly epoch: number | null;
  readonly onEpoch: (epoch: number) => void;
}) {
  const { reply, epoch, onEpoch } = props;
  const rows = useMemo(() => epochTable(reply), [reply]);
  return (
    <DataTable
      label="Epochs"
      name="policies.epochs"
      dense
      columns={EPOCHS}
      rows={rows}
      selected={epoch === null ? null : String(epoch)}
      onSelect={(id) => onEpoch(Number(id))}
      empty={<p className="polnone dim2">The run came to no epoch.</p>}
    />
  );
}

const ACTIONS: readonly TableColumn[] = [
  { id: "epoch", title: "Epoch", numeric: true, width: 70 },
  { id: "action", title: "Action", width: 200 },
  { id: "asked", title: "Asked", numeric: true, width: 90 },
  { id: "granted", title: "Granted", numeric: true, width: 90 },
  { id: "reason", title: "Reason" },
];

export function ActionTable(props: {
  readonly reply: PolicyReply;
  readonly epoch: number | null;
  readonly onEpoch: (epoch: number) => void;
}) {
  const { reply, epoch } = props;
  const actions = reply.actions ?? [];
  const rows = useMemo((): readonly TableRow[] => {
    const names = guestNames(reply);
    return (reply.actions ?? []).map((action, at) => {
      const words = actionText({ ...action, asked: null }, names);
      const [asked, granted] = [valueText(action.kind, action.asked), valueText(action.kind, action.granted)];
      const value = (one: number | boolean | null) => (typeof one === "boolean" ? String(one) : one);
      return {
        id: String(at),
        values: [action.epoch, words, value(action.asked), value(action.granted), action.reason],
        cells: [formatNumber(action.epoch), words, asked ?? "none", granted ?? "none", action.reason ?? "as asked"],
      };
    });
  }, [reply]);
  const selected = actions.flatMap((action, at) => (action.epoch === epoch ? [String(at)] : []));
  const unlisted = (reply.result?.actions ?? 0) - actions.length;
  return (
    <>
      <DataTable
        label="Actions"
        name="policies.actions"
        dense
        columns={ACTIONS}
        rows={rows}
        selected={selected}
        onSelect={(id) => props.onEpoch(actions[Number(id)]?.epoch ?? 0)}
        empty={<p className="polnone dim2">The policy asked for nothing.</p>}
      />
      {unlisted > 0 && (
        <p className="polnone dim2">{formatNumber(unlisted)} further actions are counted, not listed.</p>
      )}
    </>
  );
}

/** Copies the table of a pane as CSV. */
export function CopyCsv({ reply, pane }: { readonly reply: PolicyReply; readonly pane: "epochs" | "actions" }) {
  const text = (): string => {
    if (pane === "epochs") return toCsv(EPOCHS, epochTable(reply));
    const names = guestNames(reply);
    const cell = (value: number | boolean | null) => (typeof value === "boolean" ? String(value) : value);
    return toCsv(
      ACTIONS,
      (reply.actions ?? []).map((action, at) => ({
        id: String(at),
        cells: [],
        values: [
          ...[action.epoch, actionText({ ...action, asked: null }, names)],
          ...[cell(action.asked), cell(action.granted), action.reason],
        ],
      })),
    );
  };
  return <CopyButton text={text}>Copy CSV</CopyButton>;
}

export function ProblemList(props: {
  /** Null: the text is being looked at. */
  readonly problems: readonly Diagnostic[] | null;
  readonly stopped: readonly string[];
  readonly onShow: (problem: Diagnostic) => void;
}) {
  const { problems, stopped, onShow } = props;
  if (problems?.length === 0 && stopped.length === 0)
    return <p className="polnone dim2">The compiler finds nothing wrong with this text.</p>;
  return (
    <ul className="polproblems" aria-label="Problems">
      {stopped.map((words) => (
        <li key={words}>
          <span className="bad">Run</span>
          <span>{words}</span>
        </li>
      ))}
      {problems === null && <li className="dim2">The text is being checked</li>}
      {problems?.map((problem) => (
        <li key={`${problem.line} ${problem.column} ${problem.code} ${problem.message}`}>
          <button type="button" className="numlink" onClick={() => onShow(problem)}>
            {problem.line === null ? "Whole script" : `Line ${problem.line}`}
          </button>
          <span>{problem.message}</span>
          <code className="mono dim2">{problem.code}</code>
        </li>
      ))}
    </ul>
  );
}
