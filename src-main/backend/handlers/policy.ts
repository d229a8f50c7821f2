// Requests about policies: checking a script, and running one on captured demand beside the built-in ones.
import { failure } from "../../../src-shared/base/errors.ts";
import { nearest } from "../../../src-shared/density/nearest.ts";
import { systems } from "../../../src-shared/model/systems/registry.ts";
import { LIMITS } from "../../../src-shared/policy/outcome.ts";
import { builtInPolicies } from "../../../src-shared/policy/registry.ts";
import type { PolicyLanguageReply, PolicyReply } from "../../../src-shared/protocol/policy-replies.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { Job } from "../../jobs/job.ts";
import { runPolicyInThread } from "../../jobs/policy.ts";
import type { Context } from "../context.ts";
import { handleScenario } from "./scenario.ts";
import { scenarioInput } from "./scenario-input.ts";

/** The compiler is loaded when it is first needed: it is the largest part of the program. */
const compiler = () => import("../../sandbox/script.ts");

export async function handlePolicyCheck(
  { source, file }: Request<"policyCheck">,
  { signal }: Job,
  { language }: Context,
): Promise<PolicyReply> {
  refuseHuge(source, file);
  const diagnostics = await language.ask({ what: "check", text: source }, signal);
  return {
    schema: "plimsoll.policy/1",
    ok: diagnostics.every(({ severity }) => severity !== "error"),
    diagnostics,
  };
}

export const handlePolicyLanguage = (
  request: Request<"policyLanguage">,
  { signal }: Job,
  { language }: Context,
): Promise<PolicyLanguageReply> => language.ask(request, signal);

export async function handlePolicyCondition(
  { condition }: Request<"policyCondition">,
  { signal }: Job,
  { language }: Context,
): Promise<PolicyReply> {
  const diagnostics = await language.ask({ what: "condition", text: condition }, signal);
  return { schema: "plimsoll.policy/1", ok: diagnostics.length === 0, diagnostics };
}

/** A break condition as the sandbox loads it; one that cannot be read ends the run before it begins. */
async function conditionOf(text: string | null): Promise<{ text: string; code: string } | null> {
  if (text === null) return null;
  const { code, diagnostics } = (await compiler()).compileCondition(text);
  const [first] = diagnostics;
  if (!first) return { text, code };
  throw failure("policy.bad_condition", `the break condition cannot be read: ${first.message}`, {
    where: { line: first.line },
    expected: "one expression over epoch, obs, asked, granted, before and state",
    next: 'write it like "obs.host.freePct < 5 && epoch > 100"',
    exit: 2,
  });
}

export async function handlePolicyRun(request: Request<"policyRun">, job: Job, context: Context): Promise<PolicyReply> {
  const { source, builtIn, beside, project, file } = request;
  if ((source === null) === (builtIn === null))
    throw failure("usage", "a policy is either a script or a built-in one", {
      next: "plimsoll policy run --help",
      exit: 2,
    });
  const policies = builtInPolicies.map(({ id }) => id);
  if (builtIn !== null) refuseUnknown(builtIn, policies, "built-in policy");
  for (const id of beside) refuseUnknown(id, [...policies, ...systems.map(({ name }) => name)], "policy or system");
  if (source !== null) refuseHuge(source, file);
  const compiled = source === null ? null : (await compiler()).compileScript(source);
  if (compiled && compiled.diagnostics.length > 0)
    return {
      schema: "plimsoll.policy/1",
      ok: false,
      diagnostics: [...compiled.diagnostics],
      violations: [{ epoch: 0, code: "policy.threw", message: compiled.diagnostics[0]!.message }],
    };
  const condition = await conditionOf(request.condition);
  const scenario = request.scenario ?? (await scenarioOf(project, job, context));
  const input = await scenarioInput({ project, scenario, file: request.scenario === null ? null : file }, job, context);
  return runPolicyInThread(
    {
      input,
      code: compiled?.code ?? null,
      builtIn,
      name: "the script",
      beside,
      guests: request.guests,
      interval: request.interval,
      delay: request.delay,
      replications: request.replications,
      rows: request.rows,
      watched: { calls: request.calls, condition },
    },
    job,
  );
}

async function scenarioOf(project: string | null, job: Job, context: Context): Promise<unknown> {
  if (project === null)
    throw failure("usage", "neither a project nor a scenario was given", {
      next: "plimsoll policy run PROJECT POLICY.ts, or --scenario FILE",
      exit: 2,
    });
  return (await handleScenario({ project }, job, context)).scenario;
}

function refuseUnknown(id: string, known: readonly string[], what: string): void {
  if (known.includes(id)) return;
  const near = nearest(id, known);
  throw failure("policy.unknown", `there is no ${what} ${JSON.stringify(id)}`, {
    expected: known.join(", "),
    next: near === null ? "choose one of these" : `did you mean ${near}?`,
    exit: 2,
  });
}

function refuseHuge(source: string, file: string | null): void {
  if (Buffer.byteLength(source) <= LIMITS.sourceBytes) return;
  throw failure("policy.too_large", "the script is too large", {
    where: { file },
    expected: `at most ${LIMITS.sourceBytes} bytes`,
    exit: 2,
  });
}
