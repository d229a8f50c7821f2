// Request open: everything that a window needs of a project to begin with.
import { accessSync, constants, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";
import { clocksOf } from "../../analysis/inventory.ts";
import { msOf, readTimeLine } from "../../analysis/time-line.ts";
import type { Job } from "../../jobs/job.ts";
import type { Manifest } from "../../store/contract.ts";
import { manifestPath } from "../../store/manifest.ts";
import { captureFilePath, openProject } from "../../store/project.ts";
import { revisionOf } from "../../store/revision.ts";
import type { Context } from "../context.ts";
import { inventoryOf } from "../inventory.ts";
import { addRecent, projectName } from "../recent.ts";

/** Why a project cannot be changed; null when it can. */
function readOnlyReason(project: string): string | null {
  const owner = statSync(manifestPath(project)).uid;
  const user = process.getuid?.();
  if (user !== undefined && user !== 0 && owner !== user) return "it belongs to another user of this machine";
  try {
    accessSync(project, constants.W_OK);
    return null;
  } catch {
    return "its folder cannot be written to";
  }
}

/** A capture file is finished when its import ends, and never touched again. */
function lastImport(project: string, { jobs }: Manifest): number | null {
  const times = jobs.flatMap(
    ({ file }) => statSync(captureFilePath(project, file), { throwIfNoEntry: false })?.mtimeMs ?? [],
  );
  return times.length > 0 ? Math.max(...times) : null;
}

/** Errors: those of opening a project. */
export async function handleOpen(request: Request<"open">, _job: Job, context: Context): Promise<ReplyOf["open"]> {
  const path = resolve(request.project);
  // Read first: a change in the meantime then looks like one that comes later.
  const revision = revisionOf(path);
  const info = await inventoryOf(path, context);
  const { startNs, endNs, wall, spans } = await context.cached(path, "timeLine", readTimeLine);
  const clocks = await context.cached(path, "clocks", clocksOf);
  const { manifest } = openProject(path);
  addRecent(context.home.config, path, Date.now());
  return {
    project: path,
    name: projectName(path),
    revision,
    read_only: readOnlyReason(path),
    info,
    clocks,
    start_wall_ms: wall && startNs !== null ? msOf(startNs, 0n) : null,
    length_ms: startNs === null || endNs === null ? null : msOf(endNs, startNs),
    spans: [...spans],
    whys: manifest.catalogue.flatMap(({ id, format_title: title, why }) =>
      title !== undefined && why !== undefined ? [{ capture: id, title, why }] : [],
    ),
    excluded: manifest.hidden.filter(({ state }) => state === "excluded").map(({ capture }) => capture),
    clock_given: manifest.shifts.filter(({ given }) => given).map(({ capture }) => capture),
    last_import_ms: lastImport(path, manifest),
  };
}
