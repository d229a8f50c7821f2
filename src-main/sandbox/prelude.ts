// What stands in the sandbox before a script is loaded: no clock, no chance but the seeded one, frozen observations.

/**
 * Runs first in a fresh context, as the script of a function that gets `seedHigh, seedLow` and leaves two: `decide`, from the
 * policy, an observation and a state as JSON text to a reply as JSON text, and `meets`, from a condition and a call as JSON
 * text to "true" or "false". Everything they use is taken before the script
 * can change it. `rng()` is a 32-bit xorshift of two words with a multiplication (xoroshiro64*), uniform in [0, 1).
 */
export const PRELUDE = `
(seedHigh, seedLow) => {
  "use strict";
  const { parse, stringify } = JSON;
  const { freeze, defineProperty, keys } = Object;
  const { isArray } = Array;
  const TheTypeError = TypeError;
  let a = seedHigh >>> 0;
  let b = seedLow >>> 0;
  if (a === 0 && b === 0) b = 1;
  const { imul } = Math;
  const next = () => {
    const word = imul(a, 0x9e3779bb) >>> 0;
    b ^= a;
    a = (((a << 26) | (a >>> 6)) ^ b ^ (b << 9)) >>> 0;
    b = ((b << 13) | (b >>> 19)) >>> 0;
    return word;
  };
  defineProperty(globalThis, "rng", { value: () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992 });
  delete Math.random;
  for (const name of ["Date", "WeakRef", "FinalizationRegistry", "SharedArrayBuffer", "Atomics", "Promise", "performance"])
    delete globalThis[name];
  const frozen = (value) => {
    const names = keys(value);
    for (let at = 0; at < names.length; at++) {
      const part = value[names[at]];
      if (typeof part === "object" && part !== null) frozen(part);
    }
    return freeze(value);
  };
  // The guests of an observation have the same fields, so that only those of the first are looked through.
  const frozenGuests = (guests) => {
    const names = guests.length === 0 ? [] : keys(guests[0]);
    const parts = [];
    for (let at = 0; at < names.length; at++)
      if (typeof guests[0][names[at]] === "object") parts[parts.length] = names[at];
    for (let guest = 0; guest < guests.length; guest++) {
      for (let at = 0; at < parts.length; at++) frozen(guests[guest][parts[at]]);
      freeze(guests[guest]);
    }
    freeze(guests);
  };
  const seen = (observation) => {
    const { guests, ...rest } = observation;
    frozen(rest);
    if (isArray(guests)) frozenGuests(guests);
    return freeze(observation);
  };
  const decide = (policy, observation, state, words) => {
    if (words !== undefined) [a, b] = parse(words);
    const reply = policy(seen(parse(observation)), parse(state));
    if (typeof reply !== "object" || reply === null) throw new TheTypeError("a policy returns { actions, state }");
    const { actions, state: kept } = reply;
    if (!isArray(actions)) throw new TheTypeError("a policy returns { actions, state } with a list of actions");
    return stringify([actions, stringify(kept === undefined ? null : kept), stringify([a, b])]);
  };
  const meets = (condition, call) => (condition(frozen(parse(call))) ? "true" : "false");
  return { decide, meets };
}`;
