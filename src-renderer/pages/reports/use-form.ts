// The form of a project's report: remembered, and each change one step that can be undone.
import { useCallback, useMemo } from "react";
import { useStore } from "zustand";
import { useApp } from "../../app/app.tsx";
import { changeWords, type ReportForm, readForm } from "./form.ts";

const NAME = "reports.form";

export interface FormState {
  readonly form: ReportForm;
  /** Changes the form without a step: while a hand is typing. */
  readonly put: (change: Partial<ReportForm>) => void;
  /** Changes the form; `before` is how it was when the change began. */
  readonly commit: (change: Partial<ReportForm>, before?: ReportForm) => void;
}

export function useForm(project: string, projectName: string): FormState {
  const { settings, undo } = useApp();
  const kept = useStore(settings, ({ pages }) => formsOf(pages)[project]);
  const form = useMemo(() => readForm(kept, projectName), [kept, projectName]);
  const keep = useCallback(
    (next: ReportForm) => {
      const { pages } = settings.getState();
      settings.setState({ pages: { ...pages, [NAME]: { ...formsOf(pages), [project]: next } } });
    },
    [settings, project],
  );
  const now = useCallback(
    () => readForm(formsOf(settings.getState().pages)[project], projectName),
    [settings, project, projectName],
  );
  const put = useCallback((change: Partial<ReportForm>) => keep({ ...now(), ...change }), [keep, now]);
  const commit = useCallback(
    (change: Partial<ReportForm>, before = now()) => {
      const after = { ...now(), ...change };
      keep(after);
      if (JSON.stringify(before) === JSON.stringify(after)) return;
      undo.add({ title: changeWords(before, after), undo: () => keep(before), redo: () => keep(after) });
    },
    [keep, now, undo],
  );
  return { form, put, commit };
}

function formsOf(pages: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const value = pages[NAME];
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
