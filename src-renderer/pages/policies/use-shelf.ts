// The saved policies of a project: open, save, rename, remove, export; each step that changes something can be undone.
import { useCallback, useMemo, useRef } from "react";
import { toReport } from "../../../src-shared/base/errors.ts";
import { useApp } from "../../app/app.tsx";
import { freeName, moveDocument } from "../../app/documents.ts";
import { offerStep } from "../../app/undo-words.ts";
import { useRequest } from "../../app/use-request.ts";
import { type Book, newScript } from "./book.ts";
import { isUnsaved, type Script } from "./script.ts";
import type { Template } from "./templates.ts";

export interface SavedPolicy {
  readonly name: string;
  readonly text: string;
}

export function useShelf(book: Book) {
  const { client, shell, toasts, undo, live } = useApp();
  const { project } = book;
  const documents = useRequest("documents", { project, kind: "policy" });
  const again = useRef(documents.again);
  again.current = documents.again;
  const saved: readonly SavedPolicy[] = useMemo(() => documents.data?.documents ?? [], [documents.data]);
  const known = useRef(saved);
  known.current = saved;

  const failed = useCallback((thrown: unknown): void => toasts.fail(toReport(thrown)), [toasts]);
  const write = useCallback(
    async (name: string, text: string): Promise<void> => {
      await client.request("saveDocument", { project, kind: "policy", name, text });
      again.current();
    },
    [client, project],
  );
  const erase = useCallback(
    async (name: string): Promise<void> => {
      await client.request("removeDocument", { project, kind: "policy", name });
      again.current();
    },
    [client, project],
  );

  /** Another text in the place of the present one; one that was not saved can be had back. */
  const put = useCallback(
    (next: Omit<Script, "id">): void => {
      const before = book.getState().script;
      book.open(next);
      if (!before) return;
      const after = book.getState().script;
      const step = undo.add({
        title: `Open ${next.title}`,
        undo: () => book.setState({ script: before }),
        redo: () => book.setState({ script: after }),
      });
      if (isUnsaved(before)) offerStep({ undo, toasts }, `Opened ${next.title}; ${before.title} was not saved`, step);
    },
    [book, undo, toasts],
  );

  const save = useCallback(
    async (name: string): Promise<void> => {
      const script = book.getState().script;
      if (!script) return;
      const { text } = script;
      const before = known.current.find((one) => one.name === name) ?? null;
      try {
        await write(name, text);
      } catch (thrown) {
        return failed(thrown);
      }
      const mark = (): void => book.change({ saved: name, title: name, savedText: text });
      mark();
      book.flush();
      live.say(`Saved ${name}`);
      undo.add({
        title: `Save ${name}`,
        undo: async () => {
          await (before ? write(name, before.text) : erase(name));
          book.change({ saved: script.saved, title: script.title, savedText: script.savedText });
        },
        redo: async () => {
          await write(name, text);
          mark();
        },
      });
    },
    [book, write, erase, failed, live, undo],
  );

  const rename = useCallback(
    async (to: string): Promise<void> => {
      const script = book.getState().script;
      if (!script || script.title === to) return;
      const move = async (from: string, next: string): Promise<void> => {
        if (script.saved !== null) {
          await moveDocument(client, { project, kind: "policy", from, to: next });
          again.current();
        }
        book.change(script.saved === null ? { title: next } : { title: next, saved: next });
      };
      try {
        await move(script.title, to);
      } catch (thrown) {
        return failed(thrown);
      }
      undo.add({
        title: `Rename ${script.title}`,
        undo: () => move(to, script.title),
        redo: () => move(script.title, to),
      });
    },
    [book, client, project, failed, undo],
  );

  const remove = useCallback(async (): Promise<void> => {
    const script = book.getState().script;
    const one = known.current.find(({ name }) => name === script?.saved);
    if (!script || !one) return;
    const unlink = (): void => book.change({ saved: null, savedText: null });
    try {
      await erase(one.name);
    } catch (thrown) {
      return failed(thrown);
    }
    unlink();
    const step = undo.add({
      title: `Remove ${one.name}`,
      undo: async () => {
        await write(one.name, one.text);
        book.change({ saved: script.saved, savedText: script.savedText });
      },
      redo: async () => {
        await erase(one.name);
        unlink();
      },
    });
    offerStep({ undo, toasts }, `Removed the saved policy ${one.name}; its text stays open`, step);
  }, [book, write, erase, failed, undo, toasts]);

  const exportFile = useCallback(async (): Promise<void> => {
    const name = book.getState().script?.saved ?? null;
    if (name === null) return;
    try {
      const target = shell.pickTarget ? await shell.pickTarget(`${name}.ts`) : null;
      if (shell.pickTarget && target === null) return;
      const { out, file } = await client.request("exportDocument", { project, kind: "policy", name, out: target });
      if (file) await shell.deliver(file);
      toasts.say(`The saved policy was written to ${out ?? file?.name}`, { tone: "ok" });
    } catch (thrown) {
      failed(thrown);
    }
  }, [book, client, shell, project, failed, toasts]);

  return useMemo(() => {
    const names = saved.map(({ name }) => name);
    return {
      ...{ saved, known: documents.data !== null, error: documents.error, save, rename, remove, exportFile },
      create: (): void => put({ ...newScript(), title: freeName("Untitled", names) }),
      openSaved: ({ name, text }: SavedPolicy): void => put({ saved: name, title: name, text, savedText: text }),
      openTemplate: ({ id, text }: Template): void =>
        put({ saved: null, title: freeName(`my ${id}`, names), text, savedText: text }),
    };
  }, [saved, documents.data, documents.error, save, rename, remove, exportFile, put]);
}

export type Shelf = ReturnType<typeof useShelf>;
