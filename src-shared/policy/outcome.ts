// What comes of asking a scripted policy, and what it may use: plain data that cross the sandbox's border.
import type { Observation } from "./api.ts";

/** What a script may use; counted, never timed, so that the same script ends the same way everywhere. */
export const LIMITS = {
  /** Interpreter steps of one call, in units of 10,000. */
  stepsPerCall: 100,
  /** The same for loading the script. */
  stepsToLoad: 100,
  /** Memory of the script with everything it holds. */
  memoryBytes: 67_108_864,
  stackBytes: 131_072,
  /** Text of the state that a policy keeps from call to call. */
  stateBytes: 65_536,
  /** Text of the actions of one call. */
  actionBytes: 1_048_576,
  sourceBytes: 1_048_576,
} as const;

/** Why a script was stopped or what it did wrong. */
export interface Violation {
  /** Epoch of the call; 0 while the script was loaded. */
  readonly epoch: number;
  readonly code:
    | "policy.steps"
    | "policy.memory"
    | "policy.stack"
    | "policy.threw"
    | "policy.no_function"
    | "policy.bad_result"
    | "policy.too_large"
    | "policy.bad_action"
    | "policy.sandbox_failed"
    | "policy.stopped";
  readonly message: string;
}

/** The reply of a policy to one observation: actions as they were written, not yet checked. */
export interface PolicyReply {
  readonly actions: readonly unknown[];
}

/** A scripted policy, loaded. After a violation it is off: every further call gives the same violation. */
export interface ScriptedPolicy {
  /** Asks once; `observation` is plain data. */
  ask(epoch: number, observation: unknown): PolicyReply | Violation;
  /** JSON text of all that it is, for a checkpoint. */
  state(): string;
  /** JSON text of the state that it returned last. */
  kept(): string;
}

export const isViolation = (outcome: object): outcome is Violation => "code" in outcome;

/** Whoever decides: a script in its sandbox, or a built-in policy. */
export interface Decider {
  ask(epoch: number, observation: Observation): PolicyReply | Violation;
  /** JSON text for a checkpoint. */
  state(): string;
  /** JSON text of the state that it returned last. */
  kept(): string;
}
