// Writes what is generated from declarations (schemas/*.json, docs of tables and formats); --check only compares.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle, root } from "./bundle.mjs";

const check = process.argv.includes("--check");

/** Bundles the declarations so that plain Node can read them. */
async function declarations() {
  const out = join(root, "out", `.generate-${process.pid}`);
  await bundle({ generated: "src-main/backend/generated.ts" }, out, ".mjs");
  try {
    return await import(pathToFileURL(join(out, "generated.mjs")).href);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

const { generatedFiles } = await declarations();
let differ = 0;
for (const [name, text] of Object.entries(generatedFiles())) {
  const path = join(root, name);
  const current = existsSync(path) ? readFileSync(path, "utf8") : null;
  if (current === text) continue;
  differ++;
  if (check) console.error(`${name} is not what its declaration gives: run npm run schemas`);
  else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${name}`);
  }
}
process.exit(check && differ ? 1 : 0);
