// What can be done with the panels of the open dashboard.
import { useMemo } from "react";
import { freeId } from "../../../src-shared/dashboard/document.ts";
import { freePlace, settle } from "../../../src-shared/dashboard/layout.ts";
import type { Dashboard, Panel } from "../../../src-shared/dashboard/schema.ts";
import { useApp } from "../../app/app.tsx";
import { offerStep } from "../../app/undo-words.ts";
import type { PanelHands } from "./panel-frame.tsx";
import type { Open } from "./shelf.ts";
import type { Actions } from "./use-actions.ts";
import { focusPanel } from "./use-commands.ts";

export function useHands(own: {
  readonly open: Open | null;
  readonly actions: Actions;
  readonly edit: (panel: string) => void;
  readonly choose: (panel: string) => void;
  /** One panel fills the page. */
  readonly isFull: boolean;
}): PanelHands {
  const app = useApp();
  return useMemo(
    (): PanelHands => ({
      canChange: own.open !== null && !own.open.isBuilt && own.open.dashboard !== null,
      choose: own.choose,
      edit: own.edit,
      duplicate: (id) => {
        const panel = own.open?.dashboard?.panels.find((one) => one.id === id);
        if (panel) own.actions.change(`Duplicate ${panel.title}`, (dashboard) => withPanel(dashboard, panel, null));
      },
      remove: (id) => {
        const panel = own.open?.dashboard?.panels.find((one) => one.id === id);
        if (!panel) return;
        const title = `Remove ${panel.title}`;
        own.actions.change(title, (dashboard) => ({
          ...dashboard,
          panels: dashboard.panels.filter((one) => one.id !== id),
        }));
        const step = app.undo.getState().done.at(-1);
        if (step?.title === title) offerStep(app, `Removed ${panel.title}`, step);
      },
      full: (id) => {
        if (own.open) own.actions.show(own.open.place, own.isFull ? null : id);
        window.setTimeout(() => focusPanel(id));
      },
      openSql: (sql) => void app.commands.run("query.open", sql),
    }),
    [app, own.open, own.actions, own.edit, own.choose, own.isFull],
  );
}

/** Puts a panel in the place of another one, or into the first gap. */
export function withPanel(dashboard: Dashboard, panel: Panel, instead: string | null): Dashboard {
  if (instead !== null)
    return {
      ...dashboard,
      panels: settle(
        dashboard.panels.map((one) => (one.id === instead ? { ...panel, id: instead } : one)),
        instead,
      ),
    };
  const id = freeId(
    panel.title,
    dashboard.panels.map((one) => one.id),
  );
  return { ...dashboard, panels: [...dashboard.panels, { ...panel, id, ...freePlace(dashboard.panels, panel) }] };
}
