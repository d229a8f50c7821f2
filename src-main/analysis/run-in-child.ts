// Runs an analysis in a process of its own and brings back its result, its progress and its error.
import { fileURLToPath } from "node:url";
import { cancelled, failure, PlimsollError } from "../../src-shared/base/errors.ts";
import { startProcess } from "../jobs/start-process.ts";
import type { Analysis } from "./analysis.ts";
import type { TellTouches } from "./faults.ts";
import type { AnalysisRequest, FromAnalysis } from "./process.ts";

/** How long a cancelled child may take to end by itself. */
const CANCEL_GRACE_MS = 2_000;

/** Errors: those of opening the project and of its queries, `analysis.process`, `job.cancelled`. */
export function analyseInChild(request: AnalysisRequest, signal: AbortSignal, tell: TellTouches): Promise<Analysis> {
  if (signal.aborted) return Promise.reject(cancelled("the analysis"));
  const entry = fileURLToPath(new URL("./analysis-process.js", import.meta.url));
  const child = startProcess(entry, { args: [JSON.stringify(request)] });
  return new Promise((resolve, reject) => {
    let grace: NodeJS.Timeout | undefined;
    let settle = (why: string): void =>
      reject(
        failure("analysis.process", `the process that analyses the project ended early (${why})`, {
          next: "ask again, and report this if it happens twice",
          exit: 5,
        }),
      );
    const cancel = (): void => {
      if (child.connected) child.disconnect();
      grace = setTimeout(() => child.kill("SIGKILL"), CANCEL_GRACE_MS);
    };
    const end = (why: string): void => {
      clearTimeout(grace);
      signal.removeEventListener("abort", cancel);
      if (signal.aborted) reject(cancelled("the analysis"));
      else settle(why);
    };
    child.on("message", (message: FromAnalysis) => {
      if ("done" in message) settle = () => resolve(message.done);
      else if ("failed" in message) settle = () => reject(new PlimsollError(message.failed));
      else tell(message.touches, message.of);
    });
    child.on("error", (error) => end(error.message));
    child.on("exit", (code, killedBy) => end(killedBy ?? `exit ${code}`));
    signal.addEventListener("abort", cancel, { once: true });
  });
}
