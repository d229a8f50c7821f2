// The back end: answers every request of the protocol by calling the stages. It holds no DuckDB itself.
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cancelled, failure } from "../../src-shared/base/errors.ts";
import type { EventOf, Topic } from "../../src-shared/protocol/messages.ts";
import { type Request, type RequestName, requests } from "../../src-shared/protocol/requests.ts";
import type { ReplyOf, RequestOptions, Transport } from "../../src-shared/protocol/transport.ts";
import type { StagedFile } from "../../src-shared/protocol/window-replies.ts";
import { createJob, type Job } from "../jobs/job.ts";
import { createJobList } from "../jobs/job-list.ts";
import { type BackendOptions, type Context, createShared } from "./context.ts";
import { isPreview, jobOf } from "./job-words.ts";

type Handler<N extends RequestName> = (request: Request<N>, job: Job, context: Context) => Promise<ReplyOf[N]>;

/** Handlers are loaded when they are first asked for, so that a small request starts fast. */
const handlers: { readonly [N in RequestName]: () => Promise<Handler<N>> } = {
  import: async () => (await import("./handlers/import.ts")).handleImport,
  info: async () => (await import("./handlers/info.ts")).handleInfo,
  query: async () => (await import("./handlers/query.ts")).handleQuery,
  pyramids: async () => (await import("./handlers/pyramids.ts")).handlePyramids,
  profile: async () => (await import("./handlers/profile.ts")).handleProfile,
  scenario: async () => (await import("./handlers/scenario.ts")).handleScenario,
  density: async () => {
    const [{ keepingAnswer }, { handleDensity }] = [
      await import("./keep-answer.ts"),
      await import("./handlers/density.ts"),
    ];
    return keepingAnswer(handleDensity);
  },
  size: async () => (await import("./handlers/density.ts")).handleSize,
  compare: async () => (await import("./handlers/compare.ts")).handleCompare,
  shapley: async () => (await import("./handlers/compare.ts")).handleShapley,
  simulate: async () => (await import("./handlers/simulate.ts")).handleSimulate,
  explain: async () => (await import("./handlers/explain.ts")).handleExplain,
  policyCheck: async () => (await import("./handlers/policy.ts")).handlePolicyCheck,
  policyRun: async () => (await import("./handlers/policy.ts")).handlePolicyRun,
  policyLanguage: async () => (await import("./handlers/policy.ts")).handlePolicyLanguage,
  policyCondition: async () => (await import("./handlers/policy.ts")).handlePolicyCondition,
  validate: async () => (await import("./handlers/validate.ts")).handleValidate,
  report: async () => (await import("./handlers/report.ts")).handleReport,
  home: async () => (await import("./handlers/home.ts")).handleHome,
  forget: async () => (await import("./handlers/home.ts")).handleForget,
  browse: async () => (await import("./handlers/browse.ts")).handleBrowse,
  open: async () => (await import("./handlers/open.ts")).handleOpen,
  detect: async () => (await import("./handlers/detect.ts")).handleDetect,
  recipe: async () => (await import("./handlers/recipe.ts")).handleRecipe,
  guestMap: async () => (await import("./handlers/guest-map.ts")).handleGuestMap,
  setGuestMap: async () => (await import("./handlers/guest-map.ts")).handleSetGuestMap,
  exclude: async () => (await import("./handlers/exclude.ts")).handleExclude,
  setClock: async () => (await import("./handlers/set-clock.ts")).handleSetClock,
  resultOpen: async () => (await import("./handlers/results.ts")).handleResultOpen,
  resultPage: async () => (await import("./handlers/results.ts")).handleResultPage,
  resultChart: async () => (await import("./handlers/results.ts")).handleResultChart,
  resultExport: async () => (await import("./handlers/results.ts")).handleResultExport,
  resultClose: async () => (await import("./handlers/results.ts")).handleResultClose,
  panel: async () => (await import("./handlers/panel.ts")).handlePanel,
  plan: async () => (await import("./handlers/results.ts")).handlePlan,
  checkSql: async () => (await import("./handlers/results.ts")).handleCheckSql,
  functions: async () => (await import("./handlers/results.ts")).handleFunctions,
  documents: async () => (await import("./handlers/documents.ts")).handleDocuments,
  saveDocument: async () => (await import("./handlers/documents.ts")).handleSaveDocument,
  exportDocument: async () => (await import("./handlers/documents.ts")).handleExportDocument,
  removeDocument: async () => (await import("./handlers/documents.ts")).handleRemoveDocument,
  stageText: async () => (await import("./handlers/stage-text.ts")).handleStageText,
  lanes: async () => (await import("./handlers/timeline.ts")).handleLanes,
  tile: async () => (await import("./handlers/timeline.ts")).handleTile,
  tiles: async () => (await import("./handlers/timeline.ts")).handleTiles,
  tile2: async () => (await import("./handlers/timeline.ts")).handleTile2,
  cancelJob: async () => (await import("./handlers/jobs.ts")).handleCancelJob,
  clearJobs: async () => (await import("./handlers/jobs.ts")).handleClearJobs,
};

