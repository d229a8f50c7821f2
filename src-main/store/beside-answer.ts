// What was worked out beside a project's last answer: the comparison of systems, and the attribution to mechanisms.
import { z } from "zod";
import { parseScenario } from "../../src-shared/density/scenario.ts";
import { CompareReply } from "../../src-shared/protocol/compare-replies.ts";
import { ShapleyReply } from "../../src-shared/protocol/shapley-replies.ts";
import { findDocument, saveDocument } from "./documents.ts";

/** Names among the project's answers, with what stands under each. */
const kinds = { systems: CompareReply, attribution: ShapleyReply } as const;
type Kind = keyof typeof kinds;
type ReplyOf<K extends Kind> = z.infer<(typeof kinds)[K]>;

export const KEPT_BESIDE: readonly string[] = Object.keys(kinds);

const SCHEMA = "plimsoll.beside-answer/1";

/** `revision`: state of the project that it was computed from. A project that cannot be written to goes without; tells whether it was kept. */
export function keepBeside<K extends Kind>(project: string, kind: K, revision: string, reply: ReplyOf<K>): boolean {
  const { run: _, ...same } = reply;
  try {
    saveDocument(project, "answer", kind, `${JSON.stringify({ schema: SCHEMA, revision, reply: same }, null, 1)}\n`);
    return true;
  } catch {
    // The reply itself has been given.
    return false;
  }
}

/** The one of this scenario and state of the project; null when there is none, or none that can be read. */
export function readBeside<K extends Kind>(
  project: string,
  kind: K,
  revision: string,
  scenario: unknown,
): ReplyOf<K> | null {
  try {
    const kept = z
      .object({ schema: z.literal(SCHEMA), revision: z.string(), reply: z.unknown() })
      .parse(JSON.parse(findDocument(project, "answer", kind)?.text ?? "null"));
    const reply = kinds[kind].parse(kept.reply) as ReplyOf<K>;
    return kept.revision === revision && markOf(reply.scenario) === markOf(scenario) ? reply : null;
  } catch {
    return null;
  }
}

/** Equal for scenarios that say the same. */
const markOf = (scenario: unknown): string =>
  JSON.stringify(sorted(parseScenario(JSON.parse(JSON.stringify(scenario)), null)));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(
    ([key, inner]) => inner !== undefined && inner !== null && key !== "$schema",
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}
