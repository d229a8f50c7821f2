// All guests in one table: what each has, uses and could share; the check box puts it into the mix.
import { useMemo } from "react";
import {
  type ByteUnit,
  byteUnit,
  formatBytesIn,
  formatNumber,
  formatSeconds,
} from "../../../src-shared/base/format.ts";
import { MIB } from "../../../src-shared/base/units.ts";
import { QUOTED_WINDOW_S, windowText } from "../../../src-shared/charts/working-set.ts";
import { useApp } from "../../app/app.tsx";
import type { Source } from "../../app/selection.ts";
import { LongName } from "../../intake/long-name.tsx";
import { guestLook } from "../../ui/guest-look.ts";
import { Grade, GuestMark } from "../../ui/mark.tsx";
import { Num } from "../../ui/num.tsx";
import { Sparkline } from "../../ui/small-charts.tsx";
import { DataTable, type TableColumn, type TableRow } from "../../ui/table.tsx";
import { tip } from "../../ui/tip.ts";
import { faultsPerSecond, type GuestRow, quotedWorkingSet, residentBytes, shareableShare, zeroShare } from "./model.ts";
import {
  contentSource,
  faultSource,
  ramSource,
  residentSource,
  type Sources,
  shareableSource,
  workingSetSource,
} from "./sources.ts";
import { CoverageReasons } from "./told-panels.tsx";
import { type Trend, trendWords } from "./trend.ts";
import { type Part, TREND_COLUMNS } from "./use-guests.ts";

export interface GuestTableProps {
  readonly rows: readonly GuestRow[];
  readonly parts: { readonly profile: Part; readonly evidence: Part; readonly contents: Part };
  readonly trends: ReadonlyMap<string, Trend>;
  readonly trendsLoading: boolean;
  readonly lengthMs: number | null;
  readonly sources: Sources;
  readonly selected: readonly string[];
  readonly onSelect: (name: string, add: boolean) => void;
  readonly mix: ReadonlySet<string>;
  readonly onMix: (name: string, inMix: boolean) => void;
  readonly onMixAll: (inMix: boolean) => void;
}

/** The unit of the memory columns: that of the largest guest; MiB where no memory was seen. */
export const unitOf = (rows: readonly GuestRow[]): ByteUnit =>
  byteUnit(Math.max(0, ...rows.map((row) => row.ramBytes ?? residentBytes(row) ?? 0)) || MIB);

/** Decimals of the memory columns: three digits that matter in the largest value. */
const decimalsOf = (rows: readonly GuestRow[], unit: ByteUnit): number =>
  Math.max(0, ...rows.map((row) => row.ramBytes ?? residentBytes(row) ?? 0)) / unit.bytes < 10 ? 2 : 1;

/** Kinds of records as the narrow column says them. */
const kindWords: Readonly<Record<string, string>> = { "page faults": "faults", "page contents": "contents" };

export function GuestTable(props: GuestTableProps) {
  const { rows, lengthMs } = props;
  const unit = unitOf(rows);
  const columns: readonly TableColumn[] = [
    { id: "guest", title: "Guest" },
    { id: "memory", title: "Memory", unit: unit.name, numeric: true },
    { id: "resident", title: "Resident", unit: unit.name, numeric: true },
    {
      id: "trend",
      title: lengthMs === null ? "Process" : `Process, ${formatSeconds(Math.round(lengthMs / 1000))}`,
      sortable: false,
      width: 128,
    },
    { id: "workingSet", title: `Working set ${windowText(QUOTED_WINDOW_S)}`, unit: unit.name, numeric: true },
    { id: "zero", title: "Zero", unit: "%", numeric: true },
    { id: "shareable", title: "Shareable", unit: "%", numeric: true },
    { id: "faults", title: "Faults", unit: "/s", numeric: true },
    { id: "captures", title: "Captures" },
    { id: "grade", title: "Grade", width: 64 },
  ];
  const data = useMemo(() => rows.map((row) => tableRow(row, unit, props)), [rows, unit, props]);
  return (
    <DataTable
      label="Guests"
      name="guests.all"
      columns={columns}
      rows={data}
      selected={props.selected}
      onSelect={props.onSelect}
      check={{
        checked: props.mix,
        onCheck: props.onMix,
        label: (name) => `${name} in the mix`,
        onCheckAll: props.onMixAll,
      }}
    />
  );
}

