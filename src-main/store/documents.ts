// A project's documents: scenarios, queries and answers as plain files that people can read, diff and copy.
import { lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { failure } from "../../src-shared/base/errors.ts";
import { DocumentKind } from "../../src-shared/protocol/requests.ts";
import { DEVICES } from "./file-name.ts";
import { readManifest } from "./manifest.ts";
import { replaceFile } from "./small-file.ts";
import { storeFailure } from "./store-errors.ts";

export interface Document {
  readonly name: string;
  readonly text: string;
  readonly modified_ms: number;
}

/** Where each kind is kept, and how its files end. */
const KEPT: Readonly<Record<DocumentKind, { readonly folder: string; readonly ending: string }>> = {
  scenario: { folder: "scenarios", ending: ".json" },
  query: { folder: "queries", ending: ".sql" },
  answer: { folder: "answers", ending: ".json" },
  dashboard: { folder: "dashboards", ending: ".json" },
  note: { folder: "notes", ending: ".json" },
  policy: { folder: "policies", ending: ".ts" },
};

/** Most bytes of one document; larger files of a folder are no documents. */
export const MOST_DOCUMENT_BYTES = 16 * 2 ** 20;

/** Name of a document's file when it stands alone. */
export const documentFileName = (kind: DocumentKind, name: string): string => `${name}${KEPT[kind].ending}`;

/** The documents of a kind by name. Errors: those of `readManifest`, `store.*`. */
export function readDocuments(project: string, kind: DocumentKind): Document[] {
  const folder = folderOf(project, kind, false);
  if (folder === null) return [];
  const { ending } = KEPT[kind];
  const names = readdirSync(folder).filter((name) => name.endsWith(ending) && !name.startsWith("."));
  return names.sort(byText).flatMap((name) => readDocument(join(folder, name), name.slice(0, -ending.length)) ?? []);
}

/** Whether a project holds any document. */
export const hasDocuments = (project: string): boolean =>
  DocumentKind.options.some((kind) => readDocuments(project, kind).length > 0);

/** One document; null when there is none of this name. Errors: as `readDocuments`. */
export function findDocument(project: string, kind: DocumentKind, name: string): Document | null {
  checkName(name);
  const folder = folderOf(project, kind, false);
  return folder === null ? null : readDocument(join(folder, `${name}${KEPT[kind].ending}`), name);
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Null for what is no plain file, too large, or has gone in the meantime. */
function readDocument(file: string, name: string): Document | null {
  try {
    const info = lstatSync(file);
    if (!info.isFile() || info.size > MOST_DOCUMENT_BYTES) return null;
    return { name, text: readFileSync(file, "utf8"), modified_ms: info.mtimeMs };
  } catch {
    return null;
  }
}

/** Writes a document, new or again. Errors: `document.*`, those of `readManifest`, `store.*`. */
export function saveDocument(project: string, kind: DocumentKind, name: string, text: string): void {
  const file = fileOf(project, kind, name);
  if (Buffer.byteLength(text) > MOST_DOCUMENT_BYTES)
    throw failure("document.too_large", `${name} is larger than ${MOST_DOCUMENT_BYTES / 2 ** 20} MiB`, {
      where: { file },
      next: "keep less in it",
      exit: 2,
    });
  if (KEPT[kind].ending === ".json") refuseOther(text, file, name);
  try {
    replaceFile(file, text);
  } catch (thrown) {
    throw storeFailure(thrown, file, `saving ${name}`);
  }
}

/** Removes a document; one that is not there is gone already. Errors: as `saveDocument`. */
export function removeDocument(project: string, kind: DocumentKind, name: string): void {
  const file = fileOf(project, kind, name);
  try {
    rmSync(file, { force: true });
  } catch (thrown) {
    throw storeFailure(thrown, file, `removing ${name}`);
  }
}

function refuseOther(text: string, file: string, name: string): void {
  try {
    JSON.parse(text);
  } catch (thrown) {
    throw failure("document.not_json", `${name} is no JSON: ${thrown instanceof Error ? thrown.message : thrown}`, {
      where: { file },
      expected: "one JSON value",
      exit: 2,
    });
  }
}

/** Whatever asks, no name leads out of its folder. */
function checkName(name: string): void {
  if (DEVICES.test(name) || /[/\\]/.test(name) || name.startsWith("."))
    throw failure("document.bad_name", `no document can be called ${name}`, {
      expected: "a name that can be a file's on every system",
      next: "choose another name",
      exit: 2,
    });
}

function fileOf(project: string, kind: DocumentKind, name: string): string {
  checkName(name);
  return join(folderOf(project, kind, true) as string, `${name}${KEPT[kind].ending}`);
}

/**
 * The folder of a kind, which lies in the project itself: a link that leads out of it is refused. Null when it is
 * missing and not to be made.
 */
function folderOf(project: string, kind: DocumentKind, make: boolean): string | null {
  const path = resolve(project);
  readManifest(path);
  const folder = join(path, KEPT[kind].folder);
  try {
    if (make) mkdirSync(folder, { recursive: true });
    const real = realpathSync(folder);
    if (real.startsWith(realpathSync(path) + sep)) return real;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT" && !make) return null;
    throw storeFailure(thrown, folder, "opening the documents' folder");
  }
  throw failure("document.outside", `${folder} leads out of the project`, {
    where: { file: folder },
    expected: "a folder within the project",
    next: "replace the link by a folder",
  });
}
