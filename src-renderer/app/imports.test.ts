import { describe, expect, it } from "vitest";
import { failure } from "../../src-shared/base/errors.ts";
import type { Client } from "../../src-shared/protocol/client.ts";
import { watchImports } from "./imports.ts";

function clientThat(answers: () => Promise<unknown>): Client {
  return {
    request: (() => answers()) as Client["request"],
    subscribe: () => () => {},
    onBackend: () => () => {},
    close: async () => {},
  };
}
const lost = () => Promise.reject(failure("backend.lost", "the back end stopped", { exit: 5 }));
const wanted = { project: "/p", paths: ["/captures/xen-07.trace"] };

describe("interrupted imports", () => {
  it("are remembered with their paths when the back end ends", async () => {
    const { client, interrupted } = watchImports(clientThat(lost));
    await expect(client.request("import", wanted)).rejects.toThrow("the back end stopped");
    expect(interrupted.getState()).toEqual([wanted]);
  });

  it("are forgotten when they are started again", async () => {
    let ends = true;
    const { client, interrupted } = watchImports(clientThat(() => (ends ? lost() : Promise.resolve({}))));
    await client.request("import", wanted).catch(() => {});
    ends = false;
    await client.request("import", wanted);
    expect(interrupted.getState()).toEqual([]);
  });

  it("do not include what failed by itself, was cancelled or is no import", async () => {
    const refused = () => Promise.reject(failure("job.cancelled", "cancelled", { exit: 4 }));
    const own = watchImports(clientThat(refused));
    await own.client.request("import", wanted).catch(() => {});
    const other = watchImports(clientThat(lost));
    await other.client.request("profile", { project: "/p" }).catch(() => {});
    expect([own.interrupted.getState(), other.interrupted.getState()]).toEqual([[], []]);
  });

  it("do not include those that went on while only the link was lost", async () => {
    let hear: Parameters<Client["onBackend"]>[0] = () => {};
    const base = clientThat(lost);
    const onBackend: Client["onBackend"] = (listen) => {
      hear = listen;
      return () => {};
    };
    const { client, interrupted } = watchImports({ ...base, onBackend });
    await client.request("import", wanted).catch(() => {});
    hear({ state: "lost", interrupted: [] });
    hear({ state: "ready", interrupted: ["Import a"] });
    expect(interrupted.getState()).toEqual([wanted]);
    hear({ state: "ready", interrupted: [] });
    expect(interrupted.getState()).toEqual([]);
  });
});