function tableRow(row: GuestRow, unit: ByteUnit, props: GuestTableProps): TableRow {
  const { parts, sources, trends } = props;
  const memory = (bytes: number | null): string | null =>
    bytes === null ? null : formatBytesIn(bytes, unit, decimalsOf(props.rows, unit));
  const percent = (share: number | null): string | null => (share === null ? null : formatNumber(share * 100, 1));
  const number = (title: string, text: string | null, waits: Part | null, source: () => Source | Promise<Source>) =>
    text === null && waits?.loading ? (
      <Waiting />
    ) : (
      <Num title={`${title} of ${row.name}`} source={source}>
        {text}
      </Num>
    );
  const resident = residentBytes(row);
  const workingSet = quotedWorkingSet(row)?.best ?? null;
  const [zero, shareable, faults] = [zeroShare(row), shareableShare(row), faultsPerSecond(row)];
  const kinds = row.evidence.map((one) => kindWords[one.kind] ?? one.kind).join(", ");
  const trend = trends.get(row.name);
  return {
    id: row.name,
    values: [
      row.name,
      row.ramBytes,
      resident,
      null,
      workingSet,
      zero === null ? null : zero * 100,
      shareable === null ? null : shareable * 100,
      faults,
      kinds,
      row.profile?.coverage.grade ?? null,
    ],
    cells: [
      <span key="guest" className="guests-name">
        <GuestMark name={row.name} index={row.index} /> <LongName name={row.name} />
      </span>,
      number("memory", memory(row.ramBytes), null, () => ramSource(sources, row)),
      number("resident memory", memory(resident), parts.profile, () => residentSource(sources, row)),
      trend ? (
        <Sparkline
          key="trend"
          values={trend.values}
          label={trendWords(trend)}
          colour={`var(--g-${guestLook(row.index).hue})`}
          width={TREND_COLUMNS}
          height={18}
          min={0}
        />
      ) : props.trendsLoading ? (
        <Waiting key="trend" />
      ) : (
        <span key="trend" className="dim2">
          not seen
        </span>
      ),
      number("working set", memory(workingSet), parts.profile, () =>
        workingSetSource(sources, row, QUOTED_WINDOW_S, "best"),
      ),
      number("zero pages", percent(zero), parts.contents, () => contentSource(sources, row, "zero")),
      number("shareable pages", percent(shareable), parts.contents, () =>
        shareableSource(sources, row, shareable ?? 0),
      ),
      number(
        "page faults a second",
        faults === null ? null : formatNumber(faults, faults < 10 ? 1 : 0),
        parts.evidence,
        () => faultSource(sources, row),
      ),
      row.evidence.length > 0 ? (
        <span key="captures" className="guests-kinds" {...tip(kinds)}>
          {kinds}
        </span>
      ) : parts.evidence.loading ? (
        <Waiting key="captures" />
      ) : (
        <span key="captures" className="dim2">
          not seen
        </span>
      ),
      <GradeCell key="grade" row={row} waits={parts.profile} />,
    ],
  };
}

/** Holds the place of a number that is on its way. */
export function Waiting() {
  return <span className="guests-wait" role="status" aria-label="loading" />;
}

function GradeCell({ row, waits }: { readonly row: GuestRow; readonly waits: Part }) {
  const { drawer, settings } = useApp();
  const coverage = row.profile?.coverage;
  if (!coverage) return waits.loading ? <Waiting /> : <span className="dim2">not seen</span>;
  return (
    <Grade
      letter={coverage.grade}
      onClick={() => {
        settings.setState({ drawerOpen: true });
        drawer.show(
          `Coverage grade of ${row.name}`,
          <div className="blk">
            <CoverageReasons coverage={coverage} />
          </div>,
        );
      }}
    />
  );
}
