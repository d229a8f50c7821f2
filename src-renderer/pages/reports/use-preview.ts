// The report as it would be written, as a staged file that a frame shows: made anew after each change, a moment later.
import { useEffect, useState } from "react";
import { type ErrorReport, toReport } from "../../../src-shared/base/errors.ts";
import type { Progress, RequestInput } from "../../../src-shared/protocol/requests.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";
import { useApp } from "../../app/app.tsx";
import { useRevision } from "../../app/use-request.ts";

export interface Preview {
  /** The latest that was made; it stays while a newer one is on its way. */
  readonly reply: ReplyOf["report"] | null;
  /** It is of the form as it is now. */
  readonly current: boolean;
  readonly progress: Progress | null;
  readonly error: ErrorReport | null;
  readonly again: () => void;
}

/** How long a hand rests before a preview is made. */
const REST_MS = 500;

type Payload = RequestInput<"report">;

export function usePreview(payload: Payload | null): Preview {
  const { replies } = useApp();
  const revision = useRevision();
  const key = payload === null ? null : `${revision} ${JSON.stringify(payload)}`;
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{
    reply: ReplyOf["report"] | null;
    key: string | null;
    progress: Progress | null;
    error: ErrorReport | null;
  }>(() => ({ reply: null, key: null, progress: null, error: null }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for payload and revision
  useEffect(() => {
    if (key === null || payload === null) return;
    const known = round === 0 ? replies.peek("report", key) : undefined;
    if (known) return setState({ reply: known, key, progress: null, error: null });
    const abort = new AbortController();
    const wanted = (): boolean => !abort.signal.aborted;
    setState((old) => ({ ...old, progress: null, error: null }));
    const timer = window.setTimeout(
      () => {
        const onProgress = (progress: Progress): void => {
          if (wanted()) setState((old) => ({ ...old, progress }));
        };
        replies.ask("report", payload, key, abort.signal, { onProgress }).then(
          (reply) => wanted() && setState({ reply, key, progress: null, error: null }),
          (thrown: unknown) => wanted() && setState((old) => ({ ...old, progress: null, error: toReport(thrown) })),
        );
      },
      state.reply === null ? 0 : REST_MS,
    );
    return () => {
      window.clearTimeout(timer);
      abort.abort();
    };
  }, [replies, key, round]);
  return {
    reply: state.reply,
    current: state.key === key,
    progress: state.progress,
    error: state.error,
    again: () => setRound((n) => n + 1),
  };
}
