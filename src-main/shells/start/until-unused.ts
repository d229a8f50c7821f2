// When a shell that was opened for a window may end: the windows are closed and nothing runs that they started.
import { createClient } from "../../../src-shared/protocol/client.ts";
import type { LoopbackShell } from "../loopback/shell.ts";

/** A window that is loaded anew is away for a moment. */
const AWAY_MS = 10_000;

/** Resolves when there was a window, there has been none for a while, and no job waits or runs. */
export function untilUnused({ windows, connect }: Pick<LoopbackShell, "windows" | "connect">): Promise<void> {
  const client = createClient(connect());
  let working = false;
  let shown = false;
  let away: NodeJS.Timeout | undefined;
  return new Promise((resolve) => {
    const look = (): void => {
      clearTimeout(away);
      shown ||= windows.count > 0;
      if (!shown || windows.count > 0 || working) return;
      away = setTimeout(() => {
        void client.close();
        resolve();
      }, AWAY_MS);
      // The server keeps the program; this must not once that is closed.
      away.unref();
    };
    client.subscribe("jobs", (jobs) => {
      working = jobs.some(({ state }) => state === "waiting" || state === "running");
      look();
    });
    windows.onCount(look);
  });
}
