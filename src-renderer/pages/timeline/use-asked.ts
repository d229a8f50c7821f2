// Something that is asked of the back end about a span: what came, whether it is on its way, what went wrong.
import { useEffect, useState } from "react";
import { type ErrorReport, toReport } from "../../../src-shared/base/errors.ts";

export interface Answer<T> {
  readonly data: T | null;
  readonly loading: boolean;
  readonly error: ErrorReport | null;
  readonly again: () => void;
}

interface Known<T> {
  readonly key: string | null;
  readonly data: T | null;
  readonly error: ErrorReport | null;
}

/** Asks whenever `key` changes; null asks nothing. What is no longer wanted is given up; the old answer stays until then. */
export function useAnswer<T>(key: string | null, ask: (signal: AbortSignal) => Promise<T>): Answer<T> {
  const [known, setKnown] = useState<Known<T>>({ key: null, data: null, error: null });
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what is asked
  useEffect(() => {
    if (key === null) return setKnown({ key: null, data: null, error: null });
    const abort = new AbortController();
    ask(abort.signal).then(
      (data) => !abort.signal.aborted && setKnown({ key, data, error: null }),
      (thrown: unknown) =>
        !abort.signal.aborted && setKnown((old) => ({ key, data: old.data, error: toReport(thrown) })),
    );
    return () => abort.abort();
  }, [key, round]);
  const fresh = known.key === key;
  return {
    data: key === null ? null : known.data,
    loading: key !== null && !fresh,
    error: fresh ? known.error : null,
    again: () => {
      setKnown((old) => ({ ...old, key: null, error: null }));
      setRound((n) => n + 1);
    },
  };
}
