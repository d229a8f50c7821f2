import { describe, expect, it } from "vitest";
import { createStore } from "zustand/vanilla";
import { failure } from "../../src-shared/base/errors.ts";
import type { BackendState, Client } from "../../src-shared/protocol/client.ts";
import type { JobState, OpenReply } from "../../src-shared/protocol/window-replies.ts";
import { parseRoute, type Route, type RouteStore } from "./route.ts";
import { createSession } from "./session.ts";

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const job = (id: number, state: JobState["state"]): JobState =>
  ({ id, state, title: `job ${id}`, can_cancel: state === "running" }) as JobState;

function window(first = "#/guests?project=/a") {
  const asked: string[] = [];
  const heard: {
    backend?: (state: BackendState) => void;
    jobs?: (jobs: JobState[]) => void;
    projects?: (event: unknown) => void;
  } = {};
  let revision = 1;
  let refuses = false;
  const client = {
    async request(name: string, payload: { project?: string }) {
      asked.push(payload.project ? `${name} ${payload.project}` : name);
      if (name === "open" && refuses) throw failure("project.newer_schema", "written by a newer version");
      return name === "open" ? ({ project: payload.project, revision: String(revision) } as OpenReply) : { recent: [] };
    },
    subscribe(topic: "jobs" | "projects", listen: never) {
      heard[topic] = listen;
      return () => {};
    },
    onBackend(listen: (state: BackendState) => void) {
      heard.backend = listen;
      listen({ state: "ready", interrupted: [] });
      return () => {};
    },
    close: async () => {},
  } as unknown as Client;
  const store = createStore<Route>(() => parseRoute(first));
  const session = createSession(client, store as RouteStore);
  return {
    session,
    asked,
    heard,
    go: (hash: string) => store.setState(parseRoute(hash), true),
    change: () => {
      revision++;
    },
    refuse: () => {
      refuses = true;
    },
  };
}

describe("the session of a window", () => {
  it("opens the project of its address, and another one when the address changes", async () => {
    const { session, go } = window();
    await settled();
    expect(session.getState().project?.project).toBe("/a");
    go("#/guests?project=/b");
    await settled();
    expect(session.getState().project?.project).toBe("/b");
    go("#/start");
    expect(session.getState().project).toBeNull();
  });

  it("going to another page of the project does not open it again", async () => {
    const { asked, go } = window();
    await settled();
    go("#/whatif?project=/a");
    await settled();
    expect(asked.filter((one) => one.startsWith("open"))).toEqual(["open /a"]);
  });

  it("keeps a reason when a project cannot be opened", async () => {
    const { session, go, refuse } = window("#/start");
    refuse();
    go("#/guests?project=/new");
    await settled();
    expect(session.getState()).toMatchObject({
      project: null,
      opening: false,
      openError: { code: "project.newer_schema" },
    });
  });

  it("reads the project again when another window has changed it", async () => {
    const { session, heard, change } = window();
    await settled();
    change();
    heard.projects?.({ project: "/other", revision: "2" });
    await settled();
    expect(session.getState().project?.revision).toBe("1");
    heard.projects?.({ project: "/a", revision: "2" });
    await settled();
    expect(session.getState().project?.revision).toBe("2");
  });

  it("jobs do not run on without their back end, and the project stays", async () => {
    const { session, heard } = window();
    await settled();
    heard.jobs?.([job(1, "running"), job(2, "waiting"), job(3, "done")]);
    heard.backend?.({ state: "lost", interrupted: [] });
    const { jobs, project } = session.getState();
    expect(jobs.map((one) => one.state)).toEqual(["interrupted", "interrupted", "done"]);
    expect(jobs.some((one) => one.can_cancel)).toBe(false);
    expect(project?.project).toBe("/a");
  });

  it("asks again for what it shows when the back end is back", async () => {
    const { asked, heard } = window();
    await settled();
    heard.backend?.({ state: "lost", interrupted: [] });
    heard.backend?.({ state: "ready", interrupted: ["Import x"] });
    await settled();
    expect(asked.filter((one) => one === "open /a")).toHaveLength(2);
    expect(asked.filter((one) => one === "home")).toHaveLength(2);
  });

  it("asks for documents again when a project is opened and when the back end is back: their changes were not heard", async () => {
    const { session, heard, go } = window();
    await settled();
    const changes = (): number => session.getState().documentChanges;
    const first = changes();
    go("#/guests?project=/b");
    await settled();
    const second = changes();
    expect(second).toBeGreaterThan(first);
    heard.backend?.({ state: "lost", interrupted: [] });
    heard.backend?.({ state: "ready", interrupted: [] });
    await settled();
    expect(changes()).toBeGreaterThan(second);
  });
});
