// The Reports page: one file for people who decide, as it will be, while it is being composed.
import "./reports.css";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import { formatBytes } from "../../../src-shared/base/format.ts";
import type { RequestInput } from "../../../src-shared/protocol/requests.ts";
import { useApp } from "../../app/app.tsx";
import { NoProject } from "../../app/no-project.tsx";
import type { Selection } from "../../app/selection.ts";
import { useRequest, useSession } from "../../app/use-request.ts";
import { Button } from "../../ui/button.tsx";
import { PageHead } from "../../ui/page.tsx";
import { capital } from "../../ui/sentence.ts";
import { Callout, Empty, ErrorCard } from "../../ui/state.tsx";
import type { ReportKind } from "./file-name.ts";
import { dashboardOf, dashboardOfDetail, placeOf, type ReportForm } from "./form.ts";
import { FormPane } from "./form-pane.tsx";
import { choiceOfDetail, firstChoice, RECORDED, type ScenarioChoice, scenarioChoices } from "./scenarios.ts";
import { useExports } from "./use-export.ts";
import { type FormState, useForm } from "./use-form.ts";
import { usePreview } from "./use-preview.ts";
import { ExportState, View } from "./view.tsx";

export function ReportsPage() {
  const project = useSession((session) => session.project);
  if (project) return <Reports key={project.project} project={project.project} name={project.name} />;
  return <NoProject title="Reports">A report tells how many guests fit on a recorded host, and why.</NoProject>;
}

function useChoices(project: string) {
  const saved = useRequest("documents", { project, kind: "scenario" });
  const answers = useRequest("documents", { project, kind: "answer" });
  const recorded = useRequest("scenario", { project });
  const choices = useMemo(
    () => scenarioChoices(project, { saved: saved.data, answers: answers.data, recorded: recorded.data }),
    [project, saved.data, answers.data, recorded.data],
  );
  const all = [saved, answers, recorded];
  return {
    choices,
    /** What was not recorded of the host. */
    remarks: recorded.data?.remarks ?? [],
    settled: all.every((one) => one.data !== null || one.error !== null),
    error: all.find((one) => one.error)?.error ?? null,
    again: () => {
      for (const one of all) if (one.error) one.again();
    },
  };
}

function Reports({ project, name }: { readonly project: string; readonly name: string }) {
  const { route } = useApp();
  const state = useForm(project, name);
  const { form, commit } = state;
  const { choices, remarks, settled, error, again } = useChoices(project);
  const detail = useStore(route, (now) => now.detail);
  const asked = choiceOfDetail(detail);
  const chosen =
    choices.find(({ id }) => id === asked) ?? choices.find(({ id }) => id === form.scenario) ?? firstChoice(choices);
  const choose = useCallback(
    (id: string) => {
      if (route.getState().detail !== null) route.change({ detail: null }, true);
      commit({ scenario: id });
    },
    [route, commit],
  );
  const dashboards = useDashboards(project, form, commit, detail);
  const selection = useStore(route, (now) => now.selection);
  const payload = useMemo(
    () => payloadOf(project, dashboards.form, settled && dashboards.known ? chosen : null, selection),
    [project, dashboards, settled, chosen, selection],
  );
  const preview = usePreview(payload);
  const exports = useExports();
  const place = usePlace(form);
  const start = useCallback(
    (kind: ReportKind) => {
      if (payload) void exports.start(kind, payload, preview.current ? (preview.reply?.file ?? null) : null);
    },
    [payload, exports.start, preview],
  );
  useExportCommands(start, payload === null ? "there is no answer yet" : null);
  if (settled && choices.length === 0) return error ? <Failed error={error} again={again} /> : <NoAnswer />;
  const file = preview.reply?.file ?? null;
  const unavailable = payload === null ? "the scenarios are being read" : null;
  const exportButton = (kind: ReportKind) => (
    <Button key={kind} icon="download" unavailable={unavailable} onClick={() => start(kind)}>
      {kind.toUpperCase()}
    </Button>
  );
  return (
    <>
      <PageHead
        title="Reports"
        scope={<span className="dim ell">{form.title}</span>}
        actions={
          <>
            {file && <span className="dim2 hide-s">{formatBytes(file.bytes)}, one file, opens offline</span>}
            {exportButton("json")}
            {exportButton("csv")}
            {exportButton("pdf")}
          </>
        }
        primary={
          <Button kind="primary" icon="download" unavailable={unavailable} onClick={() => start("html")}>
            Export HTML
          </Button>
        }
      />
      <div className="reports-body">
        <FormPane
          state={state}
          choices={choices}
          chosen={chosen}
          leftOut={preview.reply ? preview.reply.left_out.filter(({ why }) => why !== BY_CHOICE) : null}
          dashboards={dashboards.saved}
          onChoose={choose}
        />
        <div className="reports-view">
          {chosen?.id === RECORDED && remarks.length > 0 && <NotRecorded remarks={remarks} />}
          <ExportState exports={exports} payload={payload} />
          <View preview={preview} title={form.title} place={place} />
        </div>
      </div>
    </>
  );
}