/** How long cancelled work may take to clean up after itself. */
const LAST_WORDS_MS = 1_500;

function checked<N extends RequestName>(name: N, payload: unknown): Request<N> {
  if (!Object.hasOwn(requests, name))
    throw failure("request.unknown", `there is no request ${JSON.stringify(String(name).slice(0, 40))}`, { exit: 2 });
  const parsed = requests[name].safeParse(payload);
  if (parsed.success) return parsed.data as Request<N>;
  const issue = parsed.error.issues[0];
  throw failure("request.bad_value", `${name}: ${issue?.path.join(".") || "request"}: ${issue?.message}`, {
    next: `plimsoll ${name} --help tells what it takes`,
    exit: 2,
  });
}

/** Requests that tell whose a kept result is. */
const ABOUT_RESULTS: ReadonlySet<RequestName> = new Set<RequestName>([
  "resultOpen",
  "resultPage",
  "resultChart",
  "resultExport",
  "resultClose",
]);

/** Requests that can answer with a staged file. */
const STAGES: ReadonlySet<RequestName> = new Set<RequestName>([
  "report",
  "resultExport",
  "exportDocument",
  "stageText",
]);

/** `interrupted`: titles of jobs that ended with an earlier back end; they are listed as such. */
export interface BackendStart extends BackendOptions {
  readonly interrupted?: readonly string[];
}

export interface Backend extends Transport {
  /** The same back end for one window, which hears of changes of the project that it opened last until it is closed. */
  window(): Transport;
}

/**
 * A back end in this process. Requests are checked against their schema before anything is done. Without options it
 * has no folder to stage files in, and the user's own home.
 */
export function createBackend(options: BackendStart = {}): Backend {
  const jobs = createJobList({ interrupted: options.interrupted ?? [] });
  const shared = createShared(jobs, options);

  async function request<N extends RequestName>(
    name: N,
    payload: unknown,
    { signal, onProgress }: RequestOptions = {},
  ): Promise<ReplyOf[N]> {
    const request = checked(name, payload);
    if (signal?.aborted) throw cancelled(name);
    const handle = (await handlers[name]()) as Handler<N>;
    const work = (job: Job): Promise<ReplyOf[N]> => handle(request, job, shared.contextOf(job));
    const abort = signal as AbortSignal | undefined;
    const listed = jobOf(name, request);
    if (!listed) return work(createJob(name, { ...(abort ? { signal: abort } : {}), listen: onProgress }));
    return jobs.run(listed.description, work, { signal: abort, onProgress, summary: listed.summary });
  }

  function subscribe<T extends Topic>(topic: T, listen: (event: EventOf[T]) => void): () => void {
    if (topic === "jobs") return jobs.subscribe(listen as (event: EventOf["jobs"]) => void);
    return shared.changes.subscribe(listen as (event: EventOf["projects"]) => void);
  }

  function window(): Transport {
    const seat = shared.watches.seat();
    const results = shared.results.seat();
    const staged = shared.staged.seat();
    let open = true;
    const note = (name: RequestName, payload: unknown, reply: unknown): void => {
      if (name === "open" && open) {
        const { project, revision } = reply as ReplyOf["open"];
        seat.look(project, revision);
        results.look(project);
      } else if (ABOUT_RESULTS.has(name)) {
        const { project } = payload as { project: string };
        const { result } = (name === "resultOpen" ? reply : payload) as { result: string };
        if (name === "resultClose") results.closed(result);
        else results.uses(resolve(project), result);
      }
      const { file } = reply as { file?: StagedFile | null };
      if (!STAGES.has(name) || !file) return;
      if (name === "report" && isPreview(payload as Request<"report">)) staged.preview(file.id);
      else staged.deliverable(file.id);
    };
    return {
      async request(name, payload, own) {
        const reply = await request(name, payload, own);
        note(name, payload, reply);
        return reply;
      },
      subscribe,
      async close() {
        open = false;
        seat.leave();
        results.leave();
        staged.leave();
      },
    };
  }

  return {
    request,
    subscribe,
    window,
    async close() {
      jobs.cancelAll();
      await Promise.race([jobs.idle(), sleep(LAST_WORDS_MS, null, { ref: false })]);
      await shared.close();
    },
  };
}
