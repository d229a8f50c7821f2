// A project of plain rows with its query process, and the context of handlers that read from it.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { analyse } from "../../analysis/analysis.ts";
import type { Manifest } from "../../store/contract.ts";
import { type ProjectClient, startQueryProcess } from "../../store/query-client.ts";
import { bundle, bundleFolder } from "../../store/testing/bundle.ts";
import { makeProject, type Rows, removeFolder, temporaryFolder } from "../../store/testing/project.ts";
import { createAnalyses } from "../analyses.ts";
import type { Context } from "../context.ts";

export interface Reading {
  readonly folder: string;
  readonly project: string;
  readonly client: ProjectClient;
  readonly context: Context;
  close(): Promise<void>;
}

/** `name` tells the bundles of test files apart that run at the same time. */
export async function readingContext(
  name: string,
  files: readonly Rows[],
  judgements: Partial<Manifest>,
): Promise<Reading> {
  const built = bundleFolder(`${name}-${process.pid}`);
  await bundle(built, { "query-process": "src-main/store/query-process.ts" });
  const folder = temporaryFolder();
  const project = join(folder, "it.plimsoll");
  await makeProject(project, files, judgements);
  const client = await startQueryProcess(project, { entry: join(built, "query-process.js"), threads: 1 });
  const staging = join(folder, "staging");
  mkdirSync(staging);
  // What these handlers use of a context: the reader, reading through it, and the folder for files.
  const context = {
    readers: { of: async () => client },
    cached: (_project: string, _key: string, make: (reader: ProjectClient) => Promise<unknown>) => make(client),
    analyses: createAnalyses(({ withProfile }) => analyse(client, withProfile)),
    staging,
  } as unknown as Context;
  return {
    ...{ folder, project, client, context },
    async close() {
      await client.close();
      rmSync(built, { recursive: true, force: true });
      removeFolder(folder);
    },
  };
}
