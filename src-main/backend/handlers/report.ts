// Request report: the answer of a scenario as a file for people who decide.
import { resolve } from "node:path";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";
import { capturesOf, clocksOf, problemsOf } from "../../analysis/inventory.ts";
import { profileProject } from "../../analysis/profile.ts";
import type { Job } from "../../jobs/job.ts";
import { buildReport } from "../../report/build.ts";
import { checkTarget, writeReport } from "../../report/write.ts";
import { openProject } from "../../store/project.ts";
import type { Readers } from "../readers.ts";
import { densityOf } from "./density.ts";
import { guestReply } from "./guest-reply.ts";
import { scenarioInput } from "./scenario-input.ts";

export async function handleReport(request: Request<"report">, job: Job, readers: Readers): Promise<ReplyOf["report"]> {
  const out = resolve(request.out);
  checkTarget(out);
  const input = await scenarioInput(request, readers);
  const density = await densityOf(input, request.workers, job);
  const reader = await readers.of(request.project);
  const { manifest } = openProject(request.project);
  const document = buildReport({
    title: request.title ?? "How many guests fit on this host",
    density,
    profile: await profileProject(reader),
    captures: await capturesOf(reader),
    guests: manifest.guests.map(guestReply),
    problems: await problemsOf(reader, manifest),
    clocks: await clocksOf(reader),
  });
  await writeReport(out, document, { signal: job.signal });
  return { out, density };
}
