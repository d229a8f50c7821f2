// The Guests page: what each guest needs and what it shares, one by one or beside each other.
import "./guests.css";
import { type CSSProperties, useCallback, useMemo } from "react";
import { useStore } from "zustand";
import { plural } from "../../../src-shared/base/format.ts";
import { useApp } from "../../app/app.tsx";
import { NoProject } from "../../app/no-project.tsx";
import { SelectionChips } from "../../app/selection-chips.tsx";
import { useNarrow } from "../../app/use-narrow.ts";
import { useSession } from "../../app/use-request.ts";
import { Button } from "../../ui/button.tsx";
import { Seg } from "../../ui/choice.tsx";
import { PageHead } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Empty } from "../../ui/state.tsx";
import { type GuestsMode, useOpenSql, usePageCommands } from "./commands.ts";
import { ContentsPanel } from "./contents-panel.tsx";
import { GuestTable } from "./guest-table.tsx";
import { MissRatioPanel } from "./miss-ratio-panel.tsx";
import { useMix } from "./mix.ts";
import { type GuestRow, hasMissRatio, isTraced } from "./model.ts";
import { overviewSql } from "./queries.ts";
import { SharingPanel } from "./sharing-panel.tsx";
import type { Sources } from "./sources.ts";
import { CoveragePanel, IdentifiedPanel } from "./told-panels.tsx";
import { type GuestsData, useGuests, useTrends } from "./use-guests.ts";
import { WorkingSetPanel } from "./working-set-panel.tsx";

const MODES = [
  { value: "one", title: "One" },
  { value: "compare", title: "Compare" },
] as const;

export function GuestsPage() {
  const project = useSession((session) => session.project);
  if (project) return <Guests project={project.project} />;
  return (
    <NoProject title="Guests">
      Guests are found in captures. Open a project, or bring captures into a new one.
    </NoProject>
  );
}

function Guests({ project }: { readonly project: string }) {
  const { client, route } = useApp();
  const data = useGuests(project);
  const { rows } = data;
  const names = useMemo(() => rows.map((row) => row.name), [rows]);
  const trends = useTrends(project, names);
  const mix = useMix(project, names);
  const mode = useStore(route, (state): GuestsMode => (state.detail === "compare" ? "compare" : "one"));
  const selection = useStore(route, (state) => state.selection);
  const captures = useSession((session) => session.project?.info.captures ?? []);
  const sources = useMemo<Sources>(
    () => ({
      captures,
      ask: async (sql) => {
        const reply = await client.request("query", { project, sql, limit: 1 });
        const value = reply.rows[0]?.[0];
        return typeof value === "number" ? value : null;
      },
    }),
    [captures, client, project],
  );
  const selected = selection.guests.filter((name) => names.includes(name));
  const select = useCallback(
    (name: string, add: boolean) => {
      const { selection: now } = route.getState();
      const without = now.guests.filter((one) => one !== name);
      const guests = !add ? [name] : without.length < now.guests.length ? without : [...now.guests, name];
      // A second guest is added to be seen beside the first.
      const beside = add && guests.length > 1 ? { detail: "compare" } : {};
      route.change({ ...beside, selection: { ...now, guests } }, true);
    },
    [route],
  );
  const setMode = useCallback(
    (to: GuestsMode) => route.change({ detail: to === "compare" ? "compare" : null }, true),
    [route],
  );
  const shown = useMemo(() => shownRows(rows, mode, selected, mix.names), [rows, mode, selected, mix.names]);
  const useMixNow = useCallback(() => {
    route.change({
      page: "whatif",
      detail: "mix",
      selection: { ...route.getState().selection, guests: [...mix.names] },
    });
  }, [route, mix.names]);
  usePageCommands({ data, setMode, useMixNow, mixed: mix.names.size });
  const openSql = useOpenSql();
  const settled = !data.parts.profile.loading;
  if (rows.length === 0 && settled && !data.parts.profile.error)
    return (
      <>
        <PageHead title="Guests" />
        <NoGuest />
      </>
    );
  const traced = rows.filter(isTraced).length;
  const contentsSettled = !data.parts.contents.loading && !data.parts.contents.error;
  const bare = contentsSettled && settled && rows.every((row) => row.contents === null && !row.profile?.content);
  const tableHeight = Math.min(rows.length, 9.5) * 26 + 25;
  return (
    <>
      <PageHead
        title="Guests"
        scope={
          <>
            <Seg label="How guests are shown" options={MODES} value={mode} onChange={setMode} />
            <span className="dim ell">{countWords(rows.length, traced, data.parts.evidence.loading)}</span>
            <SelectionChips obeys={["guests"]} noSpan="whole recording, not the selected span" />
          </>
        }
        actions={
          <Button icon="sql" onClick={() => openSql(overviewSql(data.compared))}>
            Open as SQL
          </Button>
        }
        primary={
          <Button
            kind="primary"
            icon="whatif"
            unavailable={mix.names.size === 0 && "no guest is in the mix"}
            onClick={useMixNow}
          >
            Use mix in What-if
          </Button>
        }
      />
      <div className="guests-page">
        <div
          className={`guests-grid${bare ? " bare" : ""}`}
          style={{ "--guests-table": `${tableHeight + 2}px` } as CSSProperties}
        >
          <Panel title="All guests" className="guests-all" flush>
            <div className="guests-table" style={{ height: tableHeight }}>
              <GuestTable
                rows={rows}
                parts={data.parts}
                trends={trends.trends}
                trendsLoading={trends.loading}
                lengthMs={trends.lengthMs}
                sources={sources}
                selected={mode === "one" ? shown.map((row) => row.name) : selected}
                onSelect={select}
                mix={mix.names}
                onMix={mix.set}
                onMixAll={mix.setAll}
              />
            </div>
          </Panel>
          <Panels mode={mode} rows={rows} shown={shown} data={data} sources={sources} />
        </div>
      </div>
    </>
  );
}

