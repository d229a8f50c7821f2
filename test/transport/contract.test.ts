// The contract over the three ways that every shell is made of: in this process, over a link, and in a process of its own.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll } from "vitest";
import type { Backend, BackendStart } from "../../src-main/backend/backend.ts";
import type { Supervisor, SupervisorOptions } from "../../src-main/backend/supervisor.ts";
import { backendEntries, bundle, bundleFolder } from "../../src-main/store/testing/bundle.ts";
import { type Client, createClient } from "../../src-shared/protocol/client.ts";
import { type FrameLink, linkPair } from "../../src-shared/protocol/link.ts";
import type { serveLink as ServeLink } from "../../src-shared/protocol/server.ts";
import { contract } from "./contract.ts";

const built = bundleFolder(`transport-${process.pid}`);
beforeAll(() =>
  bundle(built, {
    backend: "src-main/backend/backend.ts",
    server: "src-shared/protocol/server.ts",
    ...backendEntries,
  }),
);
afterAll(() => rmSync(built, { recursive: true, force: true }));

const load = (name: string): Promise<unknown> => import(pathToFileURL(join(built, `${name}.js`)).href);

async function createBackend(home: string): Promise<Backend> {
  const { createBackend } = (await load("backend")) as { createBackend: (options: BackendStart) => Backend };
  const places = { user: home, config: join(home, "config"), projects: join(home, "projects"), sample: null };
  return createBackend({ staging: null, home: places });
}

/** A window on a link that is ready. */
function connected(link: FrameLink): Promise<Client> {
  const client = createClient(link);
  return new Promise((resolve) => {
    client.onBackend(({ state }) => state === "ready" && resolve(client));
  });
}

contract("in the same process", async (home) => {
  const backend = await createBackend(home);
  return { window: async () => backend.window(), close: () => backend.close() };
});

contract(
  "over a link",
  async (home) => {
    const backend = await createBackend(home);
    // From the same bundle, which alone knows the errors of its own kind.
    const { serveLink } = (await load("server")) as { serveLink: typeof ServeLink };
    const link = async (): Promise<FrameLink> => {
      const [window, own] = linkPair();
      serveLink(own, backend.window(), { version: "test", createAbort: () => new AbortController() as never });
      return window;
    };
    return { window: async () => connected(await link()), link, close: () => backend.close() };
  },
  { links: true },
);

contract(
  "in a process of its own",
  async (home) => {
    process.env.PLIMSOLL_HOME = home;
    const { startSupervisor } = (await load("supervisor")) as { startSupervisor: (o: SupervisorOptions) => Supervisor };
    const supervisor = startSupervisor({ staging: null, entry: join(built, "backend-process.js") });
    return {
      window: () => connected(supervisor.connect()),
      link: async () => supervisor.connect(),
      pid: () => supervisor.pid() ?? 0,
      close: () => supervisor.close(),
    };
  },
  { links: true, restarts: true },
);
