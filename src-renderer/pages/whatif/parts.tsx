// Parts of an answer that only some scenarios have: what calls of functions come to, where guests stand on NUMA nodes.
import { useMemo } from "react";
import { formatBytes, formatNumber, formatPercent, plural } from "../../../src-shared/base/format.ts";
import { type FunctionRow, functionRows } from "../../../src-shared/density/function-rows.ts";
import type { DensityReply } from "../../../src-shared/protocol/replies.ts";
import { intervalWords } from "../../ui/interval.ts";
import { GuestMark } from "../../ui/mark.tsx";
import { Panel } from "../../ui/panel.tsx";
import { DataTable, type TableColumn, type TableData, type TableRow } from "../../ui/table.tsx";
import { usePage, useShown } from "./context.tsx";
import { mixRows } from "./mix.ts";
import { Derived, Value } from "./value.tsx";

type Functions = NonNullable<DensityReply["functions"]>;
type Nodes = NonNullable<DensityReply["numa"]>;

export function Parts({ dimmed }: { readonly dimmed: boolean }) {
  const { functions, numa } = useShown().answer.reply;
  if (!functions && !numa) return null;
  return (
    <div className="wi-parts">
      {functions && <FunctionsPanel functions={functions} dimmed={dimmed} />}
      {numa && <NodesPanel numa={numa} dimmed={dimmed} />}
    </div>
  );
}

function FunctionsPanel({ functions, dimmed }: { readonly functions: Functions; readonly dimmed: boolean }) {
  const table = useMemo(() => functionTable(functions), [functions]);
  return (
    <Panel title="Functions" sub={`${functions.variant}, with N* guests`} dimmed={dimmed} flush>
      <DataTable label="What calls of functions come to" name="whatif.functions" dense {...table} />
    </Panel>
  );
}

export const functionTable = (functions: Functions): TableData => ({
  columns: [
    { id: "quantity", title: "Quantity", sortable: false },
    { id: "value", title: "Value, or median", numeric: true, sortable: false },
    { id: "interval", title: "p5 to p95", numeric: true, sortable: false },
  ],
  rows: functionRows(functions).map(functionRow),
});

/** Copied as it is shown: every row has a unit of its own. */
function functionRow({ field, title, value, interval, show }: FunctionRow): TableRow {
  const shown = show(value);
  const range = interval && intervalWords(show(interval.p5), show(interval.p95));
  return {
    id: field,
    cells: [
      title,
      <Value key="value" field={field} title={title}>
        {shown}
      </Value>,
      interval && range !== null && range !== shown ? (
        <Value key="interval" field={interval.field} title={`${title}, p5 to p95`}>
          {range}
        </Value>
      ) : (
        ""
      ),
    ],
    values: [title, shown, range ?? ""],
  };
}

function NodesPanel({ numa, dimmed }: { readonly numa: Nodes; readonly dimmed: boolean }) {
  const { captured } = usePage();
  const { scenario } = useShown().answer;
  const nodes = useMemo(() => nodeTable(numa), [numa]);
  const placed = useMemo(() => {
    const marks = new Map(mixRows(scenario, captured).map(({ title, identity }) => [title, identity]));
    return placementTable(numa, marks);
  }, [numa, scenario, captured]);
  return (
    <Panel title="NUMA nodes" sub="where the guests of N* stand" dimmed={dimmed} flush>
      <DataTable label="NUMA nodes" name="whatif.nodes" dense {...nodes} />
      {numa.split > 0 && (
        <p className="wi-split">
          <Value field="numa.split" title="Guests that stand on several nodes">
            {formatNumber(numa.split)}
          </Value>{" "}
          {plural(numa.split, "guest stands", "guests stand")} on several nodes, counted at none of them.
        </p>
      )}
      <h3 className="sec wi-order">In which order they were placed</h3>
      <div className="wi-placed">
        <DataTable
          label="Order in which guests were placed"
          name="whatif.placed"
          dense
          empty="Not one guest fits."
          {...placed}
        />
      </div>
    </Panel>
  );
}

const nodeColumns: readonly TableColumn[] = [
  { id: "node", title: "Node", numeric: true },
  { id: "guests", title: "Guests", numeric: true },
  { id: "most", title: "Most memory", numeric: true },
  { id: "room", title: "Room", numeric: true },
  { id: "filled", title: "Filled", numeric: true },
];

export const nodeTable = ({ nodes }: Nodes): TableData => ({
  columns: nodeColumns,
  rows: nodes.map(({ bytes, guests, most_bytes: most }, at) => {
    const filled = bytes > 0 ? most / bytes : null;
    return {
      id: String(at),
      cells: [
        formatNumber(at),
        <Value key="guests" field={`numa.nodes[${at}].guests`} title={`Guests on node ${at} alone`}>
          {formatNumber(guests)}
        </Value>,
        <Value key="most" field={`numa.nodes[${at}].most_bytes`} title={`Most memory taken of node ${at}`}>
          {formatBytes(most)}
        </Value>,
        <Value key="room" field={`numa.nodes[${at}].bytes`} title={`Memory for guests on node ${at}`}>
          {formatBytes(bytes)}
        </Value>,
        filled === null ? (
          ""
        ) : (
          <Derived
            key="filled"
            field={`numa.nodes[${at}].most_bytes`}
            title={`Share of node ${at} that is filled`}
            how="The most memory taken of the node, as a share of its room."
          >
            {formatPercent(filled)}
          </Derived>
        ),
      ],
      values: [at, guests, most, bytes, filled],
    };
  }),
});

const placementColumns: readonly TableColumn[] = [
  { id: "place", title: "Place", numeric: true },
  { id: "guest", title: "Guest" },
  { id: "placement", title: "Placement" },
  { id: "count", title: "Guests", numeric: true },
  { id: "bytes", title: "Most memory of each", numeric: true },
];

/** `marks`: numbers that give guests their colours, by name. */
export const placementTable = ({ order }: Nodes, marks: ReadonlyMap<string, number>): TableData => ({
  columns: placementColumns,
  rows: order.map(({ guest, numa: placement, count, bytes }, at) => {
    const mark = marks.get(guest);
    const title = `${guest}, placed as number ${at + 1}`;
    return {
      id: String(at),
      cells: [
        formatNumber(at + 1),
        <span key="guest" className="row">
          {mark !== undefined && <GuestMark name={guest} index={mark} />}
          {guest}
        </span>,
        placement,
        <Value key="count" field={`numa.order[${at}].count`} title={`Guests of ${title}`}>
          {formatNumber(count)}
        </Value>,
        <Value key="bytes" field={`numa.order[${at}].bytes`} title={`Most memory of ${title}`}>
          {formatBytes(bytes)}
        </Value>,
      ],
      values: [at + 1, guest, placement, count, bytes],
    };
  }),
});
