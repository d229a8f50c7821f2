// The loopback shell: a staging folder, the back end's supervisor and the server, started and ended together.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "../../../src-shared/base/errors.ts";
import { type Supervisor, startSupervisor } from "../../backend/supervisor.ts";
import { cacheSubfolder } from "../start/cache-folder.ts";
import { createStaging } from "../start/staging.ts";
import { type Loopback, type LoopbackOptions, startLoopback } from "./server.ts";

export interface LoopbackShellOptions {
  /** Folder of the built window. */
  readonly renderer: string;
  /** Null: the port of the last time if it is free, so that a browser finds the window's settings again, else any. */
  readonly port: number | null;
  readonly cache: string;
  readonly log: (line: string) => void;
}

export interface LoopbackShell extends Pick<Loopback, "port" | "address" | "windows"> {
  readonly connect: Supervisor["connect"];
  /** Ends within a second, whatever is running, and leaves nothing behind. */
  close(): Promise<void>;
}

/** Time that the back end gets to end in good order. */
const GRACE_MS = 600;

export async function startLoopbackShell({ renderer, port, cache, log }: LoopbackShellOptions): Promise<LoopbackShell> {
  const staging = createStaging();
  const supervisor = startSupervisor({ staging: staging.folder });
  const options = { renderer, staging: staging.folder, connect: () => supervisor.connect(), log };
  try {
    const server = port === null ? await startAsLastTime(options, cache) : await startLoopback({ ...options, port });
    return {
      port: server.port,
      address: server.address,
      windows: server.windows,
      connect: () => supervisor.connect(),
      async close() {
        const kill = setTimeout(() => killBackend(supervisor), GRACE_MS);
        await Promise.all([server.close(), supervisor.close()]);
        clearTimeout(kill);
        staging.remove();
      },
    };
  } catch (thrown) {
    await supervisor.close();
    staging.remove();
    throw thrown;
  }
}

/** The store is safe at any moment: what an import had not finished does not show. */
function killBackend(supervisor: Supervisor): void {
  const pid = supervisor.pid();
  if (pid === null) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

async function startAsLastTime(options: Omit<LoopbackOptions, "port">, cache: string): Promise<Loopback> {
  const folder = cacheSubfolder(cache, "loopback");
  const file = folder === null ? null : join(folder, "port");
  const last = file === null ? 0 : readPort(file);
  try {
    if (last > 0) return await startLoopback({ ...options, port: last });
  } catch (thrown) {
    if (!(thrown instanceof PlimsollError) || thrown.report.code !== "window.port_in_use") throw thrown;
  }
  const server = await startLoopback({ ...options, port: 0 });
  // While another window of this user has the port of the last time, it keeps it.
  if (file !== null && last === 0) remember(file, server.port);
  return server;
}

function readPort(file: string): number {
  try {
    const port = Number(readFileSync(file, "utf8"));
    return Number.isInteger(port) && port >= 1024 && port <= 65_535 ? port : 0;
  } catch {
    return 0;
  }
}

function remember(file: string, port: number): void {
  try {
    writeFileSync(file, String(port));
  } catch {
    // Then the next start takes any port.
  }
}
