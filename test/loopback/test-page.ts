// A window of the tests: the real link and shell of a browser, and no React around them.
import { readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build, type Plugin } from "vite";
import { folder } from "./harness.ts";

const root = resolve(import.meta.dirname, "../..");

/** Leaves on the page what a test asks for: the client, the shell, states of the back end, violations of the policy. */
const SOURCE = `
import "${root}/src-shared/protocol/zod-config.ts";
import { createClient } from "${root}/src-shared/protocol/client.ts";
import { connectLoopback } from "${root}/src-renderer/app/loopback-shell.ts";
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(event.violatedDirective + " " + event.blockedURI));
const { link, shell } = await connectLoopback();
const client = createClient(link);
const states = [];
client.onBackend(({ state }) => states.push(state));
Object.assign(window, { client, shell, states });
`;

const source: Plugin = {
  name: "test-page",
  resolveId: (id) => (id === "page" ? "\0page.js" : null),
  load: (id) => (id === "\0page.js" ? SOURCE : null),
};

/** Folder of the built page. */
export async function buildTestPage(): Promise<string> {
  const out = folder();
  await build({
    root,
    configFile: false,
    logLevel: "error",
    plugins: [source],
    build: { outDir: out, target: "es2023", minify: false, modulePreload: false, rollupOptions: { input: "page" } },
  });
  const [script] = readdirSync(join(out, "assets")).filter((name) => name.endsWith(".js"));
  writeFileSync(join(out, "icon.svg"), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(
    join(out, "index.html"),
    `<!doctype html><title>Plimsoll</title><link rel="icon" href="/icon.svg"><div id="root"></div><input type="file" multiple><script type="module" src="/assets/${script}"></script>`,
  );
  return out;
}
