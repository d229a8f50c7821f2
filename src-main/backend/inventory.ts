// What a project holds, read once for each of its revisions and shown by several replies.
import { basename, resolve } from "node:path";
import type { InfoReply } from "../../src-shared/protocol/replies.ts";
import { capturesOf, problemsOf, tableCounts } from "../analysis/inventory.ts";
import { openProject } from "../store/project.ts";
import type { Context } from "./context.ts";
import { guestReply } from "./handlers/guest-reply.ts";
import { engineVersion } from "./version.ts";

/** The reply of `info` without digests. */
export function inventoryOf(project: string, context: Context): Promise<InfoReply> {
  return context.cached(project, "info", async (reader) => {
    const { manifest } = openProject(project);
    return {
      schema: "plimsoll.info/1",
      project: basename(resolve(project)),
      engine: engineVersion,
      captures: await capturesOf(reader),
      guests: manifest.guests.map(guestReply),
      tables: await tableCounts(reader),
      problems: await problemsOf(reader, manifest),
    };
  });
}
