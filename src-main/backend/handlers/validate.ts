// Request validate: the validation table on the recordings that are there.

import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { ValidateReply } from "../../../src-shared/protocol/validation-replies.ts";
import { noRecordings } from "../../../src-shared/validation/recordings.ts";
import type { Job } from "../../jobs/job.ts";
import { validateInThread } from "../../jobs/validation.ts";

export async function handleValidate(request: Request<"validate">, job: Job): Promise<ValidateReply> {
  const { row, inputs } = request;
  return validateInThread(
    { row, inputs: inputs === undefined ? null : { value: inputs }, recordings: noRecordings },
    job,
  );
}
