// Imports that this window has started, so that one which the back end's end interrupted can be started again.
import { createStore, type StoreApi } from "zustand/vanilla";
import { toReport } from "../../src-shared/base/errors.ts";
import type { Client } from "../../src-shared/protocol/client.ts";
import type { RequestInput } from "../../src-shared/protocol/requests.ts";

export interface Imports {
  /** What was interrupted and has not been started again; the newest last. */
  readonly interrupted: StoreApi<readonly RequestInput<"import">[]>;
  /** The client that pages use: it notes imports and passes everything on. */
  readonly client: Client;
}

export function watchImports(client: Client): Imports {
  const interrupted = createStore<readonly RequestInput<"import">[]>(() => []);
  // The way to the back end was lost, not the back end: what it was asked to import goes on.
  client.onBackend(({ state, interrupted: titles }) => {
    if (state === "ready" && titles.length === 0) interrupted.setState([], true);
  });
  return {
    interrupted,
    client: {
      ...client,
      async request(name, payload, options) {
        if (name !== "import") return client.request(name, payload, options);
        const wanted = payload as RequestInput<"import">;
        interrupted.setState(
          interrupted.getState().filter((one) => one.project !== wanted.project),
          true,
        );
        try {
          return await client.request(name, payload, options);
        } catch (thrown) {
          if (toReport(thrown).code === "backend.lost" && wanted.paths.length > 0)
            interrupted.setState([...interrupted.getState(), wanted], true);
          throw thrown;
        }
      },
    },
  };
}
