import { expect, test } from "vitest";
import { failure } from "../../src-shared/base/errors.ts";
import type { BackendState } from "../../src-shared/protocol/client.ts";
import type { JobState } from "../../src-shared/protocol/window-replies.ts";
import { createImportRuns } from "./import-runs.ts";

const lost = failure("backend.lost", "the back end stopped while it worked on this", { exit: 5 });

function importing() {
  const asked: [string, unknown][] = [];
  let lose = (): void => {};
  let jobs: (list: JobState[]) => void = () => {};
  let backend: (state: BackendState) => void = () => {};
  const client = {
    request(name: string, payload: unknown) {
      asked.push([name, payload]);
      if (name !== "import") return Promise.resolve({ files: [], problems: [] });
      return new Promise((_, reject) => {
        lose = () => reject(lost);
      });
    },
    subscribe: (_: string, listen: typeof jobs) => {
      jobs = listen;
    },
    onBackend: (listen: typeof backend) => {
      backend = listen;
    },
  };
  const runs = createImportRuns(client as never);
  const job = (over: Partial<JobState> = {}): JobState => ({
    id: 3,
    request: "import",
    title: "Import",
    project: "/p/a.plimsoll",
    state: "running",
    progress: null,
    rate: null,
    seconds_left: null,
    started_ms: 5,
    ended_ms: null,
    summary: null,
    code: null,
    can_cancel: true,
    ...over,
  });
  return {
    ...{ runs, asked, job },
    tell: (...list: JobState[]) => jobs(list),
    hear: (state: BackendState["state"]) => backend({ state, interrupted: [] }),
    states: () => runs.getState().map(({ state }) => state),
    /** An import under way whose link is lost. */
    async begin() {
      const ended = runs.start("/p/a.plimsoll", ["/c"], false);
      await settled();
      jobs([job()]);
      lose();
      await settled();
      return ended;
    },
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Begins without waiting for the end. */
async function begun() {
  const all = importing();
  const ended = all.begin();
  await settled();
  await settled();
  return { ...all, ended };
}

test("an import goes on while the link to it is lost, and its end comes from the list of jobs", async () => {
  const { tell, job, states, ended } = await begun();
  expect(states()).toEqual(["reading"]);
  tell(job({ progress: { title: "", done: 5, total: 9, detail: "b.csv" } }));
  expect(states()).toEqual(["reading"]);
  tell(job({ state: "done", summary: "2 captures" }));
  expect(await ended).toEqual({ captures: null });
  expect(states()).toEqual([]);
});

test("how far it is goes on after the link is there again", async () => {
  const { tell, job, runs } = await begun();
  const progress = { title: "", done: 5, total: 9, detail: "b.csv" };
  tell(job({ progress }));
  expect(runs.getState()[0]).toMatchObject({ progress, begun: ["b.csv"] });
});

test("one that failed meanwhile says why, and one that was cancelled is no failure", async () => {
  const failed = await begun();
  failed.tell(failed.job({ state: "failed", code: "import.no_capture", summary: "nothing was recognised" }));
  expect(await failed.ended).toBeNull();
  expect(failed.runs.getState()[0]).toMatchObject({ state: "failed", error: { what: "nothing was recognised" } });
  const cancelled = await begun();
  cancelled.tell(cancelled.job({ state: "cancelled", code: "job.cancelled" }));
  await cancelled.ended;
  expect(cancelled.states()).toEqual(["cancelled"]);
});

test("one that the next back end does not know was lost with the old one, whatever it imports by itself", async () => {
  const { tell, job, runs, ended } = await begun();
  tell(job({ started_ms: 77 }));
  expect(await ended).toBeNull();
  expect(runs.getState()[0]).toMatchObject({ state: "failed", error: { code: "backend.lost" } });
});

test("nothing is waited for when the back end is gone for good", async () => {
  const { hear, states, ended } = await begun();
  hear("gone");
  expect(await ended).toBeNull();
  expect(states()).toEqual(["failed"]);
});

test("it can still be cancelled", async () => {
  const { runs, asked } = await begun();
  runs.cancel(runs.getState()[0]?.id ?? -1);
  expect(asked.at(-1)).toEqual(["cancelJob", { job: 3 }]);
});
