import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkScript, compileScript } from "./script.ts";

describe("checking a policy script", () => {
  it("finds nothing in plain JavaScript that returns actions and state", () => {
    expect(checkScript("export default function policy(obs, state) { return { actions: [], state }; }\n")).toEqual([]);
  });

  it("finds nothing in plain JavaScript that fills a list", () => {
    const source = `export default function policy(obs, state) {
      const actions = [];
      for (const guest of obs.guests) actions.push({ kind: "setBalloon", id: guest.id, pages: 1 });
      return { actions, state };
    }`;
    expect(checkScript(source)).toEqual([]);
  });

  it("knows the types of the policy's view, of its actions and of rng", () => {
    const source = `import type { Policy } from "plimsoll";
      const policy: Policy<number> = (obs, state) => ({
        actions: obs.guests.map((g) => ({ kind: "setBalloon", id: g.id, pages: Math.floor(g.guestFree * rng()) })),
        state: (state ?? 0) + 1,
      });
      export default policy;`;
    expect(checkScript(source)).toEqual([]);
  });

  it("names the line and the mistake", () => {
    const source = `import type { Policy } from "plimsoll";
const policy: Policy<null> = (obs) => ({ actions: [{ kind: "setBalloon", id: 1, pages: obs.host.fre }], state: null });
export default policy;`;
    const [first] = checkScript(source);
    expect(first).toMatchObject({ line: 2, severity: "error", code: "TS2551" });
    expect(first!.message).toContain("fre");
  });

  it("says so when the default export is no policy", () => {
    expect(checkScript("export default 5;")[0]!.message).toContain("no policy");
    expect(checkScript("export const x = 1;").length).toBeGreaterThan(0);
    expect(checkScript("export default (obs) => ({ actions: 3, state: null });")[0]!.message).toContain("no policy");
  });

  it("knows neither Node nor a browser", () => {
    for (const name of ["process", "require('fs')", "document", "setTimeout(() => {}, 1)"])
      expect(checkScript(`export default () => { ${name}; return { actions: [], state: null }; };`)).toHaveLength(1);
  });

  it("reads a mistake in the spelling as one, with its place", () => {
    const { diagnostics } = compileScript("export default function policy(obs, state) { return { actions: [ }\n");
    expect(diagnostics[0]).toMatchObject({ line: 1, severity: "error" });
  });

  it("accepts every built-in policy as a script", () => {
    const folder = new URL("../../src-shared/policy/built-in/", import.meta.url);
    for (const file of readdirSync(folder)) {
      const text = readFileSync(new URL(file, folder), "utf8");
      const script = text.replace('"../api.ts"', '"plimsoll"').replace("export { policy };", "export default policy;");
      // Indexing is checked more strictly in the project than in a script.
      expect(checkScript(script), file).toEqual([]);
    }
  });
});
