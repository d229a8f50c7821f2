import { describe, expect, it } from "vitest";
import { createLanguage, SCRIPT } from "./language.ts";
import { completionsAt, detailsAt, hoverAt, signatureAt } from "./language-answers.ts";

const language = createLanguage();

/** Asks at the place of `|` in a text. */
function at<T>(marked: string, ask: (offset: number) => T): T {
  const offset = marked.indexOf("|");
  language.put(SCRIPT, marked.replace("|", ""));
  return ask(offset);
}
const words = (marked: string): string[] =>
  at(marked, (offset) => completionsAt(language, offset)).completions!.map(({ name }) => name);

const POLICY = 'import type { Policy } from "plimsoll";\nconst policy: Policy<{ calls: number }> = (obs, state) => {';
const END = "\n return { actions: [], state: { calls: 1 } };\n};\nexport default policy;";

describe("the compiler behind the editor", () => {
  it("offers what the host, a guest and the own state have, and nothing else, whatever they are called", () => {
    expect(words(`${POLICY} obs.host.|${END}`)).toEqual(expect.arrayContaining(["freePct", "swapUsed", "ksm"]));
    expect(words(`${POLICY} obs.host.|${END}`)).not.toContain("guestFree");
    expect(words(`${POLICY} for (const anything of obs.guests) anything.tmem.|${END}`)).toEqual(
      expect.arrayContaining(["putFails", "target", "used"]),
    );
    expect(words(`${POLICY} state?.|${END}`)).toEqual(["calls"]);
  });

  it("offers every action where its kind is written, and the fields of the chosen one", () => {
    const action = (text: string): string =>
      `import type { Action } from "plimsoll";\nconst a: Action = ${text};\nexport default a;`;
    expect(words(action('{ kind: "|" }'))).toEqual(
      expect.arrayContaining(["setBalloon", "setTmemTarget", "tmemAdmit", "setKsm", "keepWarm", "evict"]),
    );
    expect(words(action('{ kind: "setKsm", | }'))).toEqual(["pagesToScan", "run", "sleepMs"]);
  });

  it("offers the API's types without an import, and writes the import", () => {
    const marked = "const p: Polic|";
    expect(words(marked)).toContain("Policy");
    const { details } = at(marked, (offset) => detailsAt(language, offset, "Policy", "plimsoll"));
    expect(details!.edits.map(({ text }) => text.trim())).toEqual(['import { Policy } from "plimsoll";']);
  });

  it("does not offer what the sandbox takes away", () => {
    const globals = words("const x = |");
    expect(globals).toEqual(expect.arrayContaining(["Math", "JSON", "rng", "Map"]));
    for (const gone of ["Date", "Promise", "process", "document", "setTimeout", "Atomics"])
      expect(globals).not.toContain(gone);
  });

  it("says what a word means in the API's own words, with its type", () => {
    const { hover } = at(`${POLICY} obs.guests[0]!.sta|ll${END}`, (offset) => hoverAt(language, offset));
    expect(hover!.text).toBe("(property) GuestView.stall: number");
    expect(hover!.doc).toMatch(/^Share of the epoch that the guest waited/);
    expect(at("const x = 1;|  ", (offset) => hoverAt(language, offset)).hover).toBeNull();
  });

  it("shows what a call takes, and which of it is written now", () => {
    const { signature } = at("Math.atan2(1, |)", (offset) => signatureAt(language, offset));
    expect(signature).toMatchObject({ active: 0, parameter: 1 });
    const [first] = signature!.signatures;
    expect(first!.label).toBe("atan2(y: number, x: number): number");
    expect(first!.parameters.map(({ from, until }) => first!.label.slice(from, until))).toEqual([
      "y: number",
      "x: number",
    ]);
  });
});
