// What a component shows of a question: what is known answers it, answers an earlier one, or is of another project.
import type { ErrorReport } from "../../src-shared/base/errors.ts";
import type { Progress } from "../../src-shared/protocol/requests.ts";

export interface AskedState<T> {
  readonly data: T | null;
  readonly loading: boolean;
  readonly stale: boolean;
  readonly error: ErrorReport | null;
  readonly progress: Progress | null;
  /** The question that this is the state of, and its project. */
  readonly key: string | null;
  readonly project: string | null;
}

export const idle: AskedState<never> = {
  data: null,
  loading: false,
  stale: false,
  error: null,
  progress: null,
  key: null,
  project: null,
};

/** Project that a payload asks about; null where it names none. */
export function projectOf(payload: unknown): string | null {
  if (typeof payload !== "object" || payload === null || !("project" in payload)) return null;
  return typeof payload.project === "string" ? payload.project : null;
}

/** The state as it is to be shown for `key`: at once, while the question is still to be asked. */
export function shownFor<T>(state: AskedState<T>, key: string | null, project: string | null): AskedState<T> {
  if (key === null) return idle;
  if (state.key === key) return state;
  const data = state.project === project ? state.data : null;
  return { ...idle, key, project, data, stale: data !== null, loading: true };
}
