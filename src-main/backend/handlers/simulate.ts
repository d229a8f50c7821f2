// Request simulate: a scenario run epoch by epoch, with its invariants counted, in one go or in parts.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { failure } from "../../../src-shared/base/errors.ts";
import type { SimulateReply } from "../../../src-shared/protocol/replies.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { Job } from "../../jobs/job.ts";
import { simulateInThread } from "../../jobs/simulation.ts";
import type { Context } from "../context.ts";
import { scenarioInput } from "./scenario-input.ts";

function openCheckpoint(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    throw failure("checkpoint.not_found", `the checkpoint cannot be read (${(thrown as NodeJS.ErrnoException).code})`, {
      where: { file: path },
      next: "name a file that --checkpoint wrote",
      exit: 2,
    });
  }
}

function keepCheckpoint(path: string, checkpoint: string): void {
  const unfinished = `${path}.tmp-${process.pid}`;
  try {
    writeFileSync(unfinished, checkpoint);
    renameSync(unfinished, path);
  } catch (thrown) {
    throw failure("checkpoint.write", `the checkpoint cannot be written (${(thrown as NodeJS.ErrnoException).code})`, {
      where: { file: path },
      next: "choose a place that can be written",
    });
  }
}

export async function handleSimulate(request: Request<"simulate">, job: Job, context: Context): Promise<SimulateReply> {
  if ((request.until === null) !== (request.checkpoint === null))
    throw failure("usage", "--until and --checkpoint go together", { next: "plimsoll simulate --help", exit: 2 });
  const input = await scenarioInput(request, job, context);
  const { guests, rows, until } = request;
  const resume = request.resume === null ? null : openCheckpoint(request.resume);
  const result = await simulateInThread(
    input,
    { guests, rows, until, resume },
    { signal: job.signal, onProgress: (done, total) => job.report(done, total, "epochs") },
  );
  if (request.checkpoint !== null && result.checkpoint) keepCheckpoint(request.checkpoint, result.checkpoint);
  return {
    schema: "plimsoll.simulate/1",
    summary: { ...result.summary },
    invariants: { ...result.invariants },
    digest: result.digest,
    ...(result.rows
      ? { rows: { columns: [...result.rows.columns], data: result.rows.data.map((row) => Array.from(row)) } }
      : {}),
  };
}
