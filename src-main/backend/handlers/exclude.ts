// Request exclude: which captures the views leave out by the user's choice.
import { failure } from "../../../src-shared/base/errors.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";
import type { Job } from "../../jobs/job.ts";
import type { Manifest } from "../../store/contract.ts";
import { lockProject } from "../../store/project.ts";
import type { Context } from "../context.ts";

/** Duplicates and superseded captures stay hidden as what they are. */
function withExcluded(manifest: Manifest, captures: readonly number[]): Manifest {
  const known = new Set(manifest.jobs.flatMap((job) => job.captures));
  const unknown = captures.find((capture) => !known.has(capture));
  if (unknown !== undefined)
    throw failure("capture.unknown", `the project has no capture ${unknown}`, {
      next: "look at the list of captures again",
      exit: 2,
    });
  const others = manifest.hidden.filter(({ state }) => state !== "excluded");
  const hidden = new Set(others.map(({ capture }) => capture));
  const chosen = [...new Set(captures)].filter((capture) => !hidden.has(capture)).sort((a, b) => a - b);
  return {
    ...manifest,
    hidden: [...others, ...chosen.map((capture) => ({ capture, state: "excluded" as const, of: null }))],
  };
}

/** Errors: `capture.unknown`, those of opening a project for changes. */
export async function handleExclude(
  { project, captures }: Request<"exclude">,
  _job: Job,
  { writers, changed }: Context,
): Promise<ReplyOf["exclude"]> {
  await writers.change(project, lockProject, (open) => open.update((manifest) => withExcluded(manifest, captures)));
  changed(project);
  return { done: true };
}
