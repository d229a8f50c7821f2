// Names under which queries are saved: none takes the place of another saved query.
import type { QueryTab } from "./tabs.ts";

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
