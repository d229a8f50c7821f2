// The Import page: what was read, accepted, rejected and lost, of every file; the guests and clocks that were found.
import "./import.css";
import { useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import { formatBytes, formatNumber, plural } from "../../../src-shared/base/format.ts";
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { useApp } from "../../app/app.tsx";
import { SelectionChips } from "../../app/selection-chips.tsx";
import { useSession } from "../../app/use-request.ts";
import { dayInWords } from "../../intake/dates.ts";
import { DropZone } from "../../intake/drop-zone.tsx";
import { type ImportRun, isRunning } from "../../intake/import-runs.ts";
import { RecordHost } from "../../intake/recipe.tsx";
import { useImportRuns, useIntake } from "../../intake/use-intake.ts";
import { Button } from "../../ui/button.tsx";
import { PageHead } from "../../ui/page.tsx";
import { ErrorCard } from "../../ui/state.tsx";
import { CaptureDetails } from "./details.tsx";
import { type FileRow, fileRows } from "./files.ts";
import { Files } from "./files.tsx";
import { Guests } from "./guests.tsx";
import { problemRows } from "./problems.ts";
import { ProblemDetail, Problems } from "./problems.tsx";
import { Runs } from "./runs.tsx";
import { Spans } from "./spans.tsx";
import { totalsOf } from "./totals.ts";
import { Totals } from "./totals.tsx";
import { useWidth } from "./use-width.ts";

/** Below this width the files table leaves out why a format was recognised; the details say it. */
const ROOM_FOR_WHY = 1132;

export function ImportPage() {
  const { route, commands } = useApp();
  const project = useSession((session) => session.project);
  const imports = useImportRuns();
  const runs = useStore(imports);
  const [body, width] = useWidth<HTMLDivElement>();
  const narrow = width < ROOM_FOR_WHY;
  const active = runs.filter(isRunning);
  return (
    <>
      <PageHead
        title="Import"
        scope={project && <Scope project={project} />}
        actions={
          <>
            {project && (
              <Button
                icon="plus"
                command="import.addFiles"
                unavailable={project.read_only}
                onClick={() => commands.run("import.addFiles")}
              >
                Add files
              </Button>
            )}
            {active.length === 1 && (
              <Button kind="danger" icon="stop" onClick={() => active[0] && imports.cancel(active[0].id)}>
                Cancel
              </Button>
            )}
          </>
        }
        primary={
          project && (
            <Button kind="primary" icon="whatif" onClick={() => route.go("whatif")}>
              Open What-if
            </Button>
          )
        }
      />
      <div className="importpage" ref={body}>
        <Runs runs={runs} narrow={narrow} />
        {project ? <Filled project={project} runs={runs} narrow={narrow} /> : active.length === 0 && <Nothing />}
      </div>
    </>
  );
}

function Scope({ project }: { readonly project: OpenReply }) {
  const { info, last_import_ms } = project;
  const { bytes } = totalsOf(project);
  const n = info.captures.length;
  return (
    <>
      <span className="dim ell">
        {formatNumber(n)} {plural(n, "capture")}, {formatBytes(bytes)}
        {last_import_ms !== null && `, imported ${dayInWords(last_import_ms, Date.now())}`}
      </span>
      <SelectionChips obeys={["captures"]} />
    </>
  );
}

function Filled({
  project,
  runs,
  narrow,
}: {
  readonly project: OpenReply;
  readonly runs: readonly ImportRun[];
  readonly narrow: boolean;
}) {
  const { route, drawer, settings } = useApp();
  const found = useImportRuns().found(project.project);
  const captures = useStore(route, (state) => state.selection.captures);
  const [problem, setProblem] = useState<string | null>(null);
  const problems = useMemo(() => problemRows(project), [project]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was detected changes with the runs
  const rows = useMemo(() => fileRows(project, problems, found), [project, problems, found, runs]);
  const selected = captures.at(-1) ?? null;
  const capture = project.info.captures.find(({ id }) => id === selected) ?? null;
  const leftOut = rows.find(({ leftOut: one }) => one !== null && one.id === problem) ?? null;

  const captureId = capture?.id ?? null;
  const captureName = capture?.name ?? null;
  useEffect(() => {
    if (captureId === null || captureName === null) return;
    drawer.show(captureName, <CaptureDetails id={captureId} />);
    return () => drawer.clear();
  }, [drawer, captureId, captureName]);

  const selectCapture = (id: number): void => {
    const { selection } = route.getState();
    setProblem(problems.find((row) => row.capture?.id === id)?.id ?? null);
    route.change({ selection: { ...selection, captures: [id] } }, true);
  };
  const select = (row: FileRow): void => {
    if (row.capture) selectCapture(row.capture.id);
    if (!row.leftOut) return;
    route.change({ selection: { ...route.getState().selection, captures: [] } }, true);
    setProblem(row.leftOut.id);
    drawer.show(
      row.name,
      <div className="blk">
        <ProblemDetail row={row.leftOut} file={found.get(row.name) ?? null} />
      </div>,
    );
  };
  const open = (row: FileRow): void => {
    select(row);
    settings.setState({ drawerOpen: true });
  };
  return (
    <>
      <Totals project={project} problems={problems} />
      <Files
        project={project}
        rows={rows}
        selected={capture ? `c${capture.id}` : (leftOut?.id ?? null)}
        narrow={narrow}
        onSelect={select}
        onOpen={open}
      />
      <Spans project={project} selected={selected} narrow={narrow} onSelect={selectCapture} />
      <div className="importtwo">
        <Problems project={project} rows={problems} found={found} selected={problem} onSelect={setProblem} />
        <Guests project={project} />
      </div>
    </>
  );
}

function Nothing() {
  const intake = useIntake();
  const failed = useStore(intake, (state) => state.failed);
  return (
    <div className="importempty">
      <h2>Nothing is imported yet</h2>
      <p className="dim">
        Bring what a host recorded: it becomes a project, and this page says what was read and what was not.
      </p>
      <DropZone />
      {failed && <ErrorCard error={failed.error} actions={<Button onClick={() => intake.forgive()}>Close</Button>} />}
      <h3 className="sec">No capture at hand?</h3>
      <RecordHost />
    </div>
  );
}
