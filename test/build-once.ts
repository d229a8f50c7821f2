// Builds the program once before any test that starts it as a process.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Builds parts of the program (main, electron, renderer) where their sources are newer. */
function buildParts(...parts: readonly string[]): void {
  if (process.env.PLIMSOLL_NO_BUILD) return;
  const script = fileURLToPath(new URL("../scripts/build.mjs", import.meta.url));
  execFileSync(process.execPath, [script, "--if-stale", ...parts.map((part) => `--${part}`)], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

export function setup(): void {
  buildParts("main");
}

/** For tests that look at the built window, which unit tests do without. */
export function buildWindowOnce(): void {
  buildParts("electron", "renderer");
}
