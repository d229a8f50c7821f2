// What stands behind an answer, by evidence: inputs read from captures, and every number that is assumed.
import type { DensityReply } from "../../../src-shared/protocol/replies.ts";
import type { Evidence } from "../../ui/mark.tsx";

export type EvidenceCounts = Readonly<Record<Evidence, number>>;

const KINDS: readonly Evidence[] = ["measured", "derived", "published", "assumed"];

/** Inputs by evidence. What the scenario itself gives counts nowhere: it is a question, not evidence. */
export function evidenceCounts({
  assumptions,
  provenance,
}: Pick<DensityReply, "assumptions" | "provenance">): EvidenceCounts {
  const captured = provenance.filter(({ field }) => field.startsWith("input.")).length;
  const counts = { measured: captured, derived: 0, published: 0, assumed: 0 };
  for (const { evidence } of assumptions) {
    const kind = KINDS.find((one) => evidence.startsWith(one));
    if (kind) counts[kind]++;
  }
  return counts;
}

export const totalCount = (counts: EvidenceCounts): number => KINDS.reduce((sum, kind) => sum + counts[kind], 0);

/** Shares of one; all 0 where nothing stands behind the answer. */
export function evidenceShares(counts: EvidenceCounts): EvidenceCounts {
  const total = Math.max(1, totalCount(counts));
  return {
    measured: counts.measured / total,
    derived: counts.derived / total,
    published: counts.published / total,
    assumed: counts.assumed / total,
  };
}

/** The evidence that most of the inputs have. */
export const mainEvidence = (counts: EvidenceCounts): Evidence =>
  KINDS.reduce((best, kind) => (counts[kind] > counts[best] ? kind : best));
