// Scripted policies and break conditions, loaded: what they decide or find, or why they are off.
import { LIMITS, type PolicyReply, type ScriptedPolicy, type Violation } from "../../src-shared/policy/outcome.ts";
import { type Cause, isCause, openRoom } from "./room.ts";

/** A script at rest between calls: what `save` of a run keeps. */
export interface SavedScript {
  readonly state: string;
  readonly words: string | null;
}

/**
 * Loads a policy from JavaScript whose default export is `policy(obs, state)`. `seed` (0..2^53-1) feeds its `rng()`. Never
 * throws for what a script does: a script that cannot be loaded is a policy whose every call is that violation.
 */
export async function openPolicy(source: string, seed: number, saved?: SavedScript): Promise<ScriptedPolicy> {
  const room = await openRoom(source, seed, "decide");
  let state = saved?.state ?? "null";
  let words: string | null = saved?.words ?? null;
  let off: Violation | null = isCause(room) ? { epoch: 0, ...room } : null;
  const reply = (observation: unknown): PolicyReply | Cause => {
    if (isCause(room)) return room;
    const outcome = room(JSON.stringify(observation), state, ...(words === null ? [] : [words]));
    if (isCause(outcome)) return outcome;
    if (outcome.text.length > LIMITS.actionBytes + LIMITS.stateBytes)
      return { code: "policy.too_large", message: `a reply of more than ${LIMITS.actionBytes} bytes` };
    const parts = partsOf(outcome.text);
    if (parts === null)
      return { code: "policy.bad_result", message: "the reply cannot be written as JSON: something has a toJSON" };
    if (Buffer.byteLength(parts.kept) > LIMITS.stateBytes)
      return { code: "policy.too_large", message: `a state of more than ${LIMITS.stateBytes} bytes` };
    state = parts.kept;
    words = parts.words;
    return { actions: parts.actions };
  };
  return {
    ask: (epoch, observation) => {
      if (off) return off;
      const outcome = reply(observation);
      if (!isCause(outcome)) return outcome;
      off = { epoch, ...outcome };
      return off;
    },
    state: () => JSON.stringify({ state, words } satisfies SavedScript),
    kept: () => state,
  };
}

/** A reply's parts; a script that gave lists a `toJSON` can make anything of it: then null. */
function partsOf(text: string): { actions: unknown[]; kept: string; words: string } | null {
  try {
    const parts: unknown = JSON.parse(text);
    if (!Array.isArray(parts) || parts.length !== 3) return null;
    const [actions, kept, words] = parts as unknown[];
    if (!Array.isArray(actions) || typeof words !== "string") return null;
    return { actions, kept: typeof kept === "string" ? kept : "null", words };
  } catch {
    return null;
  }
}

/** A break condition, loaded. After a violation it is off: every further call gives the same violation. */
export interface Condition {
  /** `call`: a `Call` of the API as JSON text. */
  meets(epoch: number, call: string): boolean | Violation;
}

/** Loads a condition from JavaScript whose default export tells of a call whether to break there; never throws. */
export async function openCondition(source: string): Promise<Condition> {
  const room = await openRoom(source, 0, "meets");
  let off: Violation | null = isCause(room) ? { epoch: 0, ...room } : null;
  return {
    meets(epoch, call) {
      if (off || isCause(room)) return off!;
      const outcome = room(call);
      if (!isCause(outcome)) return outcome.text === "true";
      off = { epoch, ...outcome };
      return off;
    },
  };
}