/** One: the first selected guest, else the first. Compare: the selected ones, else those in the mix. */
function shownRows(
  rows: readonly GuestRow[],
  mode: GuestsMode,
  selected: readonly string[],
  mix: ReadonlySet<string>,
): readonly GuestRow[] {
  if (mode === "one") return rows.filter((row) => row.name === (selected[0] ?? rows[0]?.name));
  return selected.length > 1
    ? rows.filter((row) => selected.includes(row.name))
    : rows.filter((row) => mix.has(row.name));
}

function Panels(props: {
  readonly mode: GuestsMode;
  readonly rows: readonly GuestRow[];
  readonly shown: readonly GuestRow[];
  readonly data: GuestsData;
  readonly sources: Sources;
}) {
  const { mode, rows, shown, data, sources } = props;
  const { profile, contents } = data.parts;
  const missRatio = shown.some(hasMissRatio);
  // Without a miss ratio the grade's reasons stand beside the working set, where there is room.
  const narrow = useNarrow();
  // The whole host in one view; the compared guests beside each other in the other.
  const together = mode === "one" ? rows : shown;
  const single = mode === "one" ? shown[0] : undefined;
  if (mode === "compare" && shown.length === 0)
    return (
      <div className="guests-nobody">
        <Empty title="No guest to compare">Put guests into the mix, or select two or more rows with Ctrl.</Empty>
      </div>
    );
  return (
    <>
      <WorkingSetPanel rows={shown} sources={sources} part={profile} wide={!missRatio && (narrow || !single)} />
      {missRatio && <MissRatioPanel rows={shown} part={profile} />}
      {single && !narrow && !missRatio && <CoveragePanel row={single} part={profile} sources={sources} />}
      <ContentsPanel rows={together} sources={sources} part={contents} compared={data.compared} />
      <SharingPanel rows={together} sharing={data.profile?.sharing ?? null} sources={sources} part={profile} />
      {single && narrow && !missRatio && <CoveragePanel row={single} part={profile} sources={sources} wide />}
      {single && <IdentifiedPanel row={single} part={profile} wide={!missRatio} />}
      {single && missRatio && <CoveragePanel row={single} part={profile} sources={sources} />}
    </>
  );
}

function NoGuest() {
  const { route } = useApp();
  return (
    <Empty
      title="No guest found"
      actions={
        <Button kind="primary" icon="import" onClick={() => route.go("import", "map")}>
          Map guests by hand
        </Button>
      }
    >
      Nothing in the captures names a guest or places its memory in a process. Add the guests' descriptions or memory
      maps, or say by hand which process is which guest.
    </Empty>
  );
}

function countWords(all: number, traced: number, loading: boolean): string {
  const guests = `${all} ${plural(all, "guest")}`;
  const others = all - traced;
  if (loading) return guests;
  if (traced === 0) return `${guests} by statistics only`;
  return others === 0 ? `${guests} traced` : `${traced} traced, ${others} by statistics only`;
}
