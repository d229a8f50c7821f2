// Request validate: the validation table on the recordings that are there.

import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { ValidateReply } from "../../../src-shared/protocol/validation-replies.ts";
import { noRecordings } from "../../../src-shared/validation/recordings.ts";
import { needsRecordings } from "../../../src-shared/validation/run.ts";
import type { Job } from "../../jobs/job.ts";
import { validateInThread } from "../../jobs/validation.ts";
import { readRecordings } from "../../validation/recordings.ts";

export async function handleValidate(request: Request<"validate">, job: Job): Promise<ValidateReply> {
  const { row, inputs, data } = request;
  const wanted = row === null || needsRecordings(row);
  const recordings = wanted ? await readRecordings(data, job) : noRecordings;
  return validateInThread({ row, inputs: inputs === undefined ? null : { value: inputs }, recordings }, job);
}
