// What crosses between a window and the back end: requests and cancels one way, replies and events the other.
import { z } from "zod";
import { Progress } from "./requests.ts";
import { JobState } from "./window-replies.ts";

/** Raised whenever an older window and a newer back end would misunderstand each other. */
export const PROTOCOL_VERSION = 1;

const id = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

/** What can be listened to. */
export const topics = {
  /** All jobs, newest last. */
  jobs: z.array(JobState),
  /** A project has changed on disk: what its views show, or its documents alone. Null at first. */
  projects: z.object({ project: z.string(), revision: z.string(), documents: z.boolean() }).nullable(),
} as const;

export type Topic = keyof typeof topics;
export type EventOf = { readonly [T in Topic]: z.infer<(typeof topics)[T]> };
const topic = z.enum(Object.keys(topics) as [Topic, ...Topic[]]);

/** From a window. Payloads are checked by the schema of their request. */
export const ToBackend = z.discriminatedUnion("t", [
  z.strictObject({ t: z.literal("hello"), protocol: z.int() }),
  z.strictObject({ t: z.literal("request"), id, name: z.string(), payload: z.unknown() }),
  z.strictObject({ t: z.literal("cancel"), id }),
  z.strictObject({ t: z.literal("subscribe"), topic }),
  z.strictObject({ t: z.literal("unsubscribe"), topic }),
]);

const place = z.object({ file: z.string().nullable(), offset: z.string().nullable(), line: z.number().nullable() });
export const ErrorMessage = z.object({
  code: z.string(),
  what: z.string(),
  where: place,
  expected: z.string().nullable(),
  next: z.string().nullable(),
  exit: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]),
});

/** To a window. */
export const ToWindow = z.discriminatedUnion("t", [
  z.strictObject({ t: z.literal("hello"), protocol: z.int(), version: z.string() }),
  z.strictObject({ t: z.literal("progress"), id, progress: Progress }),
  z.strictObject({ t: z.literal("reply"), id, payload: z.unknown() }),
  z.strictObject({ t: z.literal("error"), id, error: ErrorMessage }),
  z.strictObject({ t: z.literal("event"), topic, payload: z.unknown() }),
  /** From the shell itself: the back end has ended, or a new one is ready. `interrupted` are titles of its jobs. */
  z.strictObject({
    t: z.literal("backend"),
    state: z.enum(["lost", "ready", "gone"]),
    interrupted: z.array(z.string()),
  }),
]);

export type ToBackend = z.infer<typeof ToBackend>;
export type ToWindow = z.infer<typeof ToWindow>;
