// Asking the back end from a component: the reply, whether it is on its way, and what went wrong.
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { type ErrorReport, toReport } from "../../src-shared/base/errors.ts";
import type { ReplyOf } from "../../src-shared/protocol/reply-schemas.ts";
import type { Progress, RequestInput, RequestName } from "../../src-shared/protocol/requests.ts";
import { useApp } from "./app.tsx";
import { type AskedState, idle, projectOf, shownFor } from "./asked.ts";
import type { Session } from "./session.ts";

export interface Asked<T> {
  /** The latest reply; an older one stays while a newer one is on its way. */
  readonly data: T | null;
  readonly loading: boolean;
  /** True while `data` answers an earlier payload. */
  readonly stale: boolean;
  readonly error: ErrorReport | null;
  readonly progress: Progress | null;
  readonly again: () => void;
}

/**
 * Asks `name` with `payload` whenever the payload or the project's revision changes; null asks nothing. What is no longer
 * wanted is cancelled. Replies are kept for the revision.
 */
export function useRequest<N extends RequestName>(name: N, payload: RequestInput<N> | null): Asked<ReplyOf[N]> {
  const app = useApp();
  const revision = useRevision();
  const changes = useSession((session) => (name === "documents" ? session.documentChanges : 0));
  const key = payload === null ? null : `${revision} ${changes} ${JSON.stringify(payload)}`;
  const [round, setRound] = useState(0);
  const [known, setKnown] = useState<AskedState<ReplyOf[N]>>(idle);
  const project = projectOf(payload);
  const state = shownFor(known, key, project);
  const isReady = useSession((session) => session.backend.state === "ready");
  const wasLost = state.error?.code === "backend.lost";
  // What the end of a back end has cut off is asked of the next one.
  useEffect(() => {
    if (isReady && wasLost) setRound((n) => n + 1);
  }, [isReady, wasLost]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for payload and revision
  useEffect(() => {
    if (key === null || payload === null) return setKnown(idle);
    const own = { ...idle, key, project };
    const kept = round === 0 ? app.replies.peek(name, key) : undefined;
    if (kept !== undefined) return setKnown({ ...own, data: kept });
    const abort = new AbortController();
    setKnown((old) => {
      const data = shownFor(old, key, project).data;
      return { ...own, data, stale: data !== null, loading: true };
    });
    app.replies
      .ask(name, payload, key, abort.signal, {
        onProgress: (progress) => !abort.signal.aborted && setKnown((old) => ({ ...old, progress })),
      })
      .then(
        (data) => !abort.signal.aborted && setKnown({ ...own, data }),
        (thrown: unknown) =>
          !abort.signal.aborted &&
          setKnown((old) => ({ ...old, loading: false, progress: null, error: toReport(thrown) })),
      );
    return () => abort.abort();
  }, [app, name, key, round]);
  const { data, loading, stale, error, progress } = state;
  return { data, loading, stale, error, progress, again: () => setRound((n) => n + 1) };
}

/** Revision of the open project; empty without one. */
export function useRevision(): string {
  return useSession((session) => session.project?.revision ?? "");
}

/** A part of the session that a component shows. */
export function useSession<T>(pick: (session: Session) => T): T {
  return useStore(useApp().session, pick);
}
