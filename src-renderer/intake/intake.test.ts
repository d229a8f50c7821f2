import { describe, expect, it } from "vitest";
import { createStore } from "zustand/vanilla";
import { failure, PlimsollError } from "../../src-shared/base/errors.ts";
import type { Route, RouteStore } from "../app/route.ts";
import { emptySelection } from "../app/selection.ts";
import type { Session, SessionStore } from "../app/session.ts";
import type { Shell } from "../app/shell.ts";
import { createToasts } from "../app/toasts.ts";
import { createImportRuns } from "./import-runs.ts";
import { createIntake } from "./intake.ts";

type Answer = (payload: never, signal: AbortSignal | undefined) => unknown;

const folderOf = (names: readonly string[], kind = "folder") => ({
  path: "",
  parent: null,
  separator: "/",
  left_out: 0,
  places: [],
  entries: names.map((name) => ({ name, path: `/x/${name}`, kind, bytes: null, modified_ms: null })),
});
const projectEntries = {
  ...folderOf(["captures"]),
  entries: [...folderOf(["captures"]).entries, ...folderOf(["project.json"], "file").entries],
};
const home = (over: object = {}) => ({
  version: "0",
  engine: "0",
  platform: "linux",
  recent: [],
  sample: { captures: "/app/samples/three-vms", project: "/home/ann/Plimsoll/three-vms.plimsoll" },
  projects_folder: "/home/ann/Plimsoll",
  ...over,
});
const nothingThere = (): never => {
  throw failure("browse.not_found", "there is no such folder");
};
const aFile = (): never => {
  throw failure("browse.not_a_folder", "that is no folder");
};

/** A window over a back end that answers by the given functions; `asked` tells what it was asked. */
function windowWith(answers: Record<string, Answer>, session: Partial<Session> = {}, shell: Partial<Shell> = {}) {
  const asked: [string, unknown][] = [];
  const client = {
    request: async (name: string, payload: unknown, options: { signal?: AbortSignal } = {}) => {
      asked.push([name, payload]);
      const answer = answers[name];
      if (!answer) throw new Error(`nobody answers ${name}`);
      return answer(payload as never, options.signal);
    },
  };
  const start: Route = { page: "start", project: null, selection: emptySelection, detail: null };
  const routes = createStore<Route>(() => start);
  const route: RouteStore = {
    ...routes,
    change: (part) => routes.setState(part),
    go: (page, detail = null) => routes.setState({ page, detail }),
  };
  const state = { home: home(), project: null, ...session } as unknown as Session;
  const sessions = { getState: () => state, refresh: async () => {}, refreshHome: async () => {} };
  const toasts = createToasts();
  const runs = createImportRuns({ ...client, subscribe: () => {}, onBackend: () => {} } as never);
  const parts = { client: client as never, route, session: sessions as unknown as SessionStore, toasts, runs };
  const intake = createIntake({ ...parts, shell: { pickPaths: null, upload: null, ...shell } as Shell });
  return {
    intake,
    runs,
    route,
    toasts,
    asked: () => asked,
    requests: (name: string) => asked.filter(([n]) => n === name),
  };
}

const detected = { files: [], problems: [] };
const openProject = { project: "/p/rack.plimsoll", name: "rack", read_only: null };

