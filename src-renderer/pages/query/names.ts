// Names under which queries are saved: none takes the place of another saved query.
import { requests } from "../../../src-shared/protocol/requests.ts";
import { takenBy } from "../../app/documents.ts";
import type { QueryTab } from "./tabs.ts";

const { name: Name } = requests.saveDocument.shape;

/** Names that a tab may not be saved under, or be renamed to: those of the other saved queries. */
export function takenNames(
  what: "save" | "rename",
  tab: Pick<QueryTab, "saved"> | undefined,
  saved: readonly { readonly name: string }[],
): readonly string[] {
  // A tab that was never saved only has a title.
  if (what === "rename" && !tab?.saved) return [];
  return saved.map(({ name }) => name).filter((name) => name !== tab?.saved);
}

/** Why a query cannot have this name; null: it can. */
export function nameProblem(name: string, taken: readonly string[]): string | null {
  if (name === "") return "a name is needed";
  if (!Name.safeParse(name).success) return 'a name is at most 100 characters long and has none of < > : " / \\ | ? *';
  const rival = takenBy(name, taken);
  return rival === null ? null : `there is a saved query “${rival}” already`;
}
