// What an import would read, and as what, without reading more than the beginning of each file.
import { basename } from "node:path";
import type { ImportReply, Problem } from "../../../src-shared/protocol/replies.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import { mergedColumns, readColumnMaps } from "../../import/column-maps.ts";
import { detectSources } from "../../import/sources.ts";
import { keptColumns } from "../kept-columns.ts";

/** The reply holds no captures; what was recognised, and why, stands in `run.found`. */
export async function dryRun(request: Request<"import">): Promise<ImportReply> {
  const problems: Problem[] = [];
  const given = request.columns ? readColumnMaps(request.columns) : [];
  const maps = mergedColumns(keptColumns(request.project), given);
  const sources = await detectSources(request.paths, problems, { maps });
  return {
    schema: "plimsoll.import/1",
    project: basename(request.project),
    captures: [],
    guests: [],
    clocks: [],
    problems,
    run: {
      found: sources.map((s) => ({ name: s.name, format: s.importer.id, confidence: s.confidence, why: s.why })),
    },
  };
}
