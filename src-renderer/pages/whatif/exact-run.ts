// The exact run: the scenario under the hand with all its replications, one at a time.
import type { StoreApi } from "zustand/vanilla";
import { toReport } from "../../../src-shared/base/errors.ts";
import type { Scenario } from "../../../src-shared/density/scenario-schema.ts";
import type { DensityReply } from "../../../src-shared/protocol/replies.ts";
import type { Progress } from "../../../src-shared/protocol/requests.ts";
import type { Answer } from "./answers.ts";
import type { WhatIfState } from "./state.ts";

export type Ask = (
  scenario: Scenario,
  signal: AbortSignal,
  onProgress?: (progress: Progress) => void,
) => Promise<DensityReply>;

export interface ExactRun {
  run(): Promise<void>;
  cancel(): void;
}

export function createExactRun({
  store,
  ask,
  now,
  wall,
  keyOf,
  done,
}: {
  readonly store: StoreApi<WhatIfState>;
  readonly ask: Ask;
  readonly now: () => number;
  readonly wall: () => number;
  readonly keyOf: (scenario: Scenario) => string;
  /** `last`: no other run was begun and this one was not cancelled meanwhile. */
  readonly done: (answer: Answer, last: boolean) => void;
}): ExactRun {
  let current: AbortController | null = null;

  function cancel(): void {
    current?.abort();
    current = null;
    if (store.getState().exact) store.setState({ exact: null });
  }

  return {
    cancel,
    async run() {
      const { draft, problem } = store.getState();
      if (!draft || problem) return;
      cancel();
      const abort = new AbortController();
      current = abort;
      const { scenario } = draft;
      // Of the project as it is asked for: it may change while the answer is on its way.
      const key = keyOf(scenario);
      const since = now();
      store.setState({ exact: { progress: null } });
      try {
        const reply = await ask(scenario, abort.signal, (progress) => {
          if (current === abort) store.setState({ exact: { progress } });
        });
        const answer: Answer = { key, scenario, reply, tookMs: now() - since, at: wall() };
        const last = current === abort;
        if (last) {
          current = null;
          store.setState({ exact: null });
        }
        done(answer, last);
      } catch (thrown) {
        if (current !== abort) return;
        current = null;
        const error = toReport(thrown);
        store.setState({ exact: null, ...(error.code === "job.cancelled" ? {} : { failure: error }) });
      }
    },
  };
}
