// Imports under way: the files as they were detected, how far each is; how an import ended that brought nothing in.
import {
  byteUnit,
  formatBytesIn,
  formatNumber,
  formatPercent,
  NOT_SEEN,
  plural,
} from "../../../src-shared/base/format.ts";
import type { JobState } from "../../../src-shared/protocol/window-replies.ts";
import { useApp } from "../../app/app.tsx";
import { useSession } from "../../app/use-request.ts";
import { type DetectedFile, type ImportRun, isRunning } from "../../intake/import-runs.ts";
import { projectNameOf } from "../../intake/paths.ts";
import { useImportRuns, useIntake } from "../../intake/use-intake.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Callout, ErrorCard, ProgressBar, Skeleton } from "../../ui/state.tsx";
import { DataTable, type TableRow } from "../../ui/table.tsx";
import { formatWords } from "./format-words.ts";
import { Hex } from "./hex.tsx";
import { jobOfRun, otherImports, progressWords, type RunRow, runRows, shareDone } from "./run-rows.ts";

export function Runs({ runs, narrow }: { readonly runs: readonly ImportRun[]; readonly narrow: boolean }) {
  const jobs = useSession((session) => session.jobs);
  const alone = runs.filter(isRunning).length === 1;
  return (
    <>
      {runs.map((run) =>
        isRunning(run) ? (
          <Running key={run.id} run={run} job={jobOfRun(run, jobs)} narrow={narrow} alone={alone} />
        ) : (
          <Ended key={run.id} run={run} />
        ),
      )}
      {otherImports(runs, jobs).map((job) => (
        <Other key={job.id} job={job} />
      ))}
    </>
  );
}

function Running({
  run,
  job,
  narrow,
  alone,
}: {
  readonly run: ImportRun;
  readonly job: JobState | null;
  readonly narrow: boolean;
  /** The head of the page cancels it. */
  readonly alone: boolean;
}) {
  const imports = useImportRuns();
  const rows = runRows({ ...run, progress: job?.progress ?? run.progress });
  const progress = job ?? { progress: run.progress, rate: null, seconds_left: null, state: "running" as const };
  const words =
    run.state === "detecting"
      ? "looks at the beginning of each file"
      : progressWords({ ...progress, progress: progress.progress ?? run.progress });
  const share = run.state === "detecting" ? null : shareDone(progress.progress ?? run.progress);
  return (
    <Panel
      title={`${run.fresh ? "Importing into the new project" : "Adding to"} ${projectNameOf(run.project)}`}
      className="importrun"
      sub={run.files === null ? undefined : `${formatNumber(run.files.length)} ${plural(run.files.length, "file")}`}
      line
      flush
      actions={
        !alone && (
          <Button kind="danger" icon="stop" onClick={() => imports.cancel(run.id)}>
            Cancel
          </Button>
        )
      }
    >
      <div className="importprogress">
        <ProgressBar share={share} label={`Import into ${projectNameOf(run.project)}`} />
        <span className="dim num">
          {share !== null && `${formatPercent(share, 0)}, `}
          {words}
        </span>
      </div>
      {run.files === null ? (
        <div className="importskeleton">
          <Skeleton height={26 * 6} label="detecting formats" />
        </div>
      ) : (
        <RunTable rows={rows} files={run.files} narrow={narrow} />
      )}
    </Panel>
  );
}

function RunTable({
  rows,
  files,
  narrow,
}: {
  readonly rows: readonly RunRow[];
  readonly files: readonly DetectedFile[];
  readonly narrow: boolean;
}) {
  const sizes = files.flatMap(({ bytes }) => (bytes === null ? [] : [bytes])).toSorted((a, b) => a - b);
  const unit = byteUnit(sizes[Math.floor((sizes.length - 1) / 2)] ?? 0);
  return (
    <div style={{ height: 25 + 26 * Math.min(14, Math.max(1, rows.length)) }}>
      <DataTable
        label="Files of this import"
        columns={[
          { id: "file", title: "File" },
          { id: "format", title: "Format" },
          ...(narrow ? [] : [{ id: "why", title: "Why" }]),
          { id: "size", title: "Size", unit: unit.name, numeric: true },
          { id: "state", title: "Status", width: 190 },
        ]}
        rows={rows.map(({ file, state }): TableRow => {
          const size = file.bytes === null ? null : formatBytesIn(file.bytes, unit, unit.bytes === 1 ? 0 : 1);
          return {
            id: file.path,
            cells: [
              <span key="f" className="ell importname">
                {file.name}
              </span>,
              <span key="t" className="ell importformat">
                {file.format === null ? <span className="importerr">not known</span> : formatWords(file.format)}
              </span>,
              ...(narrow
                ? []
                : [
                    <span key="w" className="ell importwhy dim">
                      {file.why}
                    </span>,
                  ]),
              size ?? <span className="dim2">{NOT_SEEN}</span>,
              <RunStatus key="s" state={state} name={file.name} />,
            ],
            values: [file.name, file.title, ...(narrow ? [] : [file.why]), file.bytes, state],
          };
        })}
      />
    </div>
  );
}

