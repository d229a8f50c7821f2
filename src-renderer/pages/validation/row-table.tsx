// The rows as a table: claim, evidence, expected and ours, deviation in a gauge, verdict.
import type { ValidationRow } from "../../../src-shared/protocol/validation-replies.ts";
import { deviationText, kindText, valueText, verdictText } from "../../../src-shared/validation/words.ts";
import { EvidenceTag, Verdict } from "../../ui/mark.tsx";
import { DataTable, type TableColumn, type TableRow } from "../../ui/table.tsx";
import { tip } from "../../ui/tip.ts";
import { Gauge } from "./gauge.tsx";
import { groupOf } from "./view.ts";

const COLUMNS: readonly TableColumn[] = [
  { id: "id", title: "Row" },
  { id: "verdict", title: "Verdict" },
  { id: "system", title: "System" },
  { id: "claim", title: "Claim" },
  { id: "expected", title: "Expected", numeric: true, sortable: false },
  { id: "ours", title: "Ours", numeric: true, sortable: false },
  { id: "deviation", title: "Deviation", unit: "%", numeric: true },
  { id: "tolerance", title: "Within tolerance", sortable: false },
  { id: "kind", title: "Kind" },
  { id: "evidence", title: "Evidence" },
];

const TONES = { good: "pass", bad: "fail", notRun: "none" } as const;

/** Longest list that stands in a cell. */
const MOST = 26;
const short = (text: string): string => (text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text);

function tableRow(row: ValidationRow): TableRow {
  const [expected, ours] = [valueText(row.expected), row.why_not ? null : valueText(row.ours)];
  const deviation = row.deviation === null ? null : row.deviation * 100;
  const tone = row.verdict === "consistent" ? "none" : TONES[groupOf(row)];
  return {
    id: row.id,
    values: [
      row.id,
      row.verdict,
      row.system,
      row.claim,
      expected,
      ours,
      deviation,
      row.tolerance,
      kindText(row),
      row.evidence,
    ],
    cells: [
      <span key="id" className="mono dim">
        {row.id}
      </span>,
      <Verdict key="verdict" tone={tone}>
        {verdictText(row.verdict)}
      </Verdict>,
      row.system,
      <span key="claim" className="validation-claim" {...tip(row.claim)}>
        {row.claim}
      </span>,
      <span key="expected" {...tip(expected.length > MOST ? expected : null)}>
        {row.kind === "external" && row.why_not ? <span className="dim2">a figure</span> : short(expected)}
      </span>,
      ours === null ? (
        <span key="ours" className="dim2">
          not run
        </span>
      ) : (
        <span key="ours" {...tip(ours.length > MOST ? ours : null)}>
          {short(ours)}
        </span>
      ),
      row.deviation === null ? "" : deviationText(row.deviation).replace(/ ?%$/, ""),
      row.why_not ? (
        <span key="gauge" className="dim2 validation-claim" {...tip(row.why_not)}>
          {row.why_not}
        </span>
      ) : (
        <Gauge key="gauge" row={row} />
      ),
      kindText(row),
      <EvidenceTag key="evidence" evidence={row.evidence} />,
    ],
  };
}

export function RowTable(props: {
  readonly rows: readonly ValidationRow[];
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}) {
  return (
    <DataTable
      label="Validation rows"
      name="validation"
      columns={COLUMNS}
      rows={props.rows.map(tableRow)}
      selected={props.selected}
      onSelect={props.onSelect}
      onOpen={props.onSelect}
      empty="No row is like that"
    />
  );
}
