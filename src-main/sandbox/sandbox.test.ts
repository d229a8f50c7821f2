import { describe, expect, it } from "vitest";
import { isViolation, type Violation } from "../../src-shared/policy/outcome.ts";
import { openPolicy } from "./sandbox.ts";

const asked = async (body: string, observation: unknown = { epoch: 1, guests: [{ id: 0 }] }, times = 1) => {
  const policy = await openPolicy(`export default function policy(obs, state) { ${body} }`, 7);
  let outcome = policy.ask(1, observation);
  for (let epoch = 2; epoch <= times; epoch++) outcome = policy.ask(epoch, observation);
  return outcome;
};

const code = async (body: string): Promise<string | null> => {
  const outcome = await asked(body);
  return isViolation(outcome) ? outcome.code : null;
};

describe("a scripted policy", () => {
  it("sees the observation, keeps its state and returns actions", async () => {
    const body = "const n = (state ?? 0) + obs.guests.length; return { actions: [{ n }], state: n };";
    expect(await asked(body, { guests: [1, 2] }, 3)).toEqual({ actions: [{ n: 6 }] });
  });

  it("gets the same random numbers on every run, and others after each call", async () => {
    const body = "return { actions: [rng(), ...(state ?? [])], state: [rng()] };";
    const [one, two] = [await asked(body, {}, 2), await asked(body, {}, 2)];
    expect(one).toEqual(two);
    expect(new Set((one as { actions: number[] }).actions).size).toBe(2);
  });

  it("is off after a violation", async () => {
    const policy = await openPolicy("export default () => { throw new Error('x'); }", 1);
    expect(policy.ask(5, {})).toEqual({ epoch: 5, code: "policy.threw", message: "Error: x (line 1)" });
    expect((policy.ask(6, {}) as Violation).epoch).toBe(5);
  });

  it("cannot change what it sees", async () => {
    expect(await code("'use strict'; obs.guests[0].id = 9; return { actions: [], state }")).toBe("policy.threw");
  });
});

