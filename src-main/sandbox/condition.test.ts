import { describe, expect, it } from "vitest";
import type { Call } from "../../src-shared/policy/api.ts";
import { isViolation } from "../../src-shared/policy/outcome.ts";
import { openCondition } from "./sandbox.ts";
import { checkCondition, compileCondition } from "./script.ts";

const call = (epoch: number, freePct: number): string =>
  JSON.stringify({
    ...{ epoch, obs: { epoch: epoch - 1, host: { freePct }, guests: [{ id: 0, stall: 0.5 }] } },
    ...{ asked: [{ kind: "setBalloon", id: 0, pages: 5 }], before: { n: 1 }, state: { n: 2 } },
    granted: [{ kind: "setBalloon", guest: 0, asked: 5, granted: 3, reason: "clipped" }],
  } satisfies Record<keyof Call, unknown>);

const meets = async (text: string, given = call(101, 4)) => {
  const { code, diagnostics } = compileCondition(text);
  expect(diagnostics).toEqual([]);
  return (await openCondition(code)).meets(101, given);
};

describe("a break condition", () => {
  it.each([
    ["obs.host.freePct < 5 && epoch > 100", true],
    ["obs.host.freePct < 5 && epoch > 101", false],
    ["granted.some((g) => g.granted !== g.asked)", true],
    ["state.n > before.n && asked.length === 1", true],
    ["obs.guests.every(({ stall }) => stall < 0.5)", false],
    ["// nothing but a remark before\n obs.epoch === 100 // and one behind", true],
  ])("%s is true or false of what was seen, asked, granted and kept", async (text, wanted) => {
    expect(await meets(text)).toBe(wanted);
    expect(checkCondition(text)).toEqual([]);
  });

  it("that is no single expression is refused with the place in its own text", () => {
    for (const text of ["", "epoch >", "true); for (;;) {} (1", "const x = 1", "epoch\n> 3 )"]) {
      const [first] = compileCondition(text).diagnostics;
      expect(first, text).toMatchObject({ severity: "error" });
      expect(first!.line, text).toBeLessThanOrEqual(text.split("\n").length + 1);
    }
    expect(compileCondition("epoch > 1 @").diagnostics[0]).toMatchObject({ line: 1, column: 11 });
  });

  it("that assigns is told to compare", () => {
    for (const text of ["epoch = 5", "(epoch += 1)"])
      expect(compileCondition(text).diagnostics[0]!.message).toContain("compare with ===");
    expect(compileCondition("epoch === 5").diagnostics).toEqual([]);
  });

  it("is checked against the types of the API", () => {
    const [first] = checkCondition("obs.host.\n  fre < 5");
    expect(first).toMatchObject({ line: 2, column: 3, code: "TS2551" });
  });

  it.each([
    ["loops for ever", "(() => { for (;;); })()", "policy.steps"],
    ["matches a catastrophic pattern", "/(a+)+$/.test('a'.repeat(40) + 'b')", "policy.steps"],
    ["fills memory", "((a) => { for (;;) a.push(new Array(1e5).fill(1)); })([])", "policy.memory"],
    ["nests calls", "(function f() { return f() + 1; })()", "policy.stack"],
    ["asks for the clock", "Date.now() > 0", "policy.threw"],
    ["asks for the process", "process.exit(1)", "policy.threw"],
    ["changes what it sees", "(obs.host.freePct = 100, true)", "policy.threw"],
    ["reads what is not there", "obs.hosts.freePct < 5", "policy.threw"],
    ["is a big text", "'x'.repeat(2e9)", "policy"],
  ])("that %s is off, and says why", async (_, text, code) => {
    const outcome = await meets(text);
    expect(typeof outcome === "object" && isViolation(outcome) ? outcome.code : null).toMatch(code);
  });

  it("that hides a loop in a valueOf or a proxy never gets to it: only truth is asked for", async () => {
    expect(await meets("({ valueOf() { for (;;); } })")).toBe(true);
    expect(await meets("new Proxy({}, { get() { for (;;); } })")).toBe(true);
  });
});
