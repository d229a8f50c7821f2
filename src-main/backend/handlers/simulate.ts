// Request simulate: a scenario run epoch by epoch, with its invariants counted, in one go or in parts.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { failure } from "../../../src-shared/base/errors.ts";
import { engineInput } from "../../../src-shared/density/engine-input.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "../../../src-shared/model/engine/checkpoint.ts";
import { simulate } from "../../../src-shared/model/engine/simulate.ts";
import type { SimulateReply } from "../../../src-shared/protocol/replies.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { Job } from "../../jobs/job.ts";
import type { Context } from "../context.ts";
import { scenarioInput } from "./scenario-input.ts";

function openCheckpoint(path: string): Checkpoint {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (thrown) {
    throw failure("checkpoint.not_found", `the checkpoint cannot be read (${(thrown as NodeJS.ErrnoException).code})`, {
      where: { file: path },
      next: "name a file that --checkpoint wrote",
      exit: 2,
    });
  }
  return readCheckpoint(text);
}

function keepCheckpoint(path: string, checkpoint: Checkpoint): void {
  const unfinished = `${path}.tmp-${process.pid}`;
  try {
    writeFileSync(unfinished, writeCheckpoint(checkpoint));
    renameSync(unfinished, path);
  } catch (thrown) {
    throw failure("checkpoint.write", `the checkpoint cannot be written (${(thrown as NodeJS.ErrnoException).code})`, {
      where: { file: path },
      next: "choose a place that can be written",
    });
  }
}

export async function handleSimulate(
  request: Request<"simulate">,
  _job: Job,
  context: Context,
): Promise<SimulateReply> {
  if ((request.until === null) !== (request.checkpoint === null))
    throw failure("usage", "--until and --checkpoint go together", { next: "plimsoll simulate --help", exit: 2 });
  const { scenario, host, series } = await scenarioInput(request, context);
  const result = simulate(engineInput(scenario, host, series), {
    guests: request.guests,
    rows: request.rows,
    ...(request.until === null ? {} : { until: request.until }),
    ...(request.resume === null ? {} : { resume: openCheckpoint(request.resume) }),
  });
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
