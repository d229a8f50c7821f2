// The program's processes under the desktop shell, where nothing can be forked: the real back end in stand-ins of
// utility processes, started by the real code, with real messages between them.
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { bundle, bundleFolder } from "../../src-main/store/testing/bundle.ts";
import { type Client, createClient } from "../../src-shared/protocol/client.ts";
import { scratch } from "../program.ts";

vi.mock("electron", () => import("./fake-electron.ts"));
const { killable, utilityProcess } = await import("./fake-electron.ts");
const { spawnUtility } = await import("../../src-main/shells/electron/back-end.ts");
const { startSupervisor } = await import("../../src-main/backend/supervisor.ts");

const built = bundleFolder(`electron-${process.pid}`);
const captures = "samples/three-vms";
const small = "test/fixtures/perf/single.perf.data";

beforeAll(async () => {
  await bundle(built, {
    "utility-process": "src-main/shells/electron/utility-process.ts",
    "backend-process": "src-main/backend/process.ts",
    "import-process": "src-main/import/process.ts",
    "query-process": "src-main/store/query-process.ts",
    "parquet-process": "src-main/store/parquet-process.ts",
    "analysis-process": "src-main/analysis/process.ts",
    "engine-worker": "src-main/jobs/engine-worker.ts",
  });
  utilityProcess.real = true;
  // A stand-in has no process of its own that could be ended.
  vi.spyOn(process, "kill").mockImplementation((pid) => {
    killable.get(pid)?.kill();
    return true;
  });
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(built, { recursive: true, force: true });
});

const namesOf = (forked: typeof utilityProcess.forked): string[] => forked.map(({ args }) => String(args[0]));

describe("the back end as a utility process", () => {
  let client: Client;
  let supervisor: ReturnType<typeof startSupervisor>;
  let home: string;

  beforeEach(() => {
    utilityProcess.forked.length = 0;
    home = scratch();
    process.env.PLIMSOLL_HOME = home;
    supervisor = startSupervisor({
      staging: scratch(),
      entry: join(built, "backend-process.js"),
      spawn: spawnUtility(built),
    });
    client = createClient(supervisor.connect());
  });
  afterEach(async () => {
    await client.close();
    await supervisor.close();
    delete process.env.PLIMSOLL_HOME;
  });

  it("imports, queries and writes Parquet in processes that the main process starts for it", async () => {
    const project = join(home, "p.plimsoll");
    const progress: number[] = [];
    const imported = await client.request(
      "import",
      { project, paths: [captures] },
      { onProgress: ({ done }) => progress.push(done) },
    );
    expect(imported.guests.map(({ name }) => name).sort()).toEqual(["alpha", "bravo", "charlie"]);
    expect(progress.length).toBeGreaterThan(0);

    const { rows } = await client.request("query", { project, sql: "SELECT count(*) AS n FROM capture" });
    expect(rows).toEqual([[imported.captures.length]]);

    const parquet = join(home, "captures.parquet");
    await client.request("query", { project, sql: "SELECT * FROM capture", parquet });
    expect(existsSync(parquet)).toBe(true);

    // The last query process is that of the Parquet process, which cannot fork either.
    expect(namesOf(utilityProcess.forked)[0]).toBe("backend-process");
    expect(new Set(namesOf(utilityProcess.forked))).toEqual(
      new Set(["backend-process", "import-process", "query-process", "parquet-process"]),
    );
    expect(namesOf(utilityProcess.forked).filter((name) => name === "query-process").length).toBeGreaterThan(1);
  });

  it("limits the heap of an import as a forked one is limited", async () => {
    await client.request("import", {
      project: join(home, "p.plimsoll"),
      paths: [small],
    });
    const forked = utilityProcess.forked.find(({ args }) => args[0] === "import-process");
    expect(forked?.options.execArgv).toEqual(["--js-flags=--max-old-space-size=160"]);
  });

  it("tells why a project cannot be opened, though the process ends with that", async () => {
    await expect(client.request("open", { project: join(home, "none.plimsoll") })).rejects.toMatchObject({
      report: { code: "project.not_found" },
    });
  });

  it("ends a cancelled import and keeps nothing of it", async () => {
    const project = join(home, "p.plimsoll");
    const abort = new AbortController();
    const asked = client.request(
      "import",
      { project, paths: [captures] },
      { signal: abort.signal, onProgress: () => abort.abort() },
    );
    await expect(asked).rejects.toMatchObject({ report: { code: "job.cancelled" } });
    const info = await client.request("import", { project, paths: [small] });
    expect(info.captures).toHaveLength(1);
  });

  it("is started again when it dies", async () => {
    await client.request("home", {});
    const states: string[] = [];
    client.onBackend(({ state }) => states.push(state));
    killable.get(supervisor.pid() ?? 0)?.kill();
    await vi.waitFor(() => expect(states).toEqual(["ready", "lost", "ready"]), { timeout: 20_000 });
    await expect(client.request("home", {})).resolves.toBeTruthy();
  });
});
