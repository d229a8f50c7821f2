// Requests documents, saveDocument, exportDocument and removeDocument: scenarios, queries and answers of a project.
import { resolve } from "node:path";
import { failure } from "../../../src-shared/base/errors.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";
import type { Job } from "../../jobs/job.ts";
import { KEPT_BESIDE } from "../../store/beside-answer.ts";
import { documentFileName, findDocument, readDocuments, removeDocument, saveDocument } from "../../store/documents.ts";
import { LAST_ANSWER } from "../../store/last-answer.ts";
import { replaceFile } from "../../store/small-file.ts";
import { stageFile } from "../../store/staging.ts";
import { storeFailure } from "../../store/store-errors.ts";
import type { Context } from "../context.ts";

export async function handleDocuments({ project, kind }: Request<"documents">): Promise<ReplyOf["documents"]> {
  return { kind, documents: readDocuments(project, kind) };
}

/** Works while an import has the project locked: documents are no part of the manifest. */
export async function handleSaveDocument(
  { project, kind, name, text }: Request<"saveDocument">,
  _job: Job,
  { changed }: Context,
): Promise<ReplyOf["saveDocument"]> {
  if (kind === "answer" && [LAST_ANSWER, ...KEPT_BESIDE].includes(name.toLowerCase()))
    throw failure("document.reserved", `the answer ${name} is kept by the program itself`, {
      next: "choose another name",
      exit: 2,
    });
  saveDocument(project, kind, name, text);
  changed(project, "documents");
  return { done: true };
}

/** Errors: `document.not_found`, `staging.none`, `store.*`. */
export async function handleExportDocument(
  { project, kind, name, out }: Request<"exportDocument">,
  _job: Job,
  { staging }: Context,
): Promise<ReplyOf["exportDocument"]> {
  const document = findDocument(project, kind, name);
  if (!document)
    throw failure("document.not_found", `the project has no ${kind} called ${name}`, {
      next: "save it under this name first",
      exit: 2,
    });
  const write = async (path: string): Promise<void> => {
    try {
      replaceFile(path, document.text);
    } catch (thrown) {
      throw storeFailure(thrown, path, `writing ${name}`);
    }
  };
  if (out === null) return { out, file: await stageFile(staging, documentFileName(kind, name), write) };
  await write(resolve(out));
  return { out: resolve(out), file: null };
}

export async function handleRemoveDocument(
  { project, kind, name }: Request<"removeDocument">,
  _job: Job,
  { changed }: Context,
): Promise<ReplyOf["removeDocument"]> {
  removeDocument(project, kind, name);
  changed(project, "documents");
  return { done: true };
}