describe("a folder of captures", () => {
  it("becomes a project of its name at once when no project is open", async () => {
    const { intake, route, requests } = windowWith({
      browse: ({ path }: { path: string }) => (path === "/srv/rack-17" ? folderOf(["a.csv"], "file") : nothingThere()),
      detect: () => detected,
      import: () => ({ captures: [] }),
    });
    await intake.bring(["/srv/rack-17"]);
    await expect.poll(() => route.getState().project).toBe("/home/ann/Plimsoll/rack-17.plimsoll");
    expect(route.getState().page).toBe("import");
    expect(requests("import")).toEqual([
      ["import", { project: "/home/ann/Plimsoll/rack-17.plimsoll", paths: ["/srv/rack-17"] }],
    ]);
  });

  it("asks first when there is a project of that name, and proposes to add to it", async () => {
    const { intake, requests } = windowWith({
      browse: ({ path }: { path: string }) => folderOf(path === "/srv/rack-17" ? [] : ["rack-17.plimsoll"]),
    });
    await intake.bring(["/srv/rack-17"]);
    expect(intake.getState().dialog).toMatchObject({
      kind: "target",
      proposal: { name: "rack-17-2", same: { path: "/home/ann/Plimsoll/rack-17.plimsoll" }, answer: "same" },
    });
    expect(requests("import")).toEqual([]);
  });

  it("asks first when a project is open; files added on the Import page go into it unless the user says otherwise", async () => {
    const answers = { browse: () => folderOf([]) };
    const one = windowWith(answers, { project: openProject as never });
    await one.intake.bring(["/srv/rack-17"]);
    expect(one.intake.getState().dialog).toMatchObject({ proposal: { answer: "new", open: { name: "rack" } } });
    await one.intake.bring(["/srv/rack-17"], { add: true });
    expect(one.intake.getState().dialog).toMatchObject({ proposal: { answer: "open" } });
  });

  it("never proposes to add to a project that cannot be written to", async () => {
    const { intake } = windowWith(
      { browse: () => folderOf([]) },
      { project: { ...openProject, read_only: "its folder cannot be written to" } as never },
    );
    await intake.bring(["/srv/rack-17"], { add: true });
    expect(intake.getState().dialog).toMatchObject({ proposal: { answer: "new" } });
  });
});

describe("a project", () => {
  it("is opened, whatever its folder is called, with nothing selected", async () => {
    const { intake, route } = windowWith({ browse: () => projectEntries, open: () => openProject });
    route.change({ selection: { ...emptySelection, guests: ["alpha"] } });
    await intake.bring(["/p/rack"]);
    expect(route.getState()).toMatchObject({ page: "import", project: "/p/rack.plimsoll", selection: emptySelection });
  });

  it("with an answer is opened where the answer is", async () => {
    const recent = [{ path: "/p/rack.plimsoll", name: "rack", opened_ms: 0, found: true, answer: { p50: 9 } }];
    const { intake, route } = windowWith({ open: () => openProject }, { home: home({ recent }) as never });
    await intake.openProject("/p/rack.plimsoll");
    expect(route.getState().page).toBe("whatif");
  });

  it("that cannot be opened leaves the window where it is and says why", async () => {
    const { intake, route } = windowWith({
      open: () => {
        throw failure("project.newer_schema", "it was written by a newer engine");
      },
    });
    expect(await intake.openProject("/p/new.plimsoll")).toBe(false);
    expect(route.getState()).toMatchObject({ page: "start", project: null });
    expect(intake.getState().failed?.error.code).toBe("project.newer_schema");
    expect(intake.getState().busy).toBeNull();
  });

  it("among other files is refused, and nothing is imported", async () => {
    const { intake, asked } = windowWith({});
    await intake.bring(["/p/rack.plimsoll", "/srv/a.csv"]);
    expect(intake.getState().failed?.error.code).toBe("open.mixed");
    expect(asked()).toEqual([]);
  });
});

describe("the sample project", () => {
  it("is made from the captures that come with the program the first time", async () => {
    const { intake, route } = windowWith({
      browse: nothingThere,
      detect: () => detected,
      import: () => ({ captures: [{}] }),
    });
    await intake.openSample();
    await expect.poll(() => route.getState().project).toBe("/home/ann/Plimsoll/three-vms.plimsoll");
  });
  it("is opened the next time", async () => {
    const { intake, requests } = windowWith({ browse: () => projectEntries, open: () => openProject });
    await intake.openSample();
    expect(requests("open")).toHaveLength(1);
    expect(requests("import")).toHaveLength(0);
  });
  it("says so where the program came without it", async () => {
    const { intake } = windowWith({}, { home: home({ sample: null }) as never });
    await intake.openSample();
    expect(intake.getState().failed?.error.code).toBe("open.no_sample");
  });
});

