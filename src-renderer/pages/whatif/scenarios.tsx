// Scenarios side by side on the same draws: N*, interval, host used, saved, what binds, grade, evidence.
import { formatBytesIn, formatNumber } from "../../../src-shared/base/format.ts";
import { GIB } from "../../../src-shared/base/units.ts";
import { sentenceCase } from "../../../src-shared/density/words.ts";
import type { DensityReply } from "../../../src-shared/protocol/replies.ts";
import { Button } from "../../ui/button.tsx";
import { EvidenceTag, Grade } from "../../ui/mark.tsx";
import { Panel } from "../../ui/panel.tsx";
import { IntervalBar } from "../../ui/small-charts.tsx";
import { DataTable, type TableColumn, type TableRow } from "../../ui/table.tsx";
import { tip } from "../../ui/tip.ts";
import { usePage, useShown, useWhatIf } from "./context.tsx";
import { evidenceCounts, mainEvidence, totalCount } from "./evidence.ts";
import { totalOf } from "./quick.ts";
import type { Row } from "./rows.ts";
import { DerivedOf, ValueOf } from "./value.tsx";
import { rangeWords } from "./words.ts";

const GIBIBYTE = { name: "GiB", bytes: GIB } as const;
const MIBIBYTE = { name: "MiB", bytes: 2 ** 20 } as const;

/** Columns that there is no room for where the answer is narrow. */
const WIDE: readonly string[] = ["used", "evidence", "runs"];

/** Shorter heads for it. */
const SHORT: Readonly<Record<string, Partial<TableColumn>>> = {
  saved: { title: "Saved", unit: "MiB/guest" },
  slowdown: { title: "p99", unit: "%" },
};

const allColumns: readonly TableColumn[] = [
  { id: "scenario", title: "Scenario" },
  { id: "n", title: "N*", numeric: true },
  { id: "interval", title: "p5 to p95", sortable: false },
  { id: "used", title: "Host used", unit: "GiB", numeric: true },
  { id: "saved", title: "Saved per guest", unit: "MiB", numeric: true },
  { id: "slowdown", title: "p99 slowdown", unit: "%", numeric: true },
  { id: "binds", title: "What binds" },
  { id: "grade", title: "Grade" },
  { id: "evidence", title: "Evidence" },
  { id: "runs", title: "Replications", numeric: true },
];

const usedBytes = ({ waterfall }: DensityReply): number =>
  waterfall.reduce((sum, { id, bytes }) => (id === "frames" || id === "overhead" ? sum + bytes : sum), 0);

/** What the mechanisms save of a guest, and what was never touched does not count. */
const savedBytes = ({ mechanisms }: DensityReply): number =>
  mechanisms.reduce((sum, mechanism) => sum + mechanism.saved_bytes_per_guest.p50, 0);

export function Scenarios({ dimmed }: { readonly dimmed: boolean }) {
  const { whatIf } = usePage();
  const rows = useWhatIf((state) => state.rows);
  const unchecked = useWhatIf((state) => state.unchecked);
  const lit = useWhatIf((state) => state.lit);
  const intervals = rows.flatMap((row) => (row.answer ? [row.answer.reply.n] : []));
  const from = Math.max(0, Math.min(...intervals.map((n) => n.p5)) - 1);
  const to = Math.max(1, ...intervals.map((n) => n.p95)) + 1;
  const { wide } = useShown();
  const kept = allColumns.map(({ id }) => wide || !WIDE.includes(id));
  const current = rows.find((row) => row.current)?.id ?? null;
  return (
    <Panel
      title="Scenarios"
      sub="what each mechanism buys; same demand, same seed"
      className="wi-scenarios"
      dimmed={dimmed}
      flush
      line
      actions={
        <Button
          kind="ghost"
          icon="plus"
          label="Add current scenario to the comparison (c)"
          onClick={whatIf.keepForComparison}
        >
          Add current
        </Button>
      }
    >
      <DataTable
        label="Scenarios side by side"
        name="whatif.scenarios"
        dense
        columns={allColumns
          .filter((_, at) => kept[at])
          .map((column) => (wide ? column : { ...column, ...SHORT[column.id] }))}
        rows={rows.map((row) => {
          const { cells, values, ...rest } = tableRow(row, { from, to, width: wide ? 110 : 76 }, whatIf.drop);
          return { ...rest, cells: cells.filter((_, at) => kept[at]), values: values.filter((_, at) => kept[at]) };
        })}
        selected={current}
        onOpen={(id) => id.startsWith("saved ") && whatIf.open(id.slice("saved ".length))}
        onHover={(id) => whatIf.light(id)}
        className={lit === null ? "" : "lighted"}
        check={{
          checked: new Set(rows.map((row) => row.id).filter((id) => !unchecked.includes(id))),
          onCheck: whatIf.check,
          label: (id) => `${rows.find((row) => row.id === id)?.title ?? id} on the ladder and in the curves`,
        }}
      />
    </Panel>
  );
}

