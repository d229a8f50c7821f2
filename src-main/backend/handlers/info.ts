// Request info: what a project holds.
import { basename, resolve } from "node:path";
import type { InfoReply } from "../../../src-shared/protocol/replies.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import { capturesOf, problemsOf, tableCounts } from "../../analysis/inventory.ts";
import type { Job } from "../../jobs/job.ts";
import { openProject } from "../../store/project.ts";
import type { Readers } from "../readers.ts";
import { engineVersion } from "../version.ts";
import { guestReply } from "./guest-reply.ts";

export async function handleInfo(request: Request<"info">, _job: Job, readers: Readers): Promise<InfoReply> {
  const { manifest } = openProject(request.project);
  const reader = await readers.of(request.project);
  const [captures, tables] = [await capturesOf(reader), await tableCounts(reader)];
  return {
    schema: "plimsoll.info/1",
    project: basename(resolve(request.project)),
    engine: engineVersion,
    captures,
    guests: manifest.guests.map(guestReply),
    tables,
    problems: await problemsOf(reader, manifest),
    ...(request.digest ? { digests: await reader.digests() } : {}),
  };
}
