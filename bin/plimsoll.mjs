#!/usr/bin/env node
// Starts the program. In a checkout it is built first when a source file is newer than the build.
import { existsSync } from "node:fs";

const script = new URL("../scripts/build.mjs", import.meta.url);
if (!process.env.PLIMSOLL_NO_BUILD && existsSync(script) && existsSync(new URL("../src-main", import.meta.url))) {
  const { build, isStale } = await import(script.href);
  if (isStale()) await build();
}
await import(new URL("../out/main/cli.js", import.meta.url).href);
