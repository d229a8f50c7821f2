// The status bar: what is open, its clock, the quality of its data, the selection, the engine; each cell opens what it names.
import { type ReactNode, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { Progress } from "../../src-shared/protocol/requests.ts";
import { Icon } from "../ui/icon.tsx";
import { tip } from "../ui/tip.ts";
import { useApp } from "./app.tsx";
import { formatSpan } from "./clock.ts";
import { isOver } from "./job-words.ts";
import { emptySelection, isEmptySelection } from "./selection.ts";
import { durationWords, listWords } from "./selection-words.ts";
import { clockWords, countWords, engineVersion, qualityOf, qualityPending } from "./status-words.ts";
import { useRequest, useSession } from "./use-request.ts";

export function StatusBar() {
  const { commands, route } = useApp();
  const project = useSession((session) => session.project);
  const opening = useSession((session) => session.opening);
  const engine = useSession((session) => session.home?.engine);
  const clock = project && clockWords(project);
  return (
    <footer id="status" tabIndex={-1}>
      {project ? (
        <span className="cell">
          <Icon name="layers" size={13} />
          <span>
            <Cell tip="Go to Guests" onClick={() => route.go("guests")}>
              {countWords(project.info.guests.length, "guest")}
            </Cell>
            {", "}
            <Cell tip="Go to Import" onClick={() => route.go("import")}>
              {countWords(project.info.captures.length, "capture")}
            </Cell>
          </span>
        </span>
      ) : (
        <span className="cell">
          <Icon name="info" size={13} />
          {opening ? "Opening the project" : "No project open"}
        </span>
      )}
      {clock && (
        <span className="cell hide-s">
          <Icon name="clock" size={13} />
          <Cell tip={clock.detail} onClick={() => route.go("import")}>
            {clock.text}
          </Cell>
        </span>
      )}
      {project && project.info.guests.length > 0 && <QualityCell key={project.project} project={project.project} />}
      <SelectionCell />
      {engine && (
        <span className="cell">
          <Cell tip="About Plimsoll" onClick={() => commands.run("help.about")}>
            Engine {engineVersion(engine)}
          </Cell>
        </span>
      )}
    </footer>
  );
}

function Cell(props: { readonly tip?: string; readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <button type="button" className="cellgo" {...tip(props.tip)} onClick={props.onClick}>
      {props.children}
    </button>
  );
}

/** Nothing else waits for this: it is asked when the project has been open for a while and no job runs. */
const IDLE_MS = 1200;

function QualityCell({ project }: { readonly project: string }) {
  const { route } = useApp();
  const idle = useSession((session) => session.jobs.every(isOver));
  const [ripe, setRipe] = useState(false);
  useEffect(() => {
    if (ripe || !idle) return;
    const timer = window.setTimeout(() => setRipe(true), IDLE_MS);
    return () => window.clearTimeout(timer);
  }, [ripe, idle]);
  const { data, error, loading, progress } = useRequest("profile", ripe ? { project } : null);
  const quality = data && qualityOf(data);
  if (!quality && loading) return <QualityPending progress={progress} />;
  if (!quality && !error) return null;
  return (
    <span className="cell">
      <span className={`grade small ${quality?.grade ?? "none"}`} aria-hidden="true">
        {quality?.grade ?? "?"}
      </span>
      <Cell tip={quality?.detail ?? error?.what ?? ""} onClick={() => route.go("guests")}>
        {quality && <span className="sr">Grade {quality.grade} </span>}
        {quality ? "data quality" : "data quality not known"}
      </Cell>
    </span>
  );
}

/** The job centre tells the rest, and cancels it. */
function QualityPending({ progress }: { readonly progress: Progress | null }) {
  const { commands } = useApp();
  return (
    <span className="cell">
      <Cell tip="Show jobs" onClick={() => commands.run("view.jobs")}>
        {qualityPending(progress)}
      </Cell>
    </span>
  );
}

function SelectionCell() {
  const { route, settings, drawer } = useApp();
  const selection = useStore(route, (state) => state.selection);
  const wall = useSession((session) => session.project?.start_wall_ms ?? null);
  if (isEmptySelection(selection)) return <span className="cell grow" />;
  const { span, guests, captures } = selection;
  const show = (): void => {
    drawer.clear();
    settings.setState({ drawerOpen: true });
  };
  return (
    <span className="cell grow">
      <Cell tip="Show the selection" onClick={show}>
        {span && (
          <>
            <b>{formatSpan(span, wall)}</b> {durationWords(span)}
          </>
        )}
        {guests.length > 0 && <span>{listWords(guests)}</span>}
        {captures.length > 0 && <span>{countWords(captures.length, "capture")}</span>}
      </Cell>
      <button
        type="button"
        className="fieldx"
        aria-label="Clear the selection"
        {...tip("Clear the selection", "view.clearSelection")}
        onClick={() => route.change({ selection: emptySelection })}
      >
        <Icon name="close" size={11} />
      </button>
    </span>
  );
}
