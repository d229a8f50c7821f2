// What changes dashboards: named steps that can be undone, saving, copies, files in and out.
import { useMemo } from "react";
import { toReport } from "../../../src-shared/base/errors.ts";
import { readDashboard, writeDashboard } from "../../../src-shared/dashboard/document.ts";
import type { Dashboard } from "../../../src-shared/dashboard/schema.ts";
import { type App, useApp } from "../../app/app.tsx";
import { freeName } from "../../app/documents.ts";
import { offerStep } from "../../app/undo-words.ts";
import { saveText } from "../../intake/save-text.ts";
import type { Desk } from "./desk.ts";
import { detailOf, type Place } from "./place.ts";
import { renameDashboard } from "./rename.ts";
import type { Open, Shelf } from "./shelf.ts";

const KIND = "dashboard";

export interface Actions {
  show(place: Place, panel?: string | null): void;
  /** Changes the open dashboard as one step; nothing where nothing differs. */
  change(title: string, make: (dashboard: Dashboard) => Dashboard): void;
  save(): Promise<void>;
  /** Throws away what is not saved yet. */
  revert(): void;
  /** Keeps a dashboard under a free name, and shows it. */
  keep(dashboard: Dashboard, title: string, step: string): Promise<void>;
  rename(to: string): Promise<void>;
  remove(): Promise<void>;
  exportFile(): Promise<void>;
  importFile(file: File): Promise<void>;
}

export function useActions(desk: Desk, shelf: Shelf, open: Open | null): Actions {
  const app = useApp();
  return useMemo(() => actionsOf(app, desk, shelf, open), [app, desk, shelf, open]);
}

function actionsOf(app: App, desk: Desk, shelf: Shelf, open: Open | null): Actions {
  const { client, shell, route, toasts, undo, live } = app;
  const { project } = desk;
  const fail = (thrown: unknown): void => toasts.fail(toReport(thrown));
  const write = (name: string, text: string) =>
    client.request("saveDocument", { project, kind: KIND, name, text }).then(() => {});
  const erase = (name: string) => client.request("removeDocument", { project, kind: KIND, name }).then(() => {});
  const show: Actions["show"] = (place, panel = null) => route.change({ detail: detailOf({ place, panel }) });
  const names = shelf.saved.map(({ name }) => name);
  const own = open?.place.kind === "saved" ? open.place.name : null;

  /** A step that makes or removes files; what went wrong is told, and then nothing was done. */
  const step = async (title: string, act: () => Promise<void>, back: () => Promise<void>): Promise<boolean> => {
    try {
      await act();
    } catch (thrown) {
      fail(thrown);
      return false;
    }
    undo.add({ title, undo: back, redo: act });
    return true;
  };

  return {
    show,
    change(title, make) {
      if (own === null || !open?.dashboard || !open.kept) return;
      const { dashboard: before, kept } = open;
      const after = make(before);
      const text = writeDashboard(after);
      if (text === writeDashboard(before)) return;
      const put = (dashboard: Dashboard): void =>
        desk.draft(own, writeDashboard(dashboard) === writeDashboard(kept) ? null : dashboard);
      put(after);
      undo.add({ title, undo: () => put(before), redo: () => put(after) });
      live.say(title);
    },
    async save() {
      if (own === null || !open?.dashboard) return;
      const { dashboard } = open;
      const before = shelf.saved.find(({ name }) => name === own)?.text ?? null;
      const done = await step(
        `Save ${own}`,
        async () => {
          await write(own, writeDashboard(dashboard));
          desk.draft(own, null);
        },
        async () => {
          if (before !== null) await write(own, before);
          desk.draft(own, dashboard);
        },
      );
      if (done) live.say(`Saved ${own}`);
    },
    revert() {
      if (own === null || !open?.dashboard || !open.unsaved) return;
      const { dashboard } = open;
      desk.draft(own, null);
      const back = undo.add({
        title: `Go back to the saved ${own}`,
        undo: () => desk.draft(own, dashboard),
        redo: () => desk.draft(own, null),
      });
      offerStep(app, `${own} is as it was saved`, back);
    },
    async keep(dashboard, title, words) {
      const name = freeName(title, names);
      const text = writeDashboard({ ...dashboard, title: name });
      const done = await step(
        words,
        () => write(name, text),
        () => erase(name),
      );
      if (done) show({ kind: "saved", name });
    },
    async rename(to) {
      if (own === null || !open?.dashboard || to === own) return;
      const move = async (from: string, next: string): Promise<void> => {
        await renameDashboard(client, desk, from, next);
        show({ kind: "saved", name: next });
      };
      await step(
        `Rename ${own}`,
        () => move(own, to),
        () => move(to, own),
      );
    },
    async remove() {
      if (own === null) return;
      const kept = shelf.saved.find(({ name }) => name === own);
      if (!kept) return;
      const draft = open?.unsaved ? open.dashboard : null;
      const done = await step(
        `Remove ${own}`,
        async () => {
          await erase(own);
          desk.draft(own, null);
        },
        async () => {
          await write(own, kept.text);
          if (draft) desk.draft(own, draft);
          show({ kind: "saved", name: own });
        },
      );
      if (!done) return;
      route.change({ detail: null });
      const last = undo.getState().done.at(-1);
      if (last) offerStep(app, `Removed ${own}`, last);
    },
    async exportFile() {
      if (!open?.dashboard) return;
      if (own === null || open.unsaved) return saveText(app, `${open.title}.json`, writeDashboard(open.dashboard));
      try {
        const out = shell.pickTarget ? await shell.pickTarget(`${own}.json`) : null;
        if (shell.pickTarget && out === null) return;
        const done = await client.request("exportDocument", { project, kind: KIND, name: own, out });
        if (done.file) await shell.deliver(done.file);
        else toasts.say(`Written to ${done.out}`, { tone: "ok" });
      } catch (thrown) {
        fail(thrown);
      }
    },
    async importFile(file) {
      try {
        const dashboard = readDashboard(await file.text(), file.name);
        await this.keep(dashboard, file.name.replace(/\.json$/i, ""), `Open ${file.name}`);
      } catch (thrown) {
        fail(thrown);
      }
    },
  };
}
