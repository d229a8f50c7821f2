// The compiler of policy scripts in a thread of its own: asked one thing at a time, ended when it hangs or rests.
import { Worker } from "node:worker_threads";
import { type ErrorReport, failure, PlimsollError } from "../../src-shared/base/errors.ts";
import type { PolicyLanguageReply, PolicyReply } from "../../src-shared/protocol/policy-replies.ts";
import type { Request } from "../../src-shared/protocol/requests.ts";
import { orAborted } from "./or-aborted.ts";
import { createTurns } from "./turns.ts";

export type Question =
  | { readonly what: "check"; readonly text: string }
  | { readonly what: "condition"; readonly text: string }
  | Request<"policyLanguage">;

type AnswerTo<Q extends Question> = Q extends { what: "check" | "condition" }
  ? PolicyReply["diagnostics"]
  : PolicyLanguageReply;

export type LanguageMessage = { readonly answer: unknown } | { readonly error: ErrorReport };

export interface PolicyLanguage {
  /** Throws `job.cancelled`, and `policy.compiler_failed` when the compiler hangs or is lost. */
  ask<Q extends Question>(question: Q, signal: AbortSignal): Promise<AnswerTo<Q>>;
  close(): Promise<void>;
}

/** Types can be written that keep a compiler busy for ever. */
const LONGEST_MS = 20_000;
const REST_AFTER_MS = 300_000;

export function createPolicyLanguage(script = new URL("./policy-language-worker.js", import.meta.url)): PolicyLanguage {
  const turns = createTurns(1);
  let worker: Worker | null = null;
  let rest: NodeJS.Timeout | undefined;
  const end = async (): Promise<void> => {
    clearTimeout(rest);
    const ended = worker;
    worker = null;
    await ended?.terminate();
  };

  /** The thread answers one question; one that does not is ended, the next question gets another thread. */
  async function answer(question: Question): Promise<unknown> {
    clearTimeout(rest);
    worker ??= started(script);
    const own = worker;
    own.ref();
    let hung: NodeJS.Timeout | undefined;
    let stop = (): void => {};
    try {
      return await new Promise((resolve, reject) => {
        hung = setTimeout(() => reject(lost(`no answer within ${LONGEST_MS / 1000} s`)), LONGEST_MS);
        const told = (message: LanguageMessage): void => {
          if ("answer" in message) resolve(message.answer);
          else reject(new PlimsollError(message.error));
        };
        const failed = ({ message }: Error): void => reject(lost(message));
        const ended = (code: number): void => reject(lost(`exit ${code}`));
        own.on("message", told).on("error", failed).on("exit", ended);
        stop = () => void own.off("message", told).off("error", failed).off("exit", ended);
        own.postMessage(question);
      });
    } catch (thrown) {
      if (thrown instanceof PlimsollError && thrown.report.code === LOST) await end();
      throw thrown;
    } finally {
      clearTimeout(hung);
      stop();
      own.unref();
      if (worker === own) rest = setTimeout(() => void end(), REST_AFTER_MS).unref();
    }
  }

  return {
    ask: <Q extends Question>(question: Q, signal: AbortSignal) =>
      orAborted(
        turns.run(signal, "the compiler's answer", () => answer(question)),
        signal,
        "the compiler's answer",
      ) as Promise<AnswerTo<Q>>,
    close: end,
  };
}

function started(script: URL): Worker {
  const worker = new Worker(script);
  // An error between two questions must not end the process.
  worker.on("error", () => {});
  return worker;
}

const LOST = "policy.compiler_failed";

const lost = (why: string): PlimsollError =>
  failure(LOST, `the compiler of policy scripts gave up: ${why}`, {
    next: "make the script's types simpler; it can be run without being checked",
    exit: 5,
  });
