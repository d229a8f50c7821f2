// Jobs in the top bar: the running one with its share, or that there is none, or that one has failed.
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { Icon } from "../ui/icon.tsx";
import { tip } from "../ui/tip.ts";
import { useApp } from "./app.tsx";
import { badEndWords, pillOf } from "./job-words.ts";
import { useSession } from "./use-request.ts";

/** Work that is over sooner is not shown here: the bar would flicker under a hand on a slider. */
const AFTER_MS = 400;

export function JobPill() {
  const { commands, overlays } = useApp();
  const jobs = useSession((session) => session.jobs);
  const open = useStore(overlays, (state) => state.open === "jobs");
  const pill = useLater(pillOf(jobs), AFTER_MS);
  const bad = useUnseenEnds();
  const words = bad ?? "No jobs";
  return (
    <button
      type="button"
      id="jobpill"
      className={pill ? "jobpill" : `btn ghost${bad === null ? "" : " danger"}`}
      aria-haspopup="dialog"
      aria-expanded={open}
      {...tip("Show jobs", "view.jobs")}
      onClick={() => commands.run("view.jobs")}
    >
      <span className="sr">Jobs:</span>
      {pill ? <Ring share={pill.share} /> : <Icon name={bad === null ? "activity" : "error"} />}
      {pill ? (
        <>
          <span className="ell">{pill.title}</span>
          <span className="num">{pill.rest}</span>
        </>
      ) : (
        <span className={bad === null ? "hide-s" : ""}>{words}</span>
      )}
    </button>
  );
}

/** A job whose share is not known turns. */
function Ring({ share }: { readonly share: number | null }) {
  if (share === null) return <span className="spin" aria-hidden="true" />;
  return (
    <svg className="ring" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6" className="rail" />
      <circle
        cx="8"
        cy="8"
        r="6"
        className="done"
        pathLength="100"
        strokeDasharray={`${share * 100} 100`}
        transform="rotate(-90 8 8)"
      />
    </svg>
  );
}

/** The value once it has been there for a while; null at once. */
function useLater<T>(value: T | null, afterMs: number): T | null {
  const [ripe, setRipe] = useState(false);
  const there = value !== null;
  useEffect(() => {
    if (!there) return setRipe(false);
    const timer = window.setTimeout(() => setRipe(true), afterMs);
    return () => window.clearTimeout(timer);
  }, [there, afterMs]);
  return ripe ? value : null;
}

/** Jobs that ended badly since the job centre was last looked at, in words; null without any. */
function useUnseenEnds(): string | null {
  const { overlays } = useApp();
  const jobs = useSession((session) => session.jobs);
  const open = useStore(overlays, (state) => state.open === "jobs");
  const [seen, setSeen] = useState<ReadonlySet<number>>(new Set());
  const bad = jobs.filter((job) => job.state === "failed" || job.state === "interrupted");
  const key = bad.map((job) => job.id).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for these jobs
  useEffect(() => {
    if (open) setSeen(new Set(bad.map((job) => job.id)));
  }, [open, key]);
  return badEndWords(bad.filter((job) => !seen.has(job.id)));
}
