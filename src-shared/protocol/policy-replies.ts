// Replies about policies: what is wrong with a script, and what a run came to, beside other policies.
import { z } from "zod";

const Diagnostic = z.object({
  /** Counted from 1; null where it is about the script as a whole. */
  line: z.int().nullable(),
  column: z.int().nullable(),
  severity: z.enum(["error", "warning"]),
  code: z.string(),
  message: z.string(),
});

const Violation = z.object({ epoch: z.int(), code: z.string(), message: z.string() });

/** One action: what was asked and granted, in pages, seconds or yes and no; reason is null when all was granted. */
const ActionRow = z.object({
  epoch: z.int(),
  kind: z.string(),
  guest: z.int().nullable(),
  asked: z.union([z.number(), z.boolean()]).nullable(),
  granted: z.union([z.number(), z.boolean()]).nullable(),
  reason: z.string().nullable(),
});

/** What a run is measured by; null where the mechanism is absent. Means over replications. */
const Metrics = z.object({
  slowdown_p50: z.number(),
  slowdown_p99: z.number(),
  frames_max: z.number(),
  tmem_failed: z.number().nullable(),
  cold_starts: z.number().nullable(),
  oom_kills: z.number(),
});

const Difference = z.object({
  best: z.number(),
  /** 90 % interval of the mean of paired differences; null with fewer than five replications. */
  low: z.number().nullable(),
  high: z.number().nullable(),
});

const PolicyRun = z.object({
  id: z.string(),
  title: z.string(),
  /** A system has its own mechanisms and no policy. */
  kind: z.enum(["script", "policy", "system"]),
  metrics: Metrics,
  summary: z.record(z.string(), z.unknown()),
  invariants: z.record(z.string(), z.int()),
  digest: z.string(),
  calls: z.int(),
  actions: z.int(),
});

/** What a guest's values were at each epoch that was seen; null while it did not run. */
const SeenGuest = z.object({
  id: z.int(),
  name: z.string(),
  /** Maximum size in pages. */
  size: z.int(),
  used: z.array(z.number().nullable()),
  balloon: z.array(z.number().nullable()),
  slowdown: z.array(z.number().nullable()),
});

/** What a policy could see in the first replication, in pages: one entry of each list for each epoch. */
const Seen = z.object({
  epochs: z.array(z.int()),
  /** Seconds of an epoch. */
  dt: z.number(),
  host: z.object({ total: z.number(), free: z.array(z.number()) }),
  guests: z.array(SeenGuest),
  /** Guests beyond those that are listed. */
  unlisted: z.int(),
});

/** One call of the policy: what it saw, asked, was granted, and what it kept before and after. */
const Call = z.object({
  epoch: z.int(),
  /** The observation, as `src-shared/policy/api.ts` has it. */
  obs: z.record(z.string(), z.unknown()),
  asked: z.array(z.unknown()),
  granted: z.array(ActionRow),
  before: z.unknown(),
  state: z.unknown(),
  /** Why the policy was stopped in this call. */
  violation: Violation.nullable(),
});

/** Epochs of the first replication in which a break condition was met. */
const Break = z.object({
  condition: z.string(),
  epochs: z.array(z.int()),
  /** How many there are, those beyond the listed ones included. */
  met: z.int(),
  /** Calls that it was asked about. */
  calls: z.int(),
  first: Call.nullable(),
  /** Why it was asked no further. */
  error: Violation.nullable(),
});

export const PolicyReply = z.object({
  schema: z.literal("plimsoll.policy/1"),
  ok: z.boolean(),
  diagnostics: z.array(Diagnostic),
  result: PolicyRun.optional(),
  /** Rows of the first replication, as simulate prints them. */
  rows: z.object({ columns: z.array(z.string()), data: z.array(z.array(z.number())) }).optional(),
  /** With rows. */
  seen: Seen.optional(),
  actions: z.array(ActionRow).optional(),
  violations: z.array(Violation).optional(),
  /** Calls of the epochs that were asked for, as far as there is room. */
  calls: z.array(Call).optional(),
  /** With a break condition. */
  break: Break.optional(),
  /** Other policies on the same demand; differences are theirs less this policy's. */
  beside: z.array(PolicyRun.extend({ differences: z.record(z.string(), Difference.nullable()) })).optional(),
  /** What could not be played on this scenario, and why. */
  unavailable: z.array(z.object({ id: z.string(), title: z.string(), reason: z.string() })).optional(),
  run: z.record(z.string(), z.unknown()).optional(),
});

/** Places count characters of the text. */
const Span = { from: z.int(), until: z.int() };

/** What the compiler knows of a place; one of the four, as it was asked. */
export const PolicyLanguageReply = z.object({
  completions: z
    .array(
      z.object({
        name: z.string(),
        kind: z.enum(["field", "method", "function", "variable", "type", "class", "keyword", "value", "module"]),
        insert: z.string(),
        /** The module that it has to be imported from. */
        source: z.string().nullable(),
        /** Words come in the order of this text, then of their names. */
        sort: z.string(),
      }),
    )
    .optional(),
  details: z
    .object({
      text: z.string(),
      doc: z.string().nullable(),
      edits: z.array(z.object({ ...Span, text: z.string() })),
    })
    .nullable()
    .optional(),
  hover: z
    .object({ text: z.string(), doc: z.string().nullable(), ...Span })
    .nullable()
    .optional(),
  signature: z
    .object({
      signatures: z.array(
        z.object({
          label: z.string(),
          doc: z.string().nullable(),
          parameters: z.array(z.object({ ...Span, doc: z.string().nullable() })),
        }),
      ),
      active: z.int(),
      parameter: z.int(),
    })
    .nullable()
    .optional(),
});

export type PolicyLanguageReply = z.infer<typeof PolicyLanguageReply>;
export type PolicySeen = z.infer<typeof Seen>;
export type PolicyCall = z.infer<typeof Call>;
export type PolicyAction = z.infer<typeof ActionRow>;
export type PolicyReply = z.infer<typeof PolicyReply>;
