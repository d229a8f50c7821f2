// Which Chromium drives the tests, and with what flags.
import { existsSync } from "node:fs";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Launch options: a Chromium of the system where there is one, else the one that Playwright has installed. */
export function chromiumOptions(): { executablePath?: string; args: string[] } {
  const executablePath = process.env.PLIMSOLL_CHROMIUM ?? PLACES.find((path) => existsSync(path));
  // Chromium refuses to run as root with its sandbox.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return executablePath === undefined ? { args } : { executablePath, args };
}
