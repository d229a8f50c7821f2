// A worker thread that runs a policy beside others and tells how far it is.
import { parentPort, workerData } from "node:worker_threads";
import { toReport } from "../../src-shared/base/errors.ts";
import { type PolicyTask, runPolicy } from "../sandbox/run.ts";
import type { PolicyMessage } from "./policy.ts";

const TOLD_EVERY_MS = 100;
const post = (message: PolicyMessage): void => parentPort?.postMessage(message);

let told = 0;
try {
  const reply = await runPolicy(workerData as PolicyTask, (done, of) => {
    const now = performance.now();
    if (now - told < TOLD_EVERY_MS) return;
    told = now;
    post({ done, of });
  });
  post({ reply });
} catch (thrown) {
  post({ error: toReport(thrown) });
}
