// Request explain: where one number of an answer comes from, down to runnable SQL and the captures' hashes.
import { failure } from "../../../src-shared/base/errors.ts";
import { explainField } from "../../../src-shared/density/provenance.ts";
import { DensityReply, type ExplainReply } from "../../../src-shared/protocol/replies.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import { openProject } from "../../store/project.ts";

/** The SQL of the reply runs on the project, which therefore must be there. Errors: `answer.bad_value`, `explain.*`. */
export async function handleExplain(request: Request<"explain">): Promise<ExplainReply> {
  openProject(request.project);
  const parsed = DensityReply.safeParse(request.answer);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw failure("answer.bad_value", `this is no answer: ${issue?.path.join(".") || "its top"}: ${issue?.message}`, {
      expected: "what plimsoll density --json prints",
      next: "plimsoll density PROJECT SCENARIO.json --json > answer.json",
      exit: 2,
    });
  }
  return explainField(parsed.data, request.field);
}
