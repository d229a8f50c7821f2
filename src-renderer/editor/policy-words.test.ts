import { expect, it } from "vitest";
import api from "../../src-shared/policy/api.ts?raw";
import { policyWords, policyWordsAt } from "./policy-words.ts";

const words = policyWords(api);
const at = (before: string) => policyWordsAt(before, words).map(({ label }) => label);

it("offers what the host and a guest have, behind their dots", () => {
  expect(at("if (host.")).toContain("freePct");
  expect(at("obs.host.fr")).not.toContain("guestFree");
  expect(at("guests.map((g) => g.")).toContain("guestFree");
  expect(at("guest.tmem.")).toEqual(["used", "target", "putFails"]);
  expect(at("something.")).toEqual([]);
});

it("offers every action of the API where its kind is written", () => {
  expect(at('actions.push({ kind: "').sort()).toEqual([
    "evict",
    "keepWarm",
    "setBalloon",
    "setKsm",
    "setTmemTarget",
    "tmemAdmit",
  ]);
});

it("says what a word means in the API's own words", () => {
  expect(words.find(({ label }) => label === "stall")?.doc).toMatch(/^Share of the epoch that the guest waited/);
  expect(at("const p: Po")).toContain("Policy");
});
