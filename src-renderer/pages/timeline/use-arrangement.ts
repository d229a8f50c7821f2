// The arrangement of a project's lanes: remembered on this machine, changed in steps that can be undone.
import { useCallback, useMemo } from "react";
import { useStore } from "zustand";
import { useApp } from "../../app/app.tsx";
import { type Arrangement, parseArrangement } from "./arrangement.ts";

const NAME = "timeline.lanes";

export interface Arranging {
  readonly arrangement: Arrangement;
  /** A named step; nothing is noted where nothing changes. */
  change(title: string, next: (now: Arrangement) => Arrangement): void;
  /** What is not worth a step: opening and closing. */
  set(next: (now: Arrangement) => Arrangement): void;
}

const storedIn = (pages: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const value = pages[NAME];
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
};

export function useArrangement(project: string): Arranging {
  const { settings, undo } = useApp();
  const stored = useStore(settings, ({ pages }) => storedIn(pages)[project]);
  const arrangement = useMemo(() => parseArrangement(stored), [stored]);
  const now = useCallback(
    (): Arrangement => parseArrangement(storedIn(settings.getState().pages)[project]),
    [settings, project],
  );
  const put = useCallback(
    (next: Arrangement): void => {
      const { pages } = settings.getState();
      settings.setState({ pages: { ...pages, [NAME]: { ...storedIn(pages), [project]: next } } });
    },
    [settings, project],
  );
  const set = useCallback((next: (now: Arrangement) => Arrangement) => put(next(now())), [put, now]);
  const change = useCallback(
    (title: string, next: (now: Arrangement) => Arrangement) => {
      const before = now();
      const after = next(before);
      if (JSON.stringify(after) === JSON.stringify(before)) return;
      put(after);
      // Groups that were opened meanwhile stay as they are.
      const back = (to: Arrangement) => () => put({ ...to, open: now().open });
      undo.add({ title, undo: back(before), redo: back(after) });
    },
    [put, now, undo],
  );
  return useMemo(() => ({ arrangement, change, set }), [arrangement, change, set]);
}
