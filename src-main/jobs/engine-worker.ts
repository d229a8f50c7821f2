// A worker thread of the engine: does the replications it is sent, from the same plan as its owner, or one simulation.
import { parentPort, workerData } from "node:worker_threads";
import { toReport } from "../../src-shared/base/errors.ts";
import { createPlan, type Plan } from "../../src-shared/density/plan.ts";
import { perform, type Task } from "../../src-shared/density/task.ts";
import type { EngineInput, WorkerReply } from "./engine-pool.ts";
import { runSimulation, type SimulationMessage, type SimulationRequest } from "./simulation.ts";

const input = workerData as EngineInput & { readonly simulation?: SimulationRequest };
let plan: Plan | null = null;

parentPort?.on("message", ({ index, task }: { index: number; task: Task }) => {
  let reply: WorkerReply;
  try {
    plan ??= createPlan(input.scenario, input.host, input.series);
    reply = { index, outcome: perform(plan, task), error: null };
  } catch (thrown) {
    reply = { index, outcome: null, error: toReport(thrown) };
  }
  parentPort?.postMessage(reply);
});

function simulateOnce(request: SimulationRequest): void {
  const post = (message: SimulationMessage, owned: readonly ArrayBuffer[] = []): void =>
    parentPort?.postMessage(message, owned);
  try {
    const result = runSimulation(input, request, (epoch, of) => post({ epoch, of }));
    const rows = result.rows?.data ?? [];
    post(
      { result },
      rows.map((row) => row.buffer as ArrayBuffer),
    );
  } catch (thrown) {
    post({ error: toReport(thrown) });
  }
}

if (input.simulation) simulateOnce(input.simulation);
