// What can be wrong with a compression wrapper; the content up to that place is kept.
import type { Complaint } from "../importer.ts";

/** `truncated`: the wrapper ends too early. `partial`: it makes no sense from some place on. */
export interface Damage {
  readonly status: "truncated" | "partial";
  /** Its offset is one in the file as given, not in the content. */
  readonly complaint: Complaint;
}

export const truncatedWrapper = (kind: string, offset: number): Damage => ({
  status: "truncated",
  complaint: {
    code: "wrapper.truncated",
    offset,
    expected: `the end of the ${kind} data`,
    next: "the content up to there was read; copy the file again to get the rest",
  },
});

export const damagedWrapper = (kind: string, offset: number, expected: string): Damage => ({
  status: "partial",
  complaint: {
    code: "wrapper.damaged",
    offset,
    expected,
    next: `the content up to there was read; copy the file again, or try \`${kind} -t\` on it`,
  },
});