describe("a hostile script", () => {
  it.each([
    ["loops for ever", "for (;;) {}", "policy.steps"],
    ["loops in a catch", "for (;;) { try { for (;;) {} } catch {} }", "policy.steps"],
    ["waits for ever", "while (true) { JSON.parse('[]'); }", "policy.steps"],
    [
      "matches a catastrophic pattern",
      "/(a+)+$/.test('a'.repeat(40) + 'b'); return { actions: [], state };",
      "policy.steps",
    ],
    ["fills arrays", "const a = []; for (;;) a.push(new Array(1e5).fill(1));", "policy.memory"],
    ["fills typed arrays", "const a = []; for (;;) a.push(new Uint8Array(1e6));", "policy.memory"],
    ["doubles a text", "let s = 'x'; for (;;) s += s;", "policy"],
    ["nests calls", "const f = () => f() + 1; return f();", "policy.stack"],
    ["nests brackets", "JSON.parse('['.repeat(100000)); return { actions: [], state };", "policy"],
    [
      "nests a proxy",
      "let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); p.x; return { actions: [], state };",
      "policy",
    ],
    ["sorts with a throwing order", "[3, 2, 1].sort(() => { throw 1; });", "policy.threw"],
    ["asks for files", "require('fs').writeFileSync('x', 'y');", "policy.threw"],
    ["imports", "return import('fs');", "policy"],
    ["asks for the process", "process.exit(1);", "policy.threw"],
    ["asks for the clock", "return { actions: [], state: Date.now() };", "policy.threw"],
    ["asks a new clock", "return { actions: [], state: new Date() };", "policy.threw"],
    ["asks for chance", "return { actions: [Math.random()], state };", "policy.threw"],
    ["sets a timer", "setTimeout(() => {}, 1);", "policy.threw"],
    ["fetches", "fetch('http://localhost');", "policy.threw"],
    ["prints", "console.log(1);", "policy.threw"],
    ["shares memory", "new SharedArrayBuffer(8);", "policy.threw"],
    ["returns nothing", "", "policy.threw"],
    ["returns a promise", "return (async () => ({ actions: [], state }))();", "policy"],
    ["returns no list", "return { actions: {}, state };", "policy.threw"],
    ["returns a huge reply", "return { actions: ['x'.repeat(3e6)], state };", "policy.too_large"],
    ["returns a huge state", "return { actions: [], state: 'x'.repeat(1e5) };", "policy.too_large"],
    ["returns itself", "const r = { actions: [] }; r.state = r; return r;", "policy.threw"],
    ["returns a big integer", "return { actions: [1n], state };", "policy.threw"],
    ["hides in toJSON", "return { actions: [{ toJSON() { for (;;) {} } }], state };", "policy.steps"],
    ["hides in a getter", "return { get actions() { for (;;) {} }, state };", "policy.steps"],
    ["throws itself", "throw undefined;", "policy.threw"],
    ["throws a proxy", "throw new Proxy({}, { get() { for (;;) {} } });", "policy"],
    ["throws a getter", "throw { get name() { for (;;) {} }, get message() { throw 1; } };", "policy"],
    ["calls the caller", "return arguments.callee.caller();", "policy.threw"],
    ["evaluates", "return eval('for (;;) {}');", "policy.steps"],
    ["makes functions", "return Function('for (;;) {}')();", "policy.steps"],
    ["generates for ever", "const g = (function* () { for (;;) yield 1; })(); for (const x of g);", "policy.steps"],
    ["asks for the global's maker", "return this.constructor.constructor('return process')();", "policy.threw"],
    ["explodes in a look-ahead", "/^(?=(a|aa)+$)b/.test('a'.repeat(60) + '!');", "policy.steps"],
    ["explodes in a replacement", "('x'.repeat(5e4)).replace(/(x+x+)+y/g, (m) => m + m);", "policy"],
    ["splits by an exploding pattern", "'a'.repeat(45).concat('b').split(/(?:a|a)*$/);", "policy"],
    ["nests a pattern", "new RegExp('('.repeat(1e5));", "policy"],
    ["pads a text to the limit", "'x'.padEnd(2 ** 29); return { actions: [], state };", "policy"],
    ["joins holes", "return { actions: [new Array(2 ** 31).join('ab')], state };", "policy"],
    ["fills a map", "const m = new Map(); for (let i = 0; ; i++) m.set(i, 'x'.repeat(1000) + i);", "policy"],
    ["writes a huge number of digits", "(10n ** 10n ** 7n).toString(); return { actions: [], state };", "policy"],
    ["nests a state", "let s = 0; for (let i = 0; i < 1e5; i++) s = [s]; return { actions: [], state: s };", "policy"],
    [
      "recurses in a getter",
      "const o = { get a() { return this.a; } }; return { actions: [o.a], state };",
      "policy.stack",
    ],
    [
      "recurses in toString",
      'const o = { toString() { return "" + this; } }; return { actions: ["" + o], state };',
      "policy.stack",
    ],
    [
      "returns a proxy that never ends",
      "return { actions: [new Proxy({}, { ownKeys() { for (;;); } })], state };",
      "policy.steps",
    ],
    [
      "returns a list that is a proxy and lies about its length",
      "return { actions: new Proxy([], { get: (t, k) => (k === 'length' ? 2 ** 32 : 1) }), state };",
      "policy",
    ],
    ["gives lists a toJSON", "Array.prototype.toJSON = () => 5; return { actions: [], state };", "policy.bad_result"],
    [
      "gives lists a toJSON of undefined",
      "Array.prototype.toJSON = () => {}; return { actions: [], state };",
      "policy",
    ],
    [
      "iterates for ever by a symbol",
      "return { actions: [...{ *[Symbol.iterator]() { for (;;) yield 1; } }], state };",
      "policy",
    ],
    ["loops in an async function", "(async () => { for (;;) await 0; })(); for (;;);", "policy.steps"],
    ["loops in an async generator", "(async function* () { for (;;) yield 1; })().next(); for (;;);", "policy.steps"],
    ["loops in the constructor of its class", "new (class { constructor() { for (;;); } })();", "policy.steps"],
    ["loops in a tagged text", "((s) => { for (;;); })`x`;", "policy.steps"],
    ["asks for a finer clock", "return { actions: [], state: performance.now() };", "policy.threw"],
    ["counts in shared memory", "new Int32Array(new SharedArrayBuffer(4));", "policy.threw"],
    ["watches what is thrown away", "new WeakRef({});", "policy.threw"],
    ["asks how texts are sorted here", "new Intl.Collator();", "policy.threw"],
    ["asks for WebAssembly", "WebAssembly.compile(new Uint8Array(8));", "policy.threw"],
    ["asks for workers", "new Worker('x');", "policy.threw"],
    ["loads a script", "importScripts('x');", "policy.threw"],
    ["sets the prototype of what it sees", "Object.setPrototypeOf(obs, {});", "policy.threw"],
    ["defines over what it sees", "Object.defineProperty(obs.guests[0], 'id', { value: 9 });", "policy.threw"],
    ["adds a guest", "obs.guests.push({});", "policy.threw"],
    ["replaces rng", "'use strict'; rng = () => 0;", "policy.threw"],
  ])("that %s is stopped and said so", async (_, body, wanted) => {
    expect(await code(body)).toMatch(wanted === "policy" ? /^policy\./ : new RegExp(`^${wanted}$`));
  });

  it("that changes the prototypes changes only its own answers", async () => {
    const body = `
      Object.prototype.polluted = 1; Array.isArray = () => true; JSON.stringify = () => "[[],null,null]";
      Array.prototype[Symbol.iterator] = function* () { yield 666; }; Function.prototype.call = null;
      return { actions: [{ a: 1 }], state };`;
    expect(await asked(body)).toEqual({ actions: [{ a: 1 }] });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it.each([
    ["hides behind proxies", "return { actions: [new Proxy({ a: 1 }, {})], state };"],
    ["hides behind getters", "return { actions: [{ get a() { return 1; } }], state };"],
    ["is a class", "class A { a = 1; } return { actions: [new A()], state };"],
    ["carries prototypes along", "return { actions: [{ a: 1, __proto__: { b: 2 } }], state };"],
    ["names a prototype as JSON", 'return { actions: [JSON.parse(\'{"a":1,"x":{"__proto__":{"b":1}}}\')], state };'],
  ])("whose answer %s gives plain data, the same on every call, and changes nothing here", async (_, body) => {
    const [one, two] = [await asked(body), await asked(body)];
    expect(one).toEqual(two);
    expect((one as { actions: { a: number }[] }).actions[0]!.a).toBe(1);
    expect(({} as { b?: number }).b).toBeUndefined();
  });

  it("that cannot be read or loaded is off from the start", async () => {
    for (const [source, wanted] of [
      ["export default function policy(obs, state) { return { actions: [ }", "policy.threw"],
      ["for (;;) {}", "policy.steps"],
      ["export const policy = 1;", "policy.no_function"],
      ["import fs from 'fs'; export default () => fs;", "policy.threw"],
      ["const a = []; for (;;) a.push(new Array(1e5).fill(1));", "policy.memory"],
    ] as const) {
      const policy = await openPolicy(source, 1);
      expect(policy.ask(1, {}) as Violation).toMatchObject({ code: wanted });
    }
  });

  it("that asks for time, chance or the order of things it must not know gets the same answer every time", async () => {
    const body = `
      const seen = [Object.keys({ b: 1, a: 2 }), [3, 1, 2].sort(), new Error().stack, "x".localeCompare("y"), (1e21).toLocaleString(),
        Math.sin(1), Math.exp(1), typeof Date, typeof Intl, typeof Atomics, rng(), Object.getOwnPropertyNames(globalThis).sort()];
      return { actions: [seen], state };`;
    expect(await asked(body)).toEqual(await asked(body));
  });

  it("leaves the next script alone", async () => {
    for (let i = 0; i < 5; i++) await asked("const a = []; for (;;) a.push(new Array(1e5).fill(1));");
    expect(await asked("return { actions: [1], state };")).toEqual({ actions: [1] });
  });
});
