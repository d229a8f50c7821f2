// The Timeline page: what happened, when, to whom.
import "./timeline.css";
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { type StoreApi, useStore } from "zustand";
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { useApp } from "../../app/app.tsx";
import type { Settings } from "../../app/settings.ts";
import { useNarrow } from "../../app/use-narrow.ts";
import { useSession } from "../../app/use-request.ts";
import { Button } from "../../ui/button.tsx";
import { PageHead } from "../../ui/page.tsx";
import { Empty, ErrorCard, ProgressBar } from "../../ui/state.tsx";
import { Axis } from "./axis.tsx";
import { DockPane } from "./dock.tsx";
import { Head } from "./head.tsx";
import { LaneList } from "./lane-list.tsx";
import { Overview } from "./overview.tsx";
import { arrangedRows, foundRows, pinnedRows, type Row } from "./rows.ts";
import { SpanDetails } from "./span-details.tsx";
import { StageProvider, StageScope, useStage } from "./stage.tsx";
import { useFrames } from "./use-frames.ts";
import { useLaneActs } from "./use-lane-menu.ts";
import { useLiveValues } from "./use-live-values.ts";
import { type TimelineState, useTimeline } from "./use-timeline.ts";
import { useTimelineCommands } from "./use-timeline-commands.ts";

export function TimelinePage() {
  const { route } = useApp();
  const project = useSession((session) => session.project);
  const opening = useSession((session) => session.opening);
  if (project && project.length_ms !== null) return <Loaded key={project.project} open={project} />;
  const start = (
    <Button kind="primary" icon="start" onClick={() => route.go("start")}>
      Open a project
    </Button>
  );
  const bring = (
    <Button kind="primary" icon="import" onClick={() => route.go("import")}>
      Bring in captures
    </Button>
  );
  return (
    <div className="timeline" data-timeline="" data-state={project ? "empty" : opening ? "loading" : "empty"}>
      <PageHead title="Timeline" />
      {project ? (
        <NoTimes>{bring}</NoTimes>
      ) : (
        !opening && (
          <Empty title="No project is open" actions={start}>
            The timeline shows what captures recorded over time. Open a project, or bring captures into a new one.
          </Empty>
        )
      )}
    </div>
  );
}

function NoTimes({ children }: { readonly children: ReactNode }) {
  const { commands } = useApp();
  return (
    <Empty
      title="No capture with times"
      actions={
        <>
          <Button icon="help" onClick={() => commands.run("help.recipe")}>
            How to record a host
          </Button>
          {children}
        </>
      }
    >
      Lanes come from what was recorded over time: statistics of the host (meminfo, vmstat, pressure, KSM) and of guests
      (libvirt, QMP, smaps), page faults and exits (perf, ftrace, xentrace), events of guests. What this project holds
      has no times, such as descriptions of guests or images of their memory.
    </Empty>
  );
}

function Loaded({ open }: { readonly open: OpenReply }) {
  const state = useTimeline(open);
  const { data } = state;
  if (!data) return <OnItsWay state={state} />;
  if (data.model.lanes.length === 0)
    return (
      <div className="timeline" data-timeline="" data-state="empty">
        <PageHead title="Timeline" />
        <NoTimes>{null}</NoTimes>
      </div>
    );
  return (
    <StageProvider project={open.project} startWallMs={open.start_wall_ms} data={data}>
      <Timeline open={open} />
    </StageProvider>
  );
}

