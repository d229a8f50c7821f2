// Request stageText: a text that a window has made, as a staged file.
import { writeFile } from "node:fs/promises";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";
import type { Job } from "../../jobs/job.ts";
import { plainFileName } from "../../store/file-name.ts";
import { stageFile } from "../../store/staging.ts";
import type { Context } from "../context.ts";

/** Errors: `staging.none`, `store.*`. */
export async function handleStageText(
  { name, text }: Request<"stageText">,
  { signal }: Job,
  { staging }: Context,
): Promise<ReplyOf["stageText"]> {
  const write = (path: string): Promise<void> => writeFile(path, text, { flag: "wx", mode: 0o600, signal });
  return { file: await stageFile(staging, plainFileName(name), write) };
}
