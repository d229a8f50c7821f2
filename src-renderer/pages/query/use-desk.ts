// What the Query page does: run, save, remove, export, open; each step that a user changes something with can be undone.
import { useCallback, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import { toReport } from "../../../src-shared/base/errors.ts";
import { formatNumber, plural } from "../../../src-shared/base/format.ts";
import { useApp } from "../../app/app.tsx";
import { moveDocument } from "../../app/documents.ts";
import { offerStep } from "../../app/undo-words.ts";
import { useRequest } from "../../app/use-request.ts";
import { forgetText } from "../../editor/code-editor.tsx";
import type { Book } from "./book.ts";
import type { ExportForm } from "./result-pane.tsx";
import type { RunSelection } from "./runs.ts";
import {
  activeTab,
  change,
  closeTab,
  isUnsaved,
  markRemoved,
  markSaved,
  newTab,
  openSaved,
  openText,
  type QueryTab,
  restoreTab,
} from "./tabs.ts";
import { countWords, fileName, followed, timeWords } from "./words.ts";

export interface SavedQuery {
  readonly name: string;
  readonly text: string;
}

export function useDesk(book: Book) {
  const app = useApp();
  const { client, shell, route, toasts, undo, live } = app;
  const { project } = book;
  const documents = useRequest("documents", { project, kind: "query" });
  const again = useRef(documents.again);
  again.current = documents.again;
  const saved: readonly SavedQuery[] = useMemo(() => documents.data?.documents ?? [], [documents.data]);
  const known = useRef(saved);
  known.current = saved;
  const [exporting, setExporting] = useState(false);
  const span = useStore(route, (state) => state.selection.span);
  const guests = useStore(route, (state) => state.selection.guests);
  const selection = useMemo(
    (): RunSelection => ({ from_ms: span?.fromMs ?? null, to_ms: span?.toMs ?? null, guests: [...guests] }),
    [span, guests],
  );

  const failed = useCallback((thrown: unknown): void => toasts.fail(toReport(thrown)), [toasts]);
  const text = useCallback((): QueryTab => activeTab(book.state.getState()), [book]);

  const run = useCallback(async (): Promise<void> => {
    const { id, sql } = activeTab(book.state.getState());
    if (sql.trim() === "") return;
    if (book.state.getState().pane === "plan") book.state.setState({ pane: "result" });
    const ended = await book.runs.start(id, sql, followed(sql).length > 0 ? selection : null);
    if (ended.phase === "done" && ended.finished)
      live.say(`${countWords(ended.finished)} in ${timeWords(ended.finished)}`);
    else if (ended.error) live.alert(ended.error.what);
    else live.say("The query was cancelled");
  }, [book, selection, live]);

  const write = useCallback(
    async (name: string, sql: string): Promise<void> => {
      await client.request("saveDocument", { project, kind: "query", name, text: sql });
      again.current();
    },
    [client, project],
  );
  const erase = useCallback(
    async (name: string): Promise<void> => {
      await client.request("removeDocument", { project, kind: "query", name });
      again.current();
    },
    [client, project],
  );

  /** Saves the shown text under a name; a query that had the name comes back with undo. */
  const save = useCallback(
    async (name: string): Promise<void> => {
      const { id, sql } = activeTab(book.state.getState());
      const before = known.current.find((one) => one.name === name) ?? null;
      try {
        await write(name, sql);
      } catch (thrown) {
        return failed(thrown);
      }
      book.change((tabs) => markSaved(tabs, id, name, sql));
      book.flush();
      live.say(`Saved ${name}`);
      undo.add({
        title: `Save ${name}`,
        undo: async () => {
          await (before ? write(name, before.text) : erase(name));
          book.change((tabs) => (before ? change(tabs, id, { savedSql: before.text }) : markRemoved(tabs, name)));
        },
        redo: async () => {
          await write(name, sql);
          book.change((tabs) => markSaved(tabs, id, name, sql));
        },
      });
    },
    [book, write, erase, failed, live, undo],
  );

  /** Gives a tab another name; a saved query is saved under it and leaves its old one. */
  const rename = useCallback(
    async (id: string, title: string): Promise<void> => {
      const tab = book.state.getState().tabs.find((one) => one.id === id);
      if (!tab || tab.title === title) return;
      const { saved: from } = tab;
      const move = async (old: string | null, next: string): Promise<void> => {
        if (old !== null) {
          await moveDocument(client, { project, kind: "query", from: old, to: next });
          again.current();
        }
        book.change((tabs) => change(tabs, id, old === null ? { title: next } : { title: next, saved: next }));
      };
      try {
        await move(from, title);
      } catch (thrown) {
        return failed(thrown);
      }
      undo.add({
        title: `Rename ${tab.title}`,
        undo: () => move(from === null ? null : title, from ?? tab.title),
        redo: () => move(from, title),
      });
    },
    [book, client, project, failed, undo],
  );

  const remove = useCallback(
    async ({ name, text: sql }: SavedQuery): Promise<void> => {
      try {
        await erase(name);
      } catch (thrown) {
        return failed(thrown);
      }
      const had = book.state.getState().tabs.filter((tab) => tab.saved === name);
      const unlink = (): void => book.change((tabs) => markRemoved(tabs, name));
      unlink();
      const step = undo.add({
        title: `Remove ${name}`,
        undo: async () => {
          await write(name, sql);
          book.change((tabs) => had.reduce((state, { id }) => change(state, id, { saved: name, savedSql: sql }), tabs));
        },
        redo: async () => {
          await erase(name);
          unlink();
        },
      });
      offerStep({ undo, toasts }, `Removed the saved query ${name}`, step);
    },
    [book, write, erase, failed, undo, toasts],
  );

  const close = useCallback(
    (id: string): void => {
      const { tabs } = book.state.getState();
      const at = tabs.findIndex((tab) => tab.id === id);
      const tab = tabs[at];
      if (!tab) return;
      const take = (): void => {
        book.change((state) => closeTab(state, id));
        book.runs.drop(id);
        forgetText(id);
      };
      take();
      if (tab.sql.trim() === "") return;
      const step = undo.add({
        title: `Close ${tab.title}`,
        undo: () => book.change((state) => restoreTab(state, tab, at)),
        redo: take,
      });
      if (isUnsaved(tab)) offerStep({ undo, toasts }, `Closed ${tab.title}, which was not saved`, step);
    },
    [book, undo, toasts],
  );

  const exportAs = useCallback(
    async (form: ExportForm): Promise<void> => {
      const { id, title } = activeTab(book.state.getState());
      const finished = book.runs.getState().get(id)?.finished;
      if (!finished) return;
      const { result } = finished.reply;
      setExporting(true);
      try {
        const target = shell.pickTarget ? await shell.pickTarget(`${fileName(title)}.${form}`) : null;
        if (shell.pickTarget && target === null) return;
        const { out, file, rows } = await client.request("resultExport", { project, result, out: target, form });
        if (file) await shell.deliver(file);
        toasts.say(`${formatNumber(rows)} ${plural(rows, "row")} written to ${out ?? file?.name}`, { tone: "ok" });
      } catch (thrown) {
        failed(thrown);
      } finally {
        setExporting(false);
      }
    },
    [book, client, shell, project, failed, toasts],
  );

  return useMemo(
    () => ({
      ...{
        saved,
        savedKnown: documents.data !== null,
        selection,
        exporting,
        text,
        run,
        save,
        rename,
        remove,
        close,
        exportAs,
      },
      open: (sql: string, title?: string): void => book.change((tabs) => openText(tabs, sql, title)),
      openSaved: ({ name, text: sql }: SavedQuery): void => book.change((tabs) => openSaved(tabs, name, sql)),
      create: (): void => book.change(newTab),
      cancel: (): boolean => book.runs.cancel(activeTab(book.state.getState()).id),
    }),
    [book, saved, documents.data, selection, exporting, text, run, save, rename, remove, close, exportAs],
  );
}

export type Desk = ReturnType<typeof useDesk>;
