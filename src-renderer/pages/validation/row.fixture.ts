// A validation row made for tests.
import type { ValidationRow } from "../../../src-shared/protocol/validation-replies.ts";

export const madeRow = (id: string, change: Partial<ValidationRow> = {}): ValidationRow => ({
  id,
  system: "Spacer",
  kind: "exact",
  measured_here: false,
  claim: `claim of ${id}`,
  inputs: { pages: { value: 4, unit: "pages" }, sizes: { value: [1, 2], unit: "bytes" } },
  expected: 4,
  ours: 4,
  deviation: 0,
  tolerance: "to the last digit printed",
  allowed: null,
  evidence: "published",
  source: "a paper",
  verdict: "pass",
  result: "pages",
  formula: "pages, counted",
  note: null,
  own_inputs: null,
  why_not: null,
  ...change,
});