function RunStatus({ state, name }: { readonly state: RunRow["state"]; readonly name: string }) {
  if (state === "reading")
    return (
      <span className="row importreading">
        <ProgressBar share={null} label={`Reading ${name}`} />
        <span className="dim">being read</span>
      </span>
    );
  if (state === "read")
    return (
      <span className="importstatus ok">
        <Icon name="ok" size={13} />
        Read
      </span>
    );
  if (state === "unknown")
    return (
      <span className="importstatus err">
        <Icon name="error" size={13} />
        Not recognised
      </span>
    );
  return <span className="dim2">still to read</span>;
}

function Ended({ run }: { readonly run: ImportRun }) {
  const imports = useImportRuns();
  const intake = useIntake();
  const name = projectNameOf(run.project);
  const again = (
    <Button icon="refresh" onClick={() => void intake.importInto(run.project, run.paths, run.fresh)}>
      Import again
    </Button>
  );
  const close = (
    <Button kind="ghost" onClick={() => imports.dismiss(run.id)}>
      Close
    </Button>
  );
  const kept = run.fresh ? "Nothing was kept; no project was made" : `${name} is as it was before`;
  if (run.state === "cancelled")
    return (
      <Callout
        tone="info"
        actions={
          <>
            {again}
            {close}
          </>
        }
      >
        <b>The import into {name} was cancelled.</b> {kept}.
      </Callout>
    );
  if (!run.error) return null;
  const unknown = (run.files ?? []).filter(({ format }) => format === null);
  return (
    <>
      <ErrorCard
        error={run.error}
        title={`Nothing could be imported into ${name}`}
        kept={kept}
        actions={
          <>
            {again}
            {close}
          </>
        }
      />
      {unknown.length > 0 && <Unknown files={unknown} />}
    </>
  );
}

const MOST_UNKNOWN = 5;

/** The beginnings of files that nobody recognised. */
function Unknown({ files }: { readonly files: readonly DetectedFile[] }) {
  return (
    <Panel
      title="Files that were not recognised"
      className="importunknown"
      sub={`${formatNumber(files.length)} ${plural(files.length, "file")}, their first bytes`}
      line
    >
      {files.slice(0, MOST_UNKNOWN).map((file) => (
        <div key={file.path} className="importdetail">
          <b>{file.name}</b> <span className="dim">{file.why}</span>
          {file.head && <Hex hex={file.head} lines={file.lines} />}
        </div>
      ))}
      {files.length > MOST_UNKNOWN && <div className="dim2">and {formatNumber(files.length - MOST_UNKNOWN)} more</div>}
    </Panel>
  );
}

/** An import that was not started here: by another window, or again after the back end stopped. */
function Other({ job }: { readonly job: JobState }) {
  const { client } = useApp();
  return (
    <section className="panel importother" aria-label={job.title}>
      <Icon name="activity" />
      <span>
        <b>{job.title}</b>{" "}
        <span className="dim">{job.project && `into ${projectNameOf(job.project)}, `}started elsewhere</span>
      </span>
      <ProgressBar share={shareDone(job.progress)} label={job.title} />
      <span className="dim num">{progressWords(job)}</span>
      <Button
        kind="danger"
        icon="stop"
        unavailable={job.can_cancel ? null : "it is ending"}
        onClick={() => void client.request("cancelJob", { job: job.id })}
      >
        Cancel
      </Button>
    </section>
  );
}
