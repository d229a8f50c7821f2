// Names of a project's documents: files, so that two that differ in case alone are one on some systems.
import { failure } from "../../src-shared/base/errors.ts";
import { type RequestInput, requests } from "../../src-shared/protocol/requests.ts";
import type { Transport } from "../../src-shared/protocol/transport.ts";

type Kind = RequestInput<"saveDocument">["kind"];

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Which of the names `name` would take the place of; null: none. */
export const takenBy = (name: string, names: readonly string[]): string | null =>
  names.find((one) => isSame(one, name)) ?? null;

const { name: Name } = requests.saveDocument.shape;

/** Why a document cannot have this name; null: it can. `noun` is what the taken names are of: "saved query". */
export function nameProblem(name: string, taken: readonly string[], noun: string): string | null {
  if (name === "") return "a name is needed";
  if (!Name.safeParse(name).success) return 'a name is at most 100 characters long and has none of < > : " / \\ | ? *';
  const rival = takenBy(name, taken);
  return rival === null ? null : `there is a ${noun} “${rival}” already`;
}

/** The name itself, or with the first number that makes it free. */
export function freeName(name: string, taken: readonly string[]): string {
  for (let at = 1; ; at++) {
    const tried = at === 1 ? name : `${name} ${at}`;
    if (takenBy(tried, taken) === null) return tried;
  }
}

/**
 * Gives a document another name, with the text that its file has now; gives that text. Throws `document.not_found` when
 * it is gone and `document.name_taken` when another has the name.
 */
export async function moveDocument(
  client: Pick<Transport, "request">,
  { project, kind, from, to }: { readonly project: string; readonly kind: Kind; readonly from: string; to: string },
): Promise<string> {
  const { documents } = await client.request("documents", { project, kind });
  const file = documents.find(({ name }) => name === from);
  if (!file)
    throw failure("document.not_found", `the project has no ${kind} called ${from} any more`, {
      next: "it was removed or renamed meanwhile; what is open can be saved under a name of its own",
    });
  const rival = takenBy(
    to,
    documents.map(({ name }) => name).filter((name) => name !== from),
  );
  if (rival !== null)
    throw failure("document.name_taken", `there is a ${kind} called ${rival} already`, {
      next: "rename or remove it, or choose another name",
    });
  const save = () => client.request("saveDocument", { project, kind, name: to, text: file.text });
  const remove = () => client.request("removeDocument", { project, kind, name: from });
  // Where case makes no difference the new name is the old file: removing it last would remove both.
  for (const act of isSame(from, to) ? [remove, save] : [save, remove]) await act();
  return file.text;
}
