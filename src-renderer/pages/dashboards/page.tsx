// The Dashboards page: charts for a habit, over one time and one selection.
import "./dashboards.css";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import { closedUp } from "../../../src-shared/dashboard/layout.ts";
import { DASHBOARD_SCHEMA, type Dashboard, type Panel } from "../../../src-shared/dashboard/schema.ts";
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { useApp } from "../../app/app.tsx";
import { NameDialog } from "../../app/name-dialog.tsx";
import { NoProject } from "../../app/no-project.tsx";
import { useSession } from "../../app/use-request.ts";
import { Body } from "./body.tsx";
import { deskOf } from "./desk.ts";
import { Head } from "./head.tsx";
import { PanelEditor } from "./panel-editor.tsx";
import { ParametersBar, ParametersDialog } from "./parameters.tsx";
import { keyOf, parseDetail } from "./place.ts";
import { openOf } from "./shelf.ts";
import { useActions } from "./use-actions.ts";
import { useDashboardCommands } from "./use-commands.ts";
import { useHands, withPanel } from "./use-hands.ts";
import type { PanelWorld } from "./use-panel.ts";
import { usePageData } from "./use-shelf.ts";
import { useLastPlace, useWorld } from "./use-world.ts";

export function DashboardsPage() {
  const project = useSession((session) => session.project);
  if (project) return <Dashboards key={project.project} open={project} />;
  return (
    <NoProject title="Dashboards">
      A dashboard shows what captures recorded: open a project, or bring captures into a new one.
    </NoProject>
  );
}

/** What is asked for over the page. */
type Asking = { readonly what: "panel"; readonly panel: string | null } | { readonly what: "rename" | "parameters" };

function Dashboards({ open: project }: { readonly open: OpenReply }) {
  const app = useApp();
  const { route } = app;
  const desk = deskOf(app, project.project);
  const data = usePageData(project, desk);
  const { shelf } = data;
  const drafts = useStore(desk.state, (state) => state.drafts);
  const arranging = useStore(desk.state, (state) => state.arranging);
  const detail = useStore(route, (state) => state.detail);
  const shown = useMemo(() => parseDetail(detail), [detail]);
  const place = useLastPlace(project.project, shown?.place ?? null, data);
  const open = useMemo(() => (place ? openOf(shelf, drafts, place) : null), [shelf, drafts, place]);
  const actions = useActions(desk, shelf, open);
  const [asking, setAsking] = useState<Asking | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const world = useWorld(project, data, desk, open);
  const fullPanel = shown?.panel ? (open?.dashboard?.panels.find(({ id }) => id === shown.panel) ?? null) : null;
  const edit = useCallback((panel: string) => setAsking({ what: "panel", panel }), []);
  const hands = useHands({ open, actions, edit, choose: setChosen, isFull: fullPanel !== null });
  const change = useCallback(
    (title: string, panels: Panel[]) => actions.change(title, (dashboard) => ({ ...dashboard, panels })),
    [actions],
  );
  const create = useCallback((): void => {
    const empty: Dashboard = { schema: DASHBOARD_SCHEMA, title: "New dashboard", panels: [] };
    void actions.keep(empty, "New dashboard", "New dashboard");
  }, [actions]);
  const closeUp = (): void => change("Close gaps", closedUp(open?.dashboard?.panels ?? []));
  const arrange = (): void => desk.state.setState({ arranging: !arranging });
  const report = (): void => {
    if (open) route.change({ page: "reports", detail: `dashboard:${keyOf(open.place)}` });
  };
  const parts = {
    ...{ open, chosen, actions, hands, lengthMs: data.lanes?.length_ms ?? 0 },
    onAdd: () => setAsking({ what: "panel", panel: null }),
    onArrange: arrange,
    onNew: create,
    onRename: () => setAsking({ what: "rename" }),
    onParameters: () => setAsking({ what: "parameters" }),
    onReport: report,
    onCloseUp: closeUp,
  };
  useDashboardCommands(parts);
  useArrangingEnds(desk, arranging);
  const apply = (panel: Panel): void => {
    const title = asking?.what === "panel" && asking.panel !== null ? `Edit ${panel.title}` : `Add ${panel.title}`;
    setAsking(null);
    actions.change(title, (dashboard) => withPanel(dashboard, panel, asking?.what === "panel" ? asking.panel : null));
  };
  const edited =
    asking?.what === "panel" ? (open?.dashboard?.panels.find(({ id }) => id === asking.panel) ?? null) : null;
  return (
    <>
      <Head shelf={shelf} arranging={arranging} {...parts} />
      {open?.dashboard && (
        <ParametersBar
          project={project.project}
          parameters={open.dashboard.parameters ?? []}
          values={world.scope.parameters}
          onChange={(name, value) => desk.setValue(keyOf(open.place), name, value)}
        />
      )}
      <div className="db-page" data-scroll="">
        <Body
          {...{ data, open, place, world, hands, chosen, arranging, fullPanel, actions, change }}
          onAdd={parts.onAdd}
        />
      </div>
      {asking?.what === "panel" && open?.dashboard && (
        <PanelEditor
          key={asking.panel ?? "new"}
          panel={edited}
          open={project}
          world={world}
          onDone={apply}
          onClose={() => setAsking(null)}
        />
      )}
      {asking?.what === "rename" && open && (
        <NameDialog
          title="Rename the dashboard"
          action="Rename"
          noun="dashboard"
          name={open.title}
          taken={shelf.saved.map(({ name }) => name).filter((name) => name !== open.title)}
          onName={(name) => {
            setAsking(null);
            void actions.rename(name);
          }}
          onClose={() => setAsking(null)}
        />
      )}
      {asking?.what === "parameters" && open?.dashboard && (
        <ParametersDialog
          parameters={open.dashboard.parameters ?? []}
          onDone={(parameters) => {
            setAsking(null);
            actions.change("Parameters of the dashboard", ({ parameters: _, ...rest }) => ({
              ...rest,
              ...(parameters.length > 0 ? { parameters: [...parameters] } : {}),
            }));
          }}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}

/** Esc ends arranging. */
function useArrangingEnds(desk: PanelWorld["desk"], arranging: boolean): void {
  const { escape: esc } = useApp();
  useEffect(
    () =>
      arranging
        ? esc.add("cancel", () => {
            desk.state.setState({ arranging: false });
            return true;
          })
        : undefined,
    [esc, desk, arranging],
  );
}
