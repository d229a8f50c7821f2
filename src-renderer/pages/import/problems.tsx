// Rejected records by reason with the first offending place; files that were left out; remarks.
import { useState } from "react";
import { formatDecimal, formatNumber, NOT_SEEN, plural } from "../../../src-shared/base/format.ts";
import { type ProblemKind, placeWords } from "../../../src-shared/capture/reason-words.ts";
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { useApp } from "../../app/app.tsx";
import type { DetectedFile } from "../../intake/import-runs.ts";
import { LongName } from "../../intake/long-name.tsx";
import { saveText } from "../../intake/save-text.ts";
import { Button } from "../../ui/button.tsx";
import { Seg } from "../../ui/choice.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Num } from "../../ui/num.tsx";
import { Panel } from "../../ui/panel.tsx";
import { capital } from "../../ui/sentence.ts";
import { DataTable, type TableRow } from "../../ui/table.tsx";
import { headOfReport } from "./files.ts";
import { Hex } from "./hex.tsx";
import { type ProblemRow, problemsCsv } from "./problems.ts";
import { problemSource } from "./sources.ts";
import { totalsOf } from "./totals.ts";

const TITLES: Readonly<Record<ProblemKind, string>> = { rejected: "Rejected", leftOut: "Left out", remark: "Remarks" };
const KINDS: readonly ProblemKind[] = ["rejected", "leftOut", "remark"];

interface ProblemsProps {
  readonly project: OpenReply;
  readonly rows: readonly ProblemRow[];
  readonly found: ReadonlyMap<string, DetectedFile>;
  /** Id of the row that is shown in full. */
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

export function Problems({ project, rows, found, selected, onSelect }: ProblemsProps) {
  const app = useApp();
  const [wanted, setWanted] = useState<ProblemKind | null>(null);
  const chosen = rows.find(({ id }) => id === selected) ?? null;
  const kinds = KINDS.filter((kind) => rows.some((row) => row.kind === kind));
  const kind = wanted !== null && kinds.includes(wanted) ? wanted : (chosen?.kind ?? kinds[0] ?? "rejected");
  const shown = rows.filter((row) => row.kind === kind);
  const row = shown.find(({ id }) => id === selected) ?? shown[0] ?? null;
  const totals = totalsOf(project);
  const sub =
    kind === "rejected"
      ? `${formatNumber(totals.rejected)} of ${formatNumber(totals.read)}, by reason`
      : kind === "leftOut"
        ? `${formatNumber(shown.length)} ${plural(shown.length, "file")} gave no capture`
        : "what is worth knowing about a capture";
  return (
    <Panel
      title={kind === "rejected" ? "Rejected records" : kind === "leftOut" ? "Files left out" : "Remarks"}
      className="importproblems"
      sub={sub}
      line
      flush
      actions={
        rows.length > 0 && (
          <>
            {kinds.length > 1 && (
              <Seg
                label="What is listed"
                options={kinds.map((value) => ({
                  value,
                  title: `${TITLES[value]} ${rows.filter((one) => one.kind === value).length}`,
                }))}
                value={kind}
                onChange={setWanted}
              />
            )}
            <Button
              kind="ghost"
              icon="download"
              label="Save as CSV: all that was rejected, left out or remarked"
              onClick={() => void saveText(app, `${project.name}-problems.csv`, problemsCsv(rows))}
            >
              CSV
            </Button>
          </>
        )
      }
    >
      {row === null ? (
        <div className="importnone">
          <span className="importstatus ok">
            <Icon name="ok" size={13} />
            Nothing was rejected, and no file was left out
          </span>
        </div>
      ) : (
        <>
          <DataTable
            name={`import.problems.${kind}`}
            label={TITLES[kind]}
            dense
            columns={[
              { id: "reason", title: "Reason" },
              { id: "file", title: "File" },
              ...(kind === "leftOut" ? [] : [{ id: "n", title: "Records", numeric: true }]),
              ...(kind === "leftOut" ? [] : [{ id: "at", title: "First at" }]),
            ]}
            rows={shown.map((one) => tableRow(one, kind))}
            selected={row.id}
            onSelect={(id) => onSelect(id)}
          />
          <ProblemDetail row={row} file={row.file === null ? null : (found.get(row.file) ?? null)} />
        </>
      )}
    </Panel>
  );
}

function tableRow(row: ProblemRow, kind: ProblemKind): TableRow {
  const { reason, file, count, problem } = row;
  const place = placeWords(problem);
  const cells = [
    <span key="r" className="ell importreason">
      {reason}
    </span>,
    <span key="f" className="dim importproblemfile">
      <LongName name={file ?? "project"} />
      {row.capture?.duplicate_of != null && <span className="dim2">, a duplicate</span>}
    </span>,
  ];
  const values = [reason, file ?? "project"];
  if (kind === "leftOut") return { id: row.id, cells, values };
  return {
    id: row.id,
    cells: [
      ...cells,
      <Num key="n" title={reason} source={() => problemSource(row, formatNumber(count))}>
        {formatNumber(count)}
      </Num>,
      <span key="p" className="dim num">
        {place ?? "whole file"}
      </span>,
    ],
    values: [...values, count, place],
  };
}

/** Where it begins, what stands there, what was expected, what to do. */
export function ProblemDetail({ row, file }: { readonly row: ProblemRow; readonly file: DetectedFile | null }) {
  const { problem, kind } = row;
  const { expected, next, excerpt, where } = problem;
  const head = /^(format|wrapper)\./.test(problem.code) ? file?.head || headOfReport(expected) : "";
  // The reply's own wording of what the file begins with is shown as bytes instead.
  const wanted = head ? (expected ?? "").replace(/;? ?the file begins with .*$/s, "") : expected;
  const parts = [
    row.file,
    where.line === null ? null : `line ${formatNumber(where.line)}`,
    where.offset === null ? null : `byte ${formatDecimal(where.offset)}`,
  ].filter((part) => part !== null);
  const title = { rejected: "First offending place", leftOut: "Why it was left out", remark: "About" }[kind];
  return (
    <div className="importdetail" aria-live="polite">
      <div className="dim2">
        {title}
        {parts.length > 0 && `, ${parts.join(", ")}`}
      </div>
      {excerpt !== null && !head && <code className="code importexcerpt">{excerpt || "an empty line"}</code>}
      {head && <Hex hex={head} lines={file?.lines ?? []} />}
      <div className="dim">
        {wanted && <>Expected {wanted}. </>}
        {next && <>{sentence(next)}.</>}
        {!wanted && !next && (excerpt === null ? NOT_SEEN : null)}
      </div>
    </div>
  );
}

const sentence = (text: string): string => capital(text.replace(/\.$/, ""));
