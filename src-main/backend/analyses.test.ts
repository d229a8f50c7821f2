import { describe, expect, it } from "vitest";
import type { Analysis } from "../analysis/analysis.ts";
import { createJob } from "../jobs/job.ts";
import { createAnalyses } from "./analyses.ts";

const analysis = (withProfile: boolean, host: string): Analysis =>
  ({ host, residents: new Map(), profile: withProfile ? `profile of ${host}` : null }) as unknown as Analysis;

/** Analyses whose readings end when they are told to, of projects whose states are set by hand. */
function bench() {
  const started: { readonly withProfile: boolean; readonly signal: AbortSignal; end(host: string): void }[] = [];
  const tells: ((touches: number, of: number) => void)[] = [];
  let state = 0;
  const analyses = createAnalyses(
    ({ withProfile }, signal, tell) =>
      new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("stopped")));
        started.push({ withProfile, signal, end: (host) => resolve(analysis(withProfile, host)) });
        tells.push(tell);
      }),
    () => String(state),
  );
  return { analyses, started, tells, change: () => state++ };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("analyses of a project", () => {
  it("are read once for all who ask, and not again until the project changes", async () => {
    const { analyses, started, change } = bench();
    const both = [analyses.profile("/p", createJob("a")), analyses.host("/p", createJob("b"))];
    await turn();
    started[0]?.end("one");
    expect(await Promise.all(both)).toEqual(["profile of one", "one"]);
    expect(await analyses.host("/p", createJob("c"))).toBe("one");
    expect(started).toHaveLength(1);
    change();
    const later = analyses.host("/p", createJob("d"));
    await turn();
    started[1]?.end("two");
    expect(await later).toBe("two");
  });

  it("are read with the profile when that is asked for after the host", async () => {
    const { analyses, started } = bench();
    const host = analyses.host("/p", createJob("a"));
    await turn();
    started[0]?.end("one");
    await host;
    const profile = analyses.profile("/p", createJob("b"));
    await turn();
    started[1]?.end("one");
    expect(await profile).toBe("profile of one");
    expect(started.map(({ withProfile }) => withProfile)).toEqual([false, true]);
  });

  it("go on while anybody waits, and stop with the last one", async () => {
    const { analyses, started } = bench();
    const [first, second] = [new AbortController(), new AbortController()];
    const codeOf = (asked: Promise<unknown>) => asked.catch((thrown) => thrown.report.code);
    const waiting = [first, second].map(({ signal }) => codeOf(analyses.profile("/p", createJob("a", { signal }))));
    await turn();
    first.abort();
    expect(await waiting[0]).toBe("job.cancelled");
    expect(started[0]?.signal.aborted).toBe(false);
    second.abort();
    expect(await waiting[1]).toBe("job.cancelled");
    expect(started[0]?.signal.aborted).toBe(true);
    const again = analyses.profile("/p", createJob("b"));
    await turn();
    started[1]?.end("one");
    expect(await again).toBe("profile of one");
  });

  it("tell all who wait how far they are", async () => {
    const { analyses, started, tells } = bench();
    const heard: number[] = [];
    const jobs = [1, 2].map((k) => createJob("a", { listen: ({ done }) => heard.push(k * done), everyMs: 0 }));
    const all = jobs.map((job) => analyses.profile("/p", job));
    await turn();
    tells[0]?.(10, 100);
    started[0]?.end("one");
    await Promise.all(all);
    expect(heard).toEqual([10, 20]);
  });

  it("are read again when the project changed meanwhile", async () => {
    const { analyses, started, change } = bench();
    const asked = analyses.host("/p", createJob("a"));
    await turn();
    change();
    started[0]?.end("old");
    await turn();
    started[1]?.end("new");
    expect(await asked).toBe("new");
  });

  it("stop when the back end closes", async () => {
    const { analyses, started } = bench();
    const asked = analyses.host("/p", createJob("a")).catch((thrown: Error) => thrown.message);
    await turn();
    await analyses.close();
    expect([await asked, started[0]?.signal.aborted]).toEqual(["stopped", true]);
  });
});