function NotRecorded({ remarks }: { readonly remarks: readonly string[] }) {
  return (
    <Callout tone="warn">
      <b>Not everything about this host was recorded</b>
      {remarks.map((remark) => (
        <div key={remark} className="dim">
          {capital(remark)}
        </div>
      ))}
    </Callout>
  );
}

/** Dashboards of the form that are there; one that the address asks for comes in. */
function useDashboards(project: string, form: ReportForm, commit: FormState["commit"], detail: string | null) {
  const { route } = useApp();
  const documents = useRequest("documents", { project, kind: "dashboard" });
  const known = documents.data !== null || documents.error !== null;
  const saved = useMemo(() => (documents.data?.documents ?? []).map(({ name }) => name), [documents.data]);
  const asked = dashboardOfDetail(detail);
  useEffect(() => {
    if (asked === null) return;
    route.change({ detail: null }, true);
    if (!form.dashboards.includes(asked)) commit({ dashboards: [...form.dashboards, asked] });
  }, [asked, form, commit, route]);
  return useMemo(() => {
    const isThere = (key: string): boolean => !key.startsWith("saved:") || saved.includes(key.slice("saved:".length));
    return { form: { ...form, dashboards: form.dashboards.filter(isThere) }, saved, known };
  }, [form, saved, known]);
}

/** How the back end says that a section was left out by the author; the form shows that already. */
const BY_CHOICE = "the author left it out";

function payloadOf(
  project: string,
  form: ReportForm,
  chosen: ScenarioChoice | null,
  { span, guests }: Selection,
): RequestInput<"report"> | null {
  if (!chosen) return null;
  const dashboards = form.dashboards.flatMap((key) => dashboardOf(key) ?? []);
  const selection = { from_ms: span?.fromMs ?? null, to_ms: span?.toMs ?? null, guests: [...guests] };
  return {
    project,
    scenario: chosen.scenario,
    file: chosen.file,
    out: null,
    form: "html",
    title: form.title.trim() === "" ? null : form.title.trim(),
    note: form.note.trim() === "" ? null : form.note.trim(),
    without: [...form.without],
    // Without a dashboard nothing in the report follows the selection.
    ...(dashboards.length > 0 ? { dashboards, selection } : {}),
  };
}

function NoAnswer() {
  const { route } = useApp();
  return (
    <>
      <PageHead title="Reports" />
      <Empty
        title="No answer yet"
        actions={
          <Button kind="primary" icon="whatif" onClick={() => route.go("whatif")}>
            Open What-if
          </Button>
        }
      >
        A report is written of a scenario. No guest was captured and no scenario is saved: describe the guests in
        What-if and save the scenario.
      </Empty>
    </>
  );
}

function Failed(props: { readonly error: Parameters<typeof ErrorCard>[0]["error"]; readonly again: () => void }) {
  return (
    <>
      <PageHead title="Reports" />
      <div className="reports-error">
        <ErrorCard
          error={props.error}
          actions={
            <Button icon="refresh" onClick={props.again}>
              Read again
            </Button>
          }
        />
      </div>
    </>
  );
}

/** The section that was changed last. */
function usePlace(form: ReportForm): string | null {
  const [last, setLast] = useState({ form, place: null as string | null });
  if (last.form === form) return last.place;
  const next = { form, place: placeOf(last.form, form) };
  setLast(next);
  return next.place;
}

function useExportCommands(start: (kind: ReportKind) => void, unavailable: string | null): void {
  const { commands } = useApp();
  useEffect(
    () =>
      commands.register(
        (["html", "pdf", "json", "csv"] as const).map((kind) => ({
          id: `reports.export.${kind}`,
          title: `Export the report as ${kind.toUpperCase()}`,
          group: "page",
          page: "reports",
          icon: "download",
          unavailable: () => unavailable,
          run: () => start(kind),
        })),
      ),
    [commands, start, unavailable],
  );
}
