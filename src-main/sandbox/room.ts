// One script loaded into an interpreter of its own: QuickJS in a WebAssembly, counted steps, capped memory, no host.
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
import { LIMITS, type Violation } from "../../src-shared/policy/outcome.ts";
import { COSTS } from "./costs.ts";
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

export type Cause = Pick<Violation, "code" | "message">;

export const isCause = (outcome: object): outcome is Cause => "code" in outcome && "message" in outcome;

/** The default export of a loaded script: texts in, a text out, or what went wrong. Never throws. */
export type Room = (...texts: readonly string[]) => { readonly text: string } | Cause;

/**
 * Loads JavaScript whose default export is a function; `entry` of the prelude calls it. `seed` (0..2^53-1) feeds its
 * `rng()`. Never throws for what a script does.
 */
export async function openRoom(source: string, seed: number, entry: "decide" | "meets"): Promise<Room | Cause> {
  if (Buffer.byteLength(source) > LIMITS.sourceBytes)
    return { code: "policy.too_large", message: `a script of more than ${LIMITS.sourceBytes} bytes` };
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
  const budget: Budget = { left: 0, spent: false };
  runtime.setInterruptHandler(() => {
    budget.spent ||= budget.left-- <= 0;
    return budget.spent;
  });
  const context = runtime.newContext();
  const seeds = [Math.floor(seed / 4294967296) >>> 0, seed >>> 0];
  const prelude = guarded(context, budget, LIMITS.stepsToLoad, () =>
    context.evalCode(`(${PRELUDE})(${seeds.join()}).${entry}`, "prelude"),
  );
  if (isCause(prelude)) return prelude;
  const costs = countLengths(context, budget);
  if (costs) return costs;
  const exports = guarded(context, budget, LIMITS.stepsToLoad, () =>
    context.evalCode(source, "policy", { type: "module" }),
  );
  if (isCause(exports)) return exports;
  // The whole interpreter goes with its WebAssembly; freeing a context after a violation could trap.
  const script = context.getProp(exports, "default");
  exports.dispose();
  if (context.typeof(script) !== "function")
    return { code: "policy.no_function", message: "the script has no default export that is a function" };
  return (...texts) => called(context, budget, [prelude, script], texts);
}

/** Lets what goes over lists and texts pay for their length. Null when it is done. */
function countLengths(context: QuickJSContext, budget: Budget): Cause | null {
  const costs = guarded(context, budget, LIMITS.stepsToLoad, () => context.evalCode(`(${COSTS})`, "costs"));
  if (isCause(costs)) return costs;
  const spend = context.newFunction("spend", (length) => {
    budget.left -= context.getNumber(length) / STEPS_OF_A_UNIT;
    if (budget.left > 0) return context.undefined;
    budget.spent = true;
    return { error: context.newError("the steps of the call are spent") };
  });
  const done = guarded(context, budget, LIMITS.stepsToLoad, () =>
    context.callFunction(costs, context.undefined, spend),
  );
  return isCause(done) ? done : null;
}

/** The interpreter asks for the budget every 10,000 steps. */
const STEPS_OF_A_UNIT = 10_000;

interface Budget {
  left: number;
  spent: boolean;
}

function called(
  context: QuickJSContext,
  budget: Budget,
  [entry, script]: readonly [QuickJSHandle, QuickJSHandle],
  texts: readonly string[],
): { readonly text: string } | Cause {
  try {
    const given = texts.map((text) => context.newString(text));
    const result = guarded(context, budget, LIMITS.stepsPerCall, () =>
      context.callFunction(entry, context.undefined, script, ...given),
    );
    for (const handle of given) handle.dispose();
    if (isCause(result)) return result;
    const text = context.getString(result);
    result.dispose();
    return { text };
  } catch (thrown) {
    return crashed(thrown);
  }
}

/** Runs inside the sandbox; what goes wrong there or in the interpreter itself is a cause, never an exception. */
function guarded(
  context: QuickJSContext,
  budget: Budget,
  steps: number,
  work: () => VmCallResult<QuickJSHandle>,
): QuickJSHandle | Cause {
  budget.left = steps;
  budget.spent = false;
  try {
    const result = work();
    if (!result.error) return result.value;
    const thrown = describe(context, result.error);
    result.error.dispose();
    if (budget.spent) return { code: "policy.steps", message: `more than ${steps * STEPS_OF_A_UNIT} steps` };
    return thrown;
  } catch (thrown) {
    return crashed(thrown);
  }
}

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
