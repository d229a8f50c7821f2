// Request simulate: a scenario run epoch by epoch, with its invariants counted.
import { engineInput } from "../../../src-shared/density/engine-input.ts";
import { simulate } from "../../../src-shared/model/engine/simulate.ts";
import type { SimulateReply } from "../../../src-shared/protocol/replies.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { Job } from "../../jobs/job.ts";
import type { Readers } from "../readers.ts";
import { scenarioInput } from "./scenario-input.ts";

export async function handleSimulate(
  request: Request<"simulate">,
  _job: Job,
  readers: Readers,
): Promise<SimulateReply> {
  const { scenario, host, series } = await scenarioInput(request, readers);
  const result = simulate(engineInput(scenario, host, series), { guests: request.guests, rows: request.rows });
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