describe("an import", () => {
  const cancellable: Answer = (_payload, signal) =>
    new Promise((_resolve, reject) => {
      const stop = () => reject(failure("job.cancelled", "the import was cancelled", { exit: 4 }));
      signal?.addEventListener("abort", stop);
    });

  it("that is cancelled keeps the window's project as it was, and says it was cancelled", async () => {
    const { intake, runs, route, requests } = windowWith({
      browse: aFile,
      detect: () => detected,
      import: cancellable,
    });
    await intake.bring(["/srv/rack/a.csv"]);
    await expect.poll(() => requests("import")).toHaveLength(1);
    runs.cancel(runs.getState()[0]?.id ?? -1);
    await expect.poll(() => runs.getState()[0]?.state).toBe("cancelled");
    expect(route.getState()).toMatchObject({ page: "import", project: null });
  });

  it("that fails stays with its error until it is closed, and a new try stands in for it", async () => {
    let fails = true;
    const { intake, runs, route } = windowWith({
      browse: aFile,
      detect: () => detected,
      import: () => {
        if (fails) throw failure("format.unrecognised", "nothing could be imported");
        return { captures: [{}] };
      },
    });
    const target = "/p/x.plimsoll";
    await intake.importInto(target, ["/srv/rack/a.csv"], true);
    expect(runs.getState()).toMatchObject([{ state: "failed", error: { code: "format.unrecognised" } }]);
    fails = false;
    await intake.importInto(target, ["/srv/rack/a.csv"], true);
    expect(runs.getState()).toEqual([]);
    expect(route.getState().project).toBe(target);
  });

  it("that finds only what the project has already says so", async () => {
    const { intake, toasts } = windowWith({ detect: () => detected, import: () => ({ captures: [] }) });
    await intake.importInto("/p/x.plimsoll", ["/srv/a.csv"], false);
    expect(toasts.getState()).toMatchObject([{ text: "Nothing new: x has these recordings already" }]);
  });

  it("that ends while the user looks at another project offers its own instead of taking the window over", async () => {
    const { intake, route, toasts } = windowWith({
      detect: () => detected,
      import: () => {
        route.change({ page: "whatif", project: "/p/other.plimsoll" });
        return { captures: [{}] };
      },
    });
    await intake.importInto("/p/x.plimsoll", ["/srv/a.csv"], true);
    expect(route.getState().project).toBe("/p/other.plimsoll");
    expect(toasts.getState()).toMatchObject([{ text: "x is imported", tone: "ok" }]);
  });
});

describe("files of a browser", () => {
  it("are brought first, with progress, and then imported", async () => {
    const seen: unknown[] = [];
    const { intake, route } = windowWith(
      { browse: aFile, detect: () => detected, import: () => ({ captures: [{}] }) },
      {},
      {
        dropped: async (_transfer, progress) => {
          progress(5, 10);
          seen.push(intake.getState().upload);
          return ["/srv/rack/a.csv"];
        },
      },
    );
    await intake.drop({} as DataTransfer);
    expect(seen).toEqual([{ done: 5, total: 10 }]);
    expect(intake.getState().upload).toBeNull();
    await expect.poll(() => route.getState().project).toBe("/home/ann/Plimsoll/rack.plimsoll");
  });

  it("that were given up on the way are not imported", async () => {
    const { intake, asked } = windowWith(
      {},
      {},
      {
        dropped: (_transfer, _progress, signal) =>
          new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
      },
    );
    const dropped = intake.drop({} as DataTransfer);
    intake.cancelUpload();
    await dropped;
    expect(asked()).toEqual([]);
    expect(intake.getState()).toMatchObject({ upload: null, failed: null });
  });

  it("that could not be brought say why", async () => {
    const { intake } = windowWith(
      {},
      {},
      {
        dropped: async () => {
          throw new PlimsollError(failure("upload.no_room", "the disk is full").report);
        },
      },
    );
    await intake.drop({} as DataTransfer);
    expect(intake.getState().failed?.error.code).toBe("upload.no_room");
  });
});

it("the system's own dialog is used where there is one, else the window's", async () => {
  const own = windowWith({});
  await own.intake.choose("folder");
  expect(own.intake.getState().dialog).toMatchObject({ kind: "choose", wanted: "folder" });
  const system = windowWith(
    { open: () => openProject, browse: () => projectEntries },
    {},
    { pickPaths: async () => ["/p/rack.plimsoll"] },
  );
  await system.intake.choose("project");
  await expect.poll(() => system.route.getState().project).toBe("/p/rack.plimsoll");
});
