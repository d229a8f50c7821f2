// The last answer of a project, kept in it so that a list of projects can show it.
import { z } from "zod";
import { DensityReply } from "../../src-shared/protocol/replies.ts";
import { findDocument, saveDocument } from "./documents.ts";

/** Its name among the project's answers. */
export const LAST_ANSWER = "last";

const LastAnswer = z.object({
  schema: z.literal("plimsoll.last-answer/1"),
  /** Name of the scenario that was answered. */
  scenario: z.string(),
  /** Whether it was answered as one that the project keeps, and not from a file elsewhere or from none. */
  saved: z.boolean().default(false),
  answer: DensityReply,
});
export type LastAnswer = z.infer<typeof LastAnswer>;

/** Keeps an answer; a project that cannot be written to goes without. Tells whether it was kept. */
export function keepLastAnswer(project: string, scenario: string, answer: DensityReply, saved = false): boolean {
  const { run: _, ...same } = answer;
  const kept: LastAnswer = { schema: "plimsoll.last-answer/1", scenario, saved, answer: same };
  try {
    saveDocument(project, "answer", LAST_ANSWER, `${JSON.stringify(kept, null, 1)}\n`);
    return true;
  } catch {
    // A missing last answer is shown as none; the answer itself has been given.
    return false;
  }
}

/** Null when there is none, or none that can be read. */
export function readLastAnswer(project: string): LastAnswer | null {
  try {
    const found = findDocument(project, "answer", LAST_ANSWER);
    const parsed = LastAnswer.safeParse(JSON.parse(found?.text ?? "null"));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
