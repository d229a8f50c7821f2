// What a schema expected at a place of the scenario, in a user's words.
import type { z } from "zod";

/** What a value of that name must be, where a bare limit would not say it. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/_bytes$/, "a whole number of bytes, such as 4294967296 for 4 GiB"],
  [/^confidence$/, "a number above 0 and at most 1: 0.95 means 95 %"],
  [/_share$/, "a share from 0 to 1"],
  [/^p99_slowdown$/, "a number of at least 1: 1.05 means 5 % slower"],
];

const TYPES: Readonly<Record<string, string>> = {
  number: "a number",
  int: "a whole number",
  string: "text in quotes",
  boolean: "true or false",
  array: "a list in [ ]",
  object: "an object in { }",
};

/** The expectation behind an issue; `key` is the name of the value that is wrong. */
export function issueWords(issue: z.core.$ZodIssue, key: string): string {
  const hint = HINTS.find(([name]) => name.test(key))?.[1];
  if (hint) return hint;
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? issue.expected;
    case "invalid_value":
      return `one of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return `${issue.inclusive ? "at least" : "more than"} ${issue.minimum}${issue.origin === "array" ? " entries" : ""}`;
    case "too_big":
      return `${issue.inclusive ? "at most" : "less than"} ${issue.maximum}${issue.origin === "array" ? " entries" : ""}`;
    default:
      return issue.message.replace(/^Invalid input: (expected )?/, "");
  }
}
