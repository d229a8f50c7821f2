// The room in which scripted policies run: QuickJS in a WebAssembly of its own, counted steps, capped memory, no host.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import variant from "@jitl/quickjs-wasmfile-release-sync";
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type VmCallResult,
} from "quickjs-emscripten-core";
import { LIMITS, type PolicyReply, type ScriptedPolicy, type Violation } from "../../src-shared/policy/outcome.ts";
import { PRELUDE } from "./prelude.ts";

const WASM_PAGE_BYTES = 65_536;
const FIRST_PAGES = 256;

/** The compiled interpreter; each script gets an instance of its own, because one that ran out of memory is not to be used again. */
let compiled: Promise<WebAssembly.Module> | null = null;

const interpreter = (): Promise<WebAssembly.Module> => {
  const file = createRequire(import.meta.url).resolve("@jitl/quickjs-wasmfile-release-sync/wasm");
  compiled ??= readFile(file).then((bytes) => WebAssembly.compile(bytes));
  return compiled;
};

type Cause = Pick<Violation, "code" | "message">;

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
  if (Buffer.byteLength(source) > LIMITS.sourceBytes)
    return refused({ code: "policy.too_large", message: `a script of more than ${LIMITS.sourceBytes} bytes` });
  const wasmMemory = new WebAssembly.Memory({
    initial: FIRST_PAGES,
    maximum: LIMITS.memoryBytes / WASM_PAGE_BYTES,
  });
  const module = await newQuickJSWASMModuleFromVariant(
    newVariant(variant, { wasmMemory, wasmModule: await interpreter() }),
  );
  const runtime = module.newRuntime();
  runtime.setMemoryLimit(LIMITS.memoryBytes);
  runtime.setMaxStackSize(LIMITS.stackBytes);
  const budget = { left: 0, spent: false };
  runtime.setInterruptHandler(() => {
    budget.spent ||= budget.left-- <= 0;
    return budget.spent;
  });
  const context = runtime.newContext();
  const room = createRoom(context, budget);
  const failed = room.load(source, seed);
  if (failed) return refused(failed);
  return room.policy(saved);
}

/** A policy that is off from the start. */
const refused = (cause: Cause): ScriptedPolicy => ({
  ask: () => ({ epoch: 0, ...cause }),
  state: () => "null",
  dispose: () => {},
});

function createRoom(context: QuickJSContext, budget: { left: number; spent: boolean }) {
  let call: QuickJSHandle | null = null;
  let policy: QuickJSHandle | null = null;

  /** Runs inside the sandbox; what goes wrong there or in the interpreter itself is a cause, never an exception. */
  function guarded(steps: number, work: () => VmCallResult<QuickJSHandle>): QuickJSHandle | Cause {
    budget.left = steps;
    budget.spent = false;
    try {
      const result = work();
      if (!result.error) return result.value;
      const thrown = describe(context, result.error);
      result.error.dispose();
      if (budget.spent) return { code: "policy.steps", message: `more than ${steps * 10_000} steps` };
      return thrown;
    } catch (thrown) {
      return crashed(thrown);
    }
  }

  return {
    load(source: string, seed: number): Cause | null {
      const seeds = [Math.floor(seed / 4294967296) >>> 0, seed >>> 0];
      const prelude = guarded(LIMITS.stepsToLoad, () => context.evalCode(`(${PRELUDE})(${seeds.join()})`, "prelude"));
      if (isCause(prelude)) return prelude;
      call = prelude;
      const exports = guarded(LIMITS.stepsToLoad, () => context.evalCode(source, "policy", { type: "module" }));
      if (isCause(exports)) return exports;
      policy = context.getProp(exports, "default");
      exports.dispose();
      if (context.typeof(policy) === "function") return null;
      return { code: "policy.no_function", message: "the script has no default export that is a function" };
    },

    policy(saved?: SavedScript): ScriptedPolicy {
      let state = saved?.state ?? "null";
      let words: string | null = saved?.words ?? null;
      let off: Violation | null = null;
      const reply = (observation: unknown): PolicyReply | Cause => {
        const given = [context.newString(JSON.stringify(observation)), context.newString(state)];
        if (words !== null) given.push(context.newString(words));
        const result = guarded(LIMITS.stepsPerCall, () =>
          context.callFunction(call!, context.undefined, policy!, ...given),
        );
        for (const handle of given) handle.dispose();
        if (isCause(result)) return result;
        const text = context.getString(result);
        result.dispose();
        if (text.length > LIMITS.actionBytes + LIMITS.stateBytes)
          return { code: "policy.too_large", message: `a reply of more than ${LIMITS.actionBytes} bytes` };
        const [actions, kept, random] = JSON.parse(text) as [unknown[], string | null, string];
        if (Buffer.byteLength(kept ?? "null") > LIMITS.stateBytes)
          return { code: "policy.too_large", message: `a state of more than ${LIMITS.stateBytes} bytes` };
        state = kept ?? "null";
        words = random;
        return { actions };
      };
      return {
        ask: (epoch, observation) => {
          if (off) return off;
          let outcome: PolicyReply | Cause;
          try {
            outcome = reply(observation);
          } catch (thrown) {
            outcome = crashed(thrown);
          }
          if (!isCause(outcome)) return outcome;
          off = { epoch, ...outcome };
          return off;
        },
        state: () => JSON.stringify({ state, words } satisfies SavedScript),
        // The whole interpreter goes with its WebAssembly; freeing a context after a violation could trap.
        dispose: () => {},
      };
    },
  };
}

const isCause = (outcome: object): outcome is Cause => "code" in outcome && "message" in outcome;

/** An error inside the sandbox in words. */
function describe(context: QuickJSContext, error: QuickJSHandle): Cause {
  const read = (name: string): string => {
    const handle = context.getProp(error, name);
    const text = context.typeof(handle) === "string" ? context.getString(handle) : "";
    handle.dispose();
    return text;
  };
  if (context.typeof(error) !== "object") return { code: "policy.threw", message: shortened(context.dump(error)) };
  const [name, message] = [read("name"), read("message")];
  const line = /policy:(\d+)/.exec(read("stack"))?.[1];
  const where = line === undefined ? "" : ` (line ${line})`;
  if (message === "out of memory")
    return { code: "policy.memory", message: `more than ${LIMITS.memoryBytes / 2 ** 20} MiB of memory${where}` };
  if (message === "stack overflow") return { code: "policy.stack", message: `calls nested too deep${where}` };
  return { code: "policy.threw", message: shortened(`${name}: ${message}${where}`) };
}

/** The interpreter itself gave up: its memory is at the cap, or its stack. */
function crashed(thrown: unknown): Cause {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (/memory|unreachable|function signature|null function/i.test(message))
    return { code: "policy.memory", message: `more than ${LIMITS.memoryBytes / 2 ** 20} MiB of memory` };
  if (thrown instanceof RangeError) return { code: "policy.stack", message: "calls nested too deep" };
  return { code: "policy.sandbox_failed", message: shortened(message) };
}

const MOST_WORDS = 400;
const shortened = (value: unknown): string => {
  const text = String(value).replaceAll(/\s+/g, " ");
  return text.length > MOST_WORDS ? `${text.slice(0, MOST_WORDS)}…` : text;
};
