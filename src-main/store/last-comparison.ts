// The last comparison of systems of a project, kept beside its last answer.
import { z } from "zod";
import { CompareReply } from "../../src-shared/protocol/compare-replies.ts";
import { saveDocument } from "./documents.ts";

/** Its name among the project's answers. */
export const LAST_COMPARISON = "systems";

const LastComparison = z.object({
  schema: z.literal("plimsoll.last-comparison/1"),
  /** State of the project that it was computed from. */
  revision: z.string(),
  comparison: CompareReply,
});
type LastComparison = z.infer<typeof LastComparison>;

/** A project that cannot be written to goes without. Tells whether it was kept. */
export function keepLastComparison(project: string, revision: string, comparison: CompareReply): boolean {
  const { run: _, ...same } = comparison;
  const kept: LastComparison = { schema: "plimsoll.last-comparison/1", revision, comparison: same };
  try {
    saveDocument(project, "answer", LAST_COMPARISON, `${JSON.stringify(kept, null, 1)}\n`);
    return true;
  } catch {
    // The comparison itself has been given.
    return false;
  }
}
