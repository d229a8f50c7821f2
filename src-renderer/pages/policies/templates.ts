// The built-in policies as texts to begin with: their own source, as a script of a project would be written.
import idleTax from "../../../src-shared/policy/built-in/idle-tax.ts?raw";
import ksmByPressure from "../../../src-shared/policy/built-in/ksm-by-pressure.ts?raw";
import mom from "../../../src-shared/policy/built-in/mom.ts?raw";
import nothing from "../../../src-shared/policy/built-in/nothing.ts?raw";
import tmemByFailures from "../../../src-shared/policy/built-in/tmem-by-failures.ts?raw";
import { builtInPolicies } from "../../../src-shared/policy/registry.ts";

export interface Template {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

const SOURCES: Readonly<Record<string, string>> = {
  nothing,
  mom,
  "idle-tax": idleTax,
  "ksm-by-pressure": ksmByPressure,
  "tmem-by-failures": tmemByFailures,
};

/** A built-in policy's module as a script: its types come from "plimsoll", and the policy is the default export. */
export const asScript = (source: string): string =>
  source
    .replace(/from "\.\.\/api\.ts"/, 'from "plimsoll"')
    .replace(/^export \{ policy \};$/m, "export default policy;");

export const templates: readonly Template[] = builtInPolicies.flatMap(({ id, title }) => {
  const source = SOURCES[id];
  return source === undefined ? [] : [{ id, title, text: asScript(source) }];
});

/** What a new policy begins with. */
export const NEW_POLICY = `import type { Policy } from "plimsoll";

/** While less than a tenth of the host is free, each guest gives a fifth of what it does not use. */
const policy: Policy<null> = ({ host, guests }) => ({
  actions:
    host.freePct < 10
      ? guests.map((g) => ({ kind: "setBalloon", id: g.id, pages: g.balloon + Math.floor(g.guestFree / 5) }))
      : [],
  state: null,
});

export default policy;
`;
