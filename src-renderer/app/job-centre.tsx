// The job centre: what runs, waits and has ended, with progress, cancel and the details of errors.

import { useStore } from "zustand";
import { toReport } from "../../src-shared/base/errors.ts";
import type { JobState } from "../../src-shared/protocol/window-replies.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { Icon, type IconName } from "../ui/icon.tsx";
import { Popover } from "../ui/popover.tsx";
import { capital } from "../ui/sentence.ts";
import { ProgressBar } from "../ui/state.tsx";
import { useApp } from "./app.tsx";
import { isOver, jobCounts, jobLine, shareOf } from "./job-words.ts";
import { baseName } from "./project-name.ts";
import type { PageId } from "./route.ts";
import { useSession } from "./use-request.ts";

const LOOKS: Readonly<Record<JobState["state"], readonly [IconName, string]>> = {
  running: ["activity", "running"],
  waiting: ["clock", "waiting"],
  done: ["ok", "done"],
  failed: ["error", "failed"],
  cancelled: ["cancelled", "cancelled"],
  interrupted: ["warn", "interrupted"],
};

const ORDER: readonly JobState["state"][] = ["running", "waiting"];

/** Running ones first, then waiting ones, then what ended last. */
const inOrder = (jobs: readonly JobState[]): readonly JobState[] =>
  [...jobs].sort((a, b) => {
    const [x, y] = [ORDER.indexOf(a.state), ORDER.indexOf(b.state)].map((at) => (at < 0 ? ORDER.length : at)) as [
      number,
      number,
    ];
    return x - y || (isOver(a) ? (b.ended_ms ?? 0) - (a.ended_ms ?? 0) : a.started_ms - b.started_ms);
  });

export function JobCentre() {
  const { client, overlays, toasts } = useApp();
  const jobs = useSession((session) => session.jobs);
  const clear = (): void => {
    // The button goes with what it clears.
    document.querySelector<HTMLElement>(".jobcentre")?.focus();
    client.request("clearJobs", {}).catch((thrown) => toasts.fail(toReport(thrown)));
  };
  return (
    <Popover
      label="Jobs"
      className="jobcentre"
      align="end"
      gap={12}
      focusWhole
      anchor={() => document.querySelector(".topright")}
      onClose={() => overlays.close()}
    >
      <div className="ph line">
        <h2>Jobs</h2>
        <span className="sub">{jobCounts(jobs)}</span>
        <span className="grow" />
        {jobs.some(isOver) && (
          <Button kind="ghost" onClick={clear}>
            Clear ended
          </Button>
        )}
      </div>
      {jobs.length === 0 ? (
        <p className="jobnone dim">Nothing runs. Work that takes longer than a blink is listed here.</p>
      ) : (
        <ul className="joblist">
          {inOrder(jobs).map((job) => (
            <Job key={job.id} job={job} />
          ))}
        </ul>
      )}
    </Popover>
  );
}

function Job({ job }: { readonly job: JobState }) {
  const { client, toasts } = useApp();
  const [icon, word] = LOOKS[job.state];
  const failed = job.state === "failed" || job.state === "interrupted";
  const cancel = (): void => {
    client.request("cancelJob", { job: job.id }).catch((thrown) => toasts.fail(toReport(thrown)));
  };
  return (
    <li className={`job ${job.state}`}>
      <Icon name={icon} />
      <b className="ell">
        <span className="sr">{word}: </span>
        {job.title}
      </b>
      {isOver(job) ? (
        <WayOn job={job} />
      ) : (
        <Button
          kind="ghost"
          icon="close"
          label={`Cancel ${job.title}`}
          unavailable={
            job.can_cancel ? null : job.state === "running" ? "It is being cancelled" : "It cannot be cancelled"
          }
          onClick={cancel}
        />
      )}
      <span className="jobline dim num">{capital(jobLine(job))}</span>
      {job.state === "running" && (
        <div className="jobbar">
          <ProgressBar share={shareOf(job)} label={job.title} />
        </div>
      )}
      {failed && job.code && (
        <div className="jobcode row">
          <code className="mono dim2">{job.code}</code>
          <CopyButton text={`${job.code}\n${job.title}\n${job.summary ?? ""}`} label="Copy details" />
        </div>
      )}
    </li>
  );
}

/** Where the result of a request is to be seen. */
const PLACES: Readonly<Record<string, PageId>> = {
  import: "import",
  density: "whatif",
  size: "whatif",
  simulate: "whatif",
  profile: "guests",
  report: "reports",
  query: "query",
  resultOpen: "query",
  resultExport: "query",
};

/** What can be done with a job that has ended. */
function WayOn({ job }: { readonly job: JobState }) {
  const { client, interrupted, overlays, route, toasts } = useApp();
  const imports = useStore(interrupted);
  const again = imports.find(({ paths }) => paths[0] !== undefined && job.title.includes(baseName(paths[0])));
  const place = PLACES[job.request];
  if (job.state === "interrupted" && again)
    return (
      <Button
        kind="ghost"
        onClick={() => {
          interrupted.setState(
            imports.filter((one) => one !== again),
            true,
          );
          client.request("import", again).catch((thrown) => toasts.fail(toReport(thrown)));
        }}
      >
        Import again
      </Button>
    );
  if (!place || job.state === "cancelled" || job.project === null) return <span />;
  return (
    <Button
      kind="ghost"
      onClick={() => {
        overlays.close();
        route.change({ page: place, project: job.project, detail: null });
      }}
    >
      Show
    </Button>
  );
}
