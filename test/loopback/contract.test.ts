// The contract of all ways to a back end over the loopback server: a back end process, the server, the window's own link.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll } from "vitest";
import type { Supervisor, SupervisorOptions } from "../../src-main/backend/supervisor.ts";
import { backendEntries, bundle, bundleFolder } from "../../src-main/store/testing/bundle.ts";
import { createLoopbackLink, type Socket } from "../../src-renderer/app/loopback-link.ts";
import { type Client, createClient } from "../../src-shared/protocol/client.ts";
import { contract } from "../transport/contract.ts";
import { linkOver, type Running, signIn, socketOf, start } from "./harness.ts";

const built = bundleFolder(`loopback-${process.pid}`);
beforeAll(() => bundle(built, backendEntries));
afterAll(() => rmSync(built, { recursive: true, force: true }));

/** A window as a browser opens it: an address, a session, a socket that is opened again when it is lost. */
async function openWindow(server: Running): Promise<Client> {
  const session = await signIn(server);
  const link = createLoopbackLink({
    createSocket: () => socketOf(server, session) as unknown as Socket,
    isKnown: async () => (await fetch(`${server.origin}/session`, { headers: session.headers })).ok,
    later: (work, ms) => setTimeout(work, ms),
  });
  const client = createClient(link);
  return new Promise((resolve) => {
    client.onBackend(({ state }) => state === "ready" && resolve(client));
  });
}

contract(
  "over the loopback server",
  async (home) => {
    process.env.PLIMSOLL_HOME = home;
    const bundled = pathToFileURL(join(built, "supervisor.js")).href;
    const { startSupervisor } = (await import(bundled)) as { startSupervisor: (o: SupervisorOptions) => Supervisor };
    let supervisor: Supervisor | null = null;
    const server = await start(
      {},
      {
        connect(staging) {
          supervisor ??= startSupervisor({ staging, entry: join(built, "backend-process.js") });
          return supervisor.connect();
        },
      },
    );
    return {
      window: () => openWindow(server),
      link: async () => linkOver(socketOf(server, await signIn(server))),
      pid: () => supervisor?.pid() ?? 0,
      async close() {
        await server.loopback.close();
        await supervisor?.close();
      },
    };
  },
  { links: true, restarts: true },
);
