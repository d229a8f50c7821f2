// Everything that is known of one capture, for the details drawer.
import { type ReactNode, useState } from "react";
import { formatClock } from "../../../src-shared/base/clock.ts";
import { formatBytes, formatNumber, formatSeconds, NOT_SEEN } from "../../../src-shared/base/format.ts";
import { placeWords } from "../../../src-shared/capture/reason-words.ts";
import type { OpenCapture, OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { useRequest, useSession } from "../../app/use-request.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { Num } from "../../ui/num.tsx";
import { Callout } from "../../ui/state.tsx";
import { ClockChoice } from "./clock-choice.tsx";
import { clockName } from "./clocks.ts";
import { formatWords } from "./format-words.ts";
import { type ProblemRow, problemRows } from "./problems.ts";
import { ProblemDetail } from "./problems.tsx";
import { captureSource, captureSql, countSource, rowsSql } from "./sources.ts";
import { useCaptureActions } from "./use-captures.ts";

export function CaptureDetails({ id }: { readonly id: number }) {
  const project = useSession((session) => session.project);
  const capture = project?.info.captures.find((one) => one.id === id);
  if (!project || !capture) return <p className="dim blk">The project has no such capture any more.</p>;
  return <Details project={project} capture={capture} />;
}

interface DetailsProps {
  readonly project: OpenReply;
  readonly capture: OpenCapture;
}

function Details({ project, capture }: DetailsProps) {
  const actions = useCaptureActions(project);
  const { records, tables } = capture;
  const why = project.whys.find((one) => one.capture === capture.id)?.why;
  const excluded = project.excluded.includes(capture.id);
  const problems = problemRows(project).filter((row) => row.capture?.id === capture.id);
  const count = (title: string, column: Parameters<typeof captureSource>[3], n: number) => (
    <Num title={title} source={() => captureSource(capture, title, formatNumber(n), column)}>
      {formatNumber(n)}
    </Num>
  );
  return (
    <>
      <div className="blk">
        <Kept project={project} capture={capture} problems={problems} />
        <dl className="kv importfacts">
          <Fact name="Format">{formatWords(capture.format)}</Fact>
          {why && <Fact name="Why">{why}</Fact>}
          <Fact name="Size">
            <Num title="Size" source={() => captureSource(capture, "Size", formatBytes(capture.bytes), "bytes")}>
              {formatBytes(capture.bytes)}
            </Num>
          </Fact>
          <Fact name="Read">{count("Records read", "records", records.read)}</Fact>
          <Fact name="Accepted">{count("Records accepted", "accepted", records.accepted)}</Fact>
          <Fact name="Rejected">{count("Records rejected", "rejected", records.rejected)}</Fact>
          <Fact name="Skipped on purpose">{count("Records skipped", "skipped", records.skipped)}</Fact>
          <Fact name="Lost by the tracer">
            {records.lost === null ? <NotSeen /> : count("Records lost", "lost", records.lost)}
          </Fact>
        </dl>
        <div className="row importacts">
          <Button icon="sql" onClick={() => actions.openSql(captureSql(capture))}>
            Open in Query
          </Button>
          <Button
            kind="ghost"
            icon={excluded ? "plus" : "minus"}
            unavailable={
              project.read_only ?? (capture.duplicate_of === null ? null : "a duplicate is left out already")
            }
            onClick={() => actions.toggleExcluded(capture)}
          >
            {excluded ? "Include again" : "Exclude"}
          </Button>
        </div>
      </div>
      <Times project={project} capture={capture} />
      <Hashes capture={capture} />
      {problems.length > 0 && (
        <div className="blk">
          <h3 className="sec">Problems</h3>
          {problems.map((row) => (
            <details key={row.id} className="importfold">
              <summary>
                {row.reason}{" "}
                <span className="dim2 num">
                  {formatNumber(row.count)}, {placeWords(row.problem) ?? "whole file"}
                </span>
              </summary>
              <ProblemDetail row={row} file={null} />
            </details>
          ))}
        </div>
      )}
      <Counts title="Events" what="event" capture={capture} counts={capture.events} />
      <Counts title="Threads" what="comm" capture={capture} counts={capture.comms} />
      <Counts title="CPUs" what="cpu" capture={capture} counts={capture.cpus} />
      <Skipped project={project} capture={capture} />
      {Object.keys(tables).length > 0 && (
        <div className="blk">
          <h3 className="sec">Rows by table</h3>
          <ul className="importtables">
            {Object.entries(tables).map(([table, n]) => (
              <li key={table}>
                <code className="mono">{table}</code>
                <span className="grow" />
                <Num title={table} source={() => countSource(capture, "table", table, formatNumber(n))}>
                  {formatNumber(n)}
                </Num>
                <Button
                  kind="ghost"
                  icon="sql"
                  label={`Open the rows of ${table} as SQL`}
                  unavailable={capture.duplicate_of !== null || excluded ? "the views leave this capture out" : null}
                  onClick={() => actions.openSql(rowsSql(capture, table))}
                />
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** What is kept of a capture that is not whole, and why one is left out of the views. */
function Kept({
  project,
  capture,
  problems,
}: {
  readonly project: OpenReply;
  readonly capture: OpenCapture;
  readonly problems: readonly ProblemRow[];
}) {
  const original = project.info.captures.find(({ id }) => id === capture.duplicate_of);
  const { accepted } = capture.records;
  const end = problems.map(({ problem }) => placeWords(problem)).find((place) => place !== null);
  return (
    <>
      {capture.status !== "whole" && (
        <Callout tone="warn">
          {capture.status === "truncated" ? "The file ends too early" : "The file makes no sense from some place on"}
          {end ? ` (${end})` : ""}. {formatNumber(accepted)} records before that are kept.
        </Callout>
      )}
      {original && (
        <Callout tone="info">
          The same recording as {original.name}. Its rows are left out of the views, so that nothing counts twice.
        </Callout>
      )}
      {project.excluded.includes(capture.id) && (
        <Callout tone="info">You have excluded it: the views leave its rows out.</Callout>
      )}
    </>
  );
}

function Times({ project, capture }: DetailsProps) {
  const span = project.spans.find((one) => one.capture === capture.id);
  const wall = project.start_wall_ms;
  const clock = (ms: number | null | undefined): ReactNode =>
    ms === null || ms === undefined ? <NotSeen /> : <span className="num">{formatClock(ms, wall, "ms")}</span>;
  const length =
    span && span.from_ms !== null && span.to_ms !== null
      ? formatSeconds(Math.round(span.to_ms - span.from_ms) / 1000)
      : null;
  return (
    <div className="blk">
      <h3 className="sec">Time{wall !== null && <span className="dim2">UTC</span>}</h3>
      <dl className="kv">
        <Fact name="First record">{clock(span?.from_ms)}</Fact>
        <Fact name="Last record">{clock(span?.to_ms)}</Fact>
        <Fact name="Length">{length ?? <NotSeen />}</Fact>
        <Fact name="Clock">{capture.clock === null ? <NotSeen /> : clockName(capture.clock)}</Fact>
      </dl>
      <ClockChoice key={capture.id} project={project} capture={capture} />
    </div>
  );
}

function Hashes({ capture }: { readonly capture: OpenCapture }) {
  const packed = capture.content_sha256 !== capture.sha256;
  return (
    <div className="blk">
      <h3 className="sec">SHA-256</h3>
      <Hash text={capture.sha256} title={packed ? "of the file as given" : "of the file"} />
      {packed && <Hash text={capture.content_sha256} title="of its content, unpacked" />}
    </div>
  );
}

function Hash({ text, title }: { readonly text: string; readonly title: string }) {
  return (
    <div className="importhash">
      <span className="dim2">{title}</span>
      <code className="mono">{text}</code>
      <CopyButton text={text} label={`Copy the SHA-256 ${title}`} />
    </div>
  );
}

const MOST_COUNTS = 8;

function Counts(props: {
  readonly title: string;
  readonly what: "event" | "comm" | "cpu" | "skipped";
  readonly capture: OpenCapture;
  readonly counts: Readonly<Record<string, number>>;
}) {
  const { title, what, capture, counts } = props;
  const [all, setAll] = useState(false);
  const sorted = Object.entries(counts).toSorted(([a, m], [b, n]) =>
    what === "cpu" ? Number(a) - Number(b) : n - m || (a < b ? -1 : 1),
  );
  if (sorted.length === 0) return null;
  const shown = all ? sorted : sorted.slice(0, MOST_COUNTS);
  return (
    <div className="blk">
      <h3 className="sec">
        {title}
        <span className="dim2">{formatNumber(sorted.length)}</span>
      </h3>
      <dl className="kv">
        {shown.map(([key, n]) => (
          <Fact key={key} name={what === "cpu" ? `CPU ${key}` : key}>
            <Num title={key} source={() => countSource(capture, what, key, formatNumber(n))}>
              {formatNumber(n)}
            </Num>
          </Fact>
        ))}
      </dl>
      {sorted.length > MOST_COUNTS && (
        <Button kind="ghost" expanded={all} onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `Show all ${formatNumber(sorted.length)}`}
        </Button>
      )}
    </div>
  );
}

/** Only the store has these: they are not part of a capture's reply. */
function Skipped({ project, capture }: DetailsProps) {
  const wanted = capture.records.skipped > 0;
  const sql = `SELECT key, n FROM capture_count WHERE capture = ${capture.id} AND what = 'skipped' ORDER BY n DESC`;
  const reply = useRequest("query", wanted ? { project: project.project, sql, limit: 200 } : null);
  const counts = Object.fromEntries((reply.data?.rows ?? []).map(([key, n]) => [String(key), Number(n)]));
  return <Counts title="Skipped on purpose" what="skipped" capture={capture} counts={counts} />;
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const NotSeen = () => <span className="dim2">{NOT_SEEN}</span>;
