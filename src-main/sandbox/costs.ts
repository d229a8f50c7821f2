// What the interpreter does in one step of its own, however long it takes: counted by the length of what it works on.

/**
 * A function of `spend`, which takes steps off the budget of the call: everything of the language that goes over a list, a
 * text or something with a length pays for it beforehand. Without this `new Array(2 ** 31).join()` would be one step.
 */
export const COSTS = `
(spend) => {
  "use strict";
  const { apply, construct, ownKeys, getPrototypeOf } = Reflect;
  const { defineProperty, getOwnPropertyDescriptor } = Object;
  const FREE = 1000;
  const typed = getPrototypeOf(Uint8Array.prototype);
  const isPrototypeOf = Function.prototype.call.bind(Object.prototype.isPrototypeOf);
  const isBytes = RegExp.prototype.test.bind(/^(?:ArrayBuffer|\\w+\\dArray|\\w+ClampedArray)$/);
  const lengthOf = (value) => {
    if (typeof value === "string") return value.length;
    if ((typeof value !== "object" && typeof value !== "function") || value === null) return 0;
    return +value.length || +value.size || 0;
  };
  // An element of a list is a tenth of a step, a sign of a text or a byte a hundredth: measured, rounded up.
  const pay = (length, of) => {
    if (!(length > FREE)) return;
    spend(length / (of === "signs" ? 100 : 10));
  };
  const kindOf = (value) => (typeof value === "string" || isPrototypeOf(typed, value) ? "signs" : "elements");
  const NO_COST = new Set(["constructor", "at", "push", "pop", "charAt", "charCodeAt", "codePointAt", "keys", "values", "entries"]);
  const paying = (owner, name, cost) => {
    const { value: native } = getOwnPropertyDescriptor(owner, name) ?? {};
    if (typeof native !== "function") return;
    const paid = { [name](...given) {
      pay(cost(this, given), owner === String.prototype || owner === typed || owner === JSON ? "signs" : kindOf(given[0]));
      return apply(native, this, given);
    } }[name];
    defineProperty(paid, "length", { value: native.length, configurable: true });
    defineProperty(owner, name, { value: paid, writable: true, configurable: true, enumerable: false });
  };
  const ofThis = (self) => lengthOf(self);
  for (const owner of [Array.prototype, typed, String.prototype])
    for (const name of ownKeys(owner)) if (typeof name === "string" && !NO_COST.has(name)) paying(owner, name, ofThis);
  for (const owner of [Array.prototype, typed])
    for (const name of ["sort", "toSorted"]) paying(owner, name, (self) => lengthOf(self) * 20);
  paying(String.prototype, "repeat", (self, [times]) => lengthOf(self) * (+times || 0));
  for (const name of ["padStart", "padEnd"]) paying(String.prototype, name, (self, [length]) => +length || 0);
  const ofFirst = (self, [first]) => lengthOf(first);
  paying(String, "raw", (self, [first]) => lengthOf(first?.raw));
  for (const name of ["from", "fromAsync"]) paying(Array, name, ofFirst);
  for (const name of ["from"]) paying(getPrototypeOf(Uint8Array), name, ofFirst);
  paying(JSON, "parse", ofFirst);
  for (const name of ["apply", "construct"]) paying(Reflect, name, (self, given) => lengthOf(given[given.length > 2 ? 2 : 1]));
  paying(Function.prototype, "apply", (self, given) => lengthOf(given[1]));
  for (const name of ["fromEntries", "groupBy"]) paying(Object, name, ofFirst);
  const bytes = (given) => (typeof given[0] === "number" ? given[0] : lengthOf(given[0]));
  for (const name of ownKeys(globalThis)) {
    if (typeof name !== "string" || !/^(?:Set|Map|WeakSet|WeakMap|ArrayBuffer|.*Array)$/.test(name) || name === "Array") continue;
    const native = globalThis[name];
    if (typeof native !== "function") continue;
    const paid = new Proxy(native, {
      construct: (target, given, from) => {
        pay(bytes(given), isBytes(name) ? "signs" : "elements");
        return construct(target, given, from === paid ? target : from);
      },
    });
    defineProperty(native.prototype, "constructor", { value: paid, writable: true, configurable: true });
    defineProperty(globalThis, name, { value: paid, writable: true, configurable: true });
  }
}`;
