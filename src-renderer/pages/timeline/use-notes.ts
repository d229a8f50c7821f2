// The bookmarks of the open project: read, added, changed and removed, each a step that can be undone.
import { useCallback, useMemo } from "react";
import { toReport } from "../../../src-shared/base/errors.ts";
import { useApp } from "../../app/app.tsx";
import { formatSpan } from "../../app/clock.ts";
import type { Span } from "../../app/selection.ts";
import { useRequest } from "../../app/use-request.ts";
import { exactText } from "./moments.ts";
import { type Note, noteName, notesOf, noteText } from "./notes.ts";

export interface Notes {
  readonly notes: readonly Note[];
  readonly add: (span: Span) => void;
  /** Gives a note other words. */
  readonly reword: (note: Note, text: string) => void;
  readonly remove: (note: Note) => void;
}

const KIND = "note";

export function useNotes(project: string, startWallMs: number | null): Notes {
  const { client, undo, toasts } = useApp();
  const documents = useRequest("documents", { project, kind: KIND });
  const notes = useMemo(
    () => (documents.data ? notesOf(documents.data.documents, startWallMs) : []),
    [documents.data, startWallMs],
  );
  const names = useMemo(() => documents.data?.documents.map(({ name }) => name) ?? [], [documents.data]);
  const save = useCallback(
    async (note: Note): Promise<void> => {
      await client.request("saveDocument", { project, kind: KIND, name: note.name, text: noteText(note, startWallMs) });
    },
    [client, project, startWallMs],
  );
  const drop = useCallback(
    async ({ name }: Note): Promise<void> => {
      await client.request("removeDocument", { project, kind: KIND, name });
    },
    [client, project],
  );
  /** Does something and notes how it is undone, once it has been done. */
  const step = useCallback(
    (title: string, act: () => Promise<void>, back: () => Promise<void>): void => {
      act().then(
        () => undo.add({ title, undo: back, redo: act }),
        (thrown: unknown) => toasts.fail(toReport(thrown)),
      );
    },
    [undo, toasts],
  );
  const add = useCallback(
    (span: Span): void => {
      const note: Note = { name: noteName(exactText(span.fromMs, startWallMs), names), text: "", span };
      step(
        `Bookmark ${formatSpan(span, startWallMs)}`,
        () => save(note),
        () => drop(note),
      );
      toasts.say("Bookmarked: it stands on the axis", { tone: "ok" });
    },
    [names, startWallMs, step, save, drop, toasts],
  );
  const reword = useCallback(
    (note: Note, text: string): void => {
      if (text === note.text) return;
      step(
        "Words of a bookmark",
        () => save({ ...note, text }),
        () => save(note),
      );
    },
    [step, save],
  );
  const remove = useCallback(
    (note: Note): void =>
      step(
        "Bookmark removed",
        () => drop(note),
        () => save(note),
      ),
    [step, save, drop],
  );
  return useMemo(() => ({ notes, add, reword, remove }), [notes, add, reword, remove]);
}