/** Axis of the interval bars. */
interface Axis {
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

function tableRow(row: Row, axis: Axis, drop: (id: string) => void): TableRow {
  const title = (
    <span className="wi-scenario">
      <span className={`ell${row.current ? " wi-current" : ""}`} {...tip(row.title)}>
        {row.title}
      </span>
      {row.kind === "kept" && (
        <Button kind="ghost" icon="close" label={`Take ${row.title} out`} onClick={() => drop(row.id)} />
      )}
    </span>
  );
  const { answer } = row;
  if (!answer) {
    const why = row.error ? row.error.what : "on its way";
    const gap = <span className="dim2">{row.error ? "no answer" : ""}</span>;
    return {
      id: row.id,
      cells: [
        title,
        gap,
        <span key="why" className="dim2 ell">
          {why}
        </span>,
        ...allColumns.slice(3).map(() => ""),
      ],
      values: [row.title, ...allColumns.slice(1).map(() => null)],
    };
  }
  const { reply } = answer;
  const { n } = reply;
  const binds = reply.binding[0]?.resource ?? null;
  const counts = evidenceCounts(reply);
  const evidence = totalCount(counts) > 0 ? mainEvidence(counts) : null;
  return {
    id: row.id,
    cells: [
      title,
      <b key="n">
        <ValueOf reply={reply} field="n.p50" title={`N* of ${row.title}`}>
          {formatNumber(n.p50)}
        </ValueOf>
      </b>,
      <IntervalBar
        key="interval"
        low={n.p5}
        mid={n.p50}
        high={n.p95}
        {...axis}
        current={row.current}
        words={rangeWords(n)}
      />,
      <DerivedOf
        key="used"
        reply={reply}
        field="waterfall"
        title={`Host memory that N* guests of ${row.title} take`}
        how="Frames in use and overhead of the waterfall, of all guests of N* together."
      >
        {formatBytesIn(usedBytes(reply), GIBIBYTE, 2)}
      </DerivedOf>,
      <DerivedOf
        key="saved"
        reply={reply}
        field="mechanisms"
        title={`Saved per guest by ${row.title}`}
        how="Medians of what each mechanism saves of a guest, added up: a page is counted for its first owner only."
      >
        {formatBytesIn(savedBytes(reply), MIBIBYTE, 1)}
      </DerivedOf>,
      <ValueOf
        key="slowdown"
        reply={reply}
        field="slowdown.p99"
        title={`p99 slowdown of ${row.title}, extra time in %`}
      >
        {formatNumber((reply.slowdown.p99 - 1) * 100, 1)}
      </ValueOf>,
      binds === null ? "nothing seen" : sentenceCase(binds),
      <Grade key="grade" letter={reply.coverage.grade} />,
      evidence ? <EvidenceTag key="evidence" evidence={evidence} /> : "",
      formatNumber(totalOf(reply.replications)),
    ],
    values: [
      row.title,
      n.p50,
      rangeWords(n),
      usedBytes(reply) / GIB,
      savedBytes(reply) / 2 ** 20,
      (reply.slowdown.p99 - 1) * 100,
      binds,
      reply.coverage.grade,
      evidence,
      totalOf(reply.replications),
    ],
  };
}
