// Where each number of an answer comes from: the scenario's own inputs and the captures, down to the queries.

import { failure } from "../base/errors.ts";
import type { CapturedHost, ProvenanceEntry } from "../profile/host.ts";
import type { DensityReply, ExplainReply } from "../protocol/replies.ts";
import { likely } from "./nearest.ts";
import type { Scenario } from "./scenario-schema.ts";

type Provenance = DensityReply["provenance"][number];
type SourceOf = Provenance["sources"][number];

/** Fields of an answer that are computed, and how, in words. */
const methods: Readonly<Record<string, string>> = {
  n: "largest N that passes with the wanted confidence, for every smaller number too: quantiles over outer replications",
  binding: "what ends the runs that fail with one guest more than n.p50",
  coverage: "worst of capture length, number of guests, contents seen and what the captures themselves allow",
  mechanisms: "pages saved with n.p50 guests, each page counted for its first owner only",
  waterfall: "RAM of n.p50 guests by the state of its pages, at mean demand",
  slowdown: "nearest rank over the epochs of all guests of 1 / (1 - faults per second x cost of a fault)",
  overrun: "runs with one guest more than n.p50 whose demand passes the capacity",
  curve: "share of all runs that still pass with n guests",
  marginal_bytes_per_guest: "frames and overhead of n.p50 + 1 guests less those of n.p50 guests",
  checks: "what the engine says of the recorded guests at the end of the recording, beside what was counted there",
  rules_of_thumb: "the rule applied to the mix's mean guest",
};

/** The same of parts that only some answers have. */
const partMethods: Readonly<Record<string, string>> = {
  functions:
    "invocations played with n.p50 guests: what has an interval is taken over the outer replications, the rest from the replication that gives n.p50",
  numa: "guests of n.p50 placed one by one: bound ones first, then those over all nodes, then those that prefer one; among these the most demanding first",
};

/** One entry for each computed field, with the parts that this answer has, then one for each input looked up in the captures. */
export function provenanceOf(
  scenario: Scenario,
  host: CapturedHost | null,
  parts: readonly string[] = [],
): Provenance[] {
  const captured = scenario.guests.some((guest) => guest.kind === "profile");
  const inputs = captured && host ? host.provenance : [];
  const given = givenSources(scenario);
  const sources = [...given, ...distinct(inputs.flatMap((entry) => entry.sources))];
  const sql = inputs.find((entry) => entry.sql !== null)?.sql ?? null;
  return [
    ...[...Object.keys(methods), ...parts].map((field) => ({ field, sources, sql })),
    ...inputs.map((entry) => ({ field: `input.${entry.field}`, sources: [...entry.sources], sql: entry.sql })),
  ];
}

function givenSources(scenario: Scenario): SourceOf[] {
  const files = scenario.guests.flatMap((guest) => (guest.kind === "series" ? [guest.file] : []));
  return [
    { what: "scenario", sha256: null, note: "given: host, guests, mechanisms, objective" },
    ...[...new Set(files)].map((file) => ({ what: file, sha256: null, note: "given: table of demand" })),
  ];
}

/** Every capture once, with the first note on it. */
function distinct(sources: ProvenanceEntry["sources"]): SourceOf[] {
  const byCapture = new Map<string, SourceOf>();
  for (const source of sources) {
    const name = `${source.what}\n${source.sha256}`;
    if (!byCapture.has(name)) byCapture.set(name, { ...source });
  }
  return [...byCapture.values()];
}

/** Steps of `a.b[0].c` or `a.b.0.c`. */
const pathOf = (field: string): string[] =>
  field
    .replace(/\[(\d+)\]/g, ".$1")
    .split(".")
    .filter((step) => step !== "");

/**
 * How one number of an answer came about: its value, the method, then every input with its query and captures.
 * Throws `explain.unknown_field` (exit 2) when the answer has no such field.
 */
export function explainField(reply: DensityReply, field: string): ExplainReply {
  const path = pathOf(field);
  const value = path.reduce<unknown>(
    (inner, step) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, step) ? Reflect.get(inner, step) : undefined,
    reply,
  );
  const near = likely(path[0] ?? "", Object.keys(reply));
  if (path.length === 0 || value === undefined)
    throw failure("explain.unknown_field", `the answer has no field ${JSON.stringify(field)}`, {
      expected: `a path such as n.p50; fields: ${Object.keys(reply).join(", ")}`,
      next: near === null ? "give one of these, then what is in it" : `did you mean ${near}?`,
      exit: 2,
    });
  const root = path[0]!;
  const own = reply.provenance.find((entry) => entry.field === root);
  const inputs = reply.provenance.filter((entry) => entry.field.startsWith("input."));
  const first = { what: methods[root] ?? partMethods[root] ?? "as given in the scenario", sources: own?.sources ?? [] };
  return {
    schema: "plimsoll.explain/1",
    field,
    value,
    steps: [first, ...(own ? inputs.map(inputStep) : [])],
  };
}

const inputStep = ({ field, sql, sources }: Provenance): ExplainReply["steps"][number] => ({
  what: field,
  ...(sql === null ? {} : { sql }),
  sources,
});