/** While the pyramids are made the page keeps its layout; it says how far they are and can be told to stop. */
function OnItsWay({ state }: { readonly state: TimelineState }) {
  const { error, progress, cancelled, cancel, again } = state;
  const share = progress?.total ? progress.done / progress.total : null;
  return (
    <div
      className="timeline"
      data-timeline=""
      data-state={error ? "failed" : "loading"}
      aria-busy={!error && !cancelled}
    >
      <PageHead title="Timeline" />
      {error ? (
        <div className="timeline-failed">
          <ErrorCard
            title="The timeline could not be made"
            error={error}
            kept="The project and its captures"
            actions={
              <Button kind="primary" icon="refresh" onClick={again}>
                Try again
              </Button>
            }
          />
        </div>
      ) : cancelled ? (
        <Empty
          title="The timeline was not made"
          actions={
            <Button kind="primary" icon="refresh" onClick={again}>
              Make it
            </Button>
          }
        >
          Counts and sums of every lane are made once for each state of the project; it was stopped before they were
          ready.
        </Empty>
      ) : (
        <div className="timeline-loading">
          <div className="timeline-progress">
            <span className="dim">{progress?.title ?? "Making the timeline"}</span>
            <ProgressBar share={share} label={progress?.title ?? "Making the timeline"} />
            <Button kind="ghost" icon="stop" onClick={cancel}>
              Cancel
            </Button>
          </div>
          {[54, 28, 42, 88, 44, 40, 40, 25, 52, 36, 44].map((height, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the places are all that they are
            <div key={at} className="timeline-place" style={{ height }} role="presentation">
              <div className="skel" />
              <div className="skel" />
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

function Timeline({ open }: { readonly open: OpenReply }) {
  const { route, drawer, settings, session } = useApp();
  const stage = useStage();
  const { data, desk, arranging, painter, settled } = stage;
  const root = useRef<HTMLDivElement>(null);
  const search = useStore(desk.state, (state) => state.search);
  const span = useStore(route, (state) => state.selection.span);
  const { arrangement } = arranging;
  const pinned = useMemo(() => pinnedRows(data.model, arrangement), [data.model, arrangement]);
  const rows = useMemo(
    () => (search.trim() === "" ? arrangedRows(data.model, arrangement) : foundRows(data.model, arrangement, search)),
    [data.model, arrangement, search],
  );
  const all = useMemo<readonly Row[]>(() => [...pinned, ...rows], [pinned, rows]);
  useTimelineCommands(all);
  useLiveValues(all);
  useFrames(root);
  // What a lost back end has cut off is asked of the next one.
  useEffect(
    () =>
      session.subscribe(({ backend }, before) => {
        if (backend.state === "ready" && before.backend.state !== "ready") painter.send({ is: "retry", id: null });
      }),
    [session, painter],
  );
  useEffect(() => {
    if (!span) return;
    return drawer.home(
      <StageScope stage={stage}>
        <SpanDetails span={span} />
      </StageScope>,
    );
  }, [drawer, stage, span]);
  const narrow = useNarrow();
  useEffect(() => {
    if (span && !narrow) openOnce(settings);
  }, [settings, span, narrow]);
  const acts = useLaneActs();
  const addFirst = (): void => {
    const first = rows.find((row) => row.kind === "lane" && row.found) ?? rows.find((row) => row.kind === "lane");
    if (first?.kind === "lane" && first.found) acts(first.lane).show(true);
    // With the next frame, so that the key that was pressed does not press the name as well.
    if (first) requestAnimationFrame(() => focusRow(first.id));
  };
  // By hand: nothing is rendered when the last tile has come.
  useLayoutEffect(() => {
    const tell = (): void => root.current?.setAttribute("data-settled", String(settled.getState()));
    tell();
    return settled.subscribe(tell);
  }, [settled]);
  return (
    <div ref={root} className="timeline" data-timeline="" data-state="ready">
      <Head onFound={addFirst} />
      <Overview />
      <Axis clock={open.start_wall_ms === null ? "time since the start" : "UTC"} />
      <LaneList pinned={pinned} rows={rows} empty={search.trim() !== "" && rows.length === 0} />
      <DockPane />
    </div>
  );
}

const focusRow = (id: string): void =>
  document.querySelector<HTMLElement>(`.timeline [data-row="${CSS.escape(id)}"]`)?.focus();

const SHOWN_ONCE = "timeline.details";

/** The first span that is ever selected shows its details; after that the drawer is as it was left. */
function openOnce(settings: StoreApi<Settings>): void {
  const { pages } = settings.getState();
  if (pages[SHOWN_ONCE] === true) return;
  settings.setState({ pages: { ...pages, [SHOWN_ONCE]: true }, drawerOpen: true });
}
