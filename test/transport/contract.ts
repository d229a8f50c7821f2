// What every way to a back end must do, whatever carries it: one list of checks for all shells.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockProject } from "../../src-main/store/project.ts";
import type { BackendState, Client } from "../../src-shared/protocol/client.ts";
import { encodeFrame } from "../../src-shared/protocol/frames.ts";
import type { FrameLink } from "../../src-shared/protocol/link.ts";
import type { EventOf, Topic } from "../../src-shared/protocol/messages.ts";
import type { Progress } from "../../src-shared/protocol/requests.ts";
import type { Transport } from "../../src-shared/protocol/transport.ts";
import { descendants, isRunning, until } from "./processes.ts";

/** A back end that runs, and windows on it. */
export interface Subject {
  /** A window of its own. */
  window(): Promise<Transport>;
  /** The bare link of a further window (`Abilities.links`). */
  readonly link?: () => Promise<FrameLink>;
  /** Process id of the back end (`Abilities.restarts`). */
  readonly pid?: () => number;
  close(): Promise<void>;
}

/** What only some ways have, and what is then checked too. */
export interface Abilities {
  /** Windows speak over links of frames. */
  readonly links?: boolean;
  /** The back end is a process that is started again when it dies; windows are `Client`s. */
  readonly restarts?: boolean;
}

const samples = join(import.meta.dirname, "..", "..", "samples", "three-vms");
const FEW = ["alpha.xml", "events.csv", "ksm.csv", "ksm-settings.txt", "maps-alpha.txt"];
/** Runs until it is stopped. */
const ENDLESS = "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b";

const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "no error",
    (thrown: { report?: { code: string } }) => thrown.report?.code ?? String(thrown),
  );

const isUnderWay = ({ done, total }: Progress): boolean => total !== null && done > total / 10;

/** What a window hears of a topic. */
function listen<T extends Topic>(window: Transport, topic: T) {
  const heard: EventOf[T][] = [];
  return { heard, stop: window.subscribe(topic, (event) => heard.push(event)) };
}

/** Checks `make`, which is given a folder for whatever its back end keeps outside of projects. */
export function contract(
  name: string,
  make: (home: string) => Promise<Subject>,
  { links = false, restarts = false }: Abilities = {},
): void {
  describe(`a window on a back end ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), "plimsoll-contract-"));
    const few = join(folder, "few");
    const project = join(folder, "host.plimsoll");
    let subject: Subject;
    let window: Transport;

    beforeAll(async () => {
      mkdirSync(few);
      for (const file of FEW) cpSync(join(samples, file), join(few, file));
      subject = await make(join(folder, "home"));
      window = await subject.window();
      await window.request("import", { project, paths: [few] });
    });
    afterAll(async () => {
      await window.close();
      await subject.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it("gets replies, and progress on the way to them", async () => {
      const heard: Progress[] = [];
      const fresh = join(folder, "progress.plimsoll");
      const reply = await window.request(
        "import",
        { project: fresh, paths: [few] },
        { onProgress: (progress) => heard.push(progress) },
      );
      expect(reply.captures.map(({ name }) => name)).toEqual([...FEW].sort());
      expect(heard.at(-1)).toMatchObject({ title: "Import few", done: heard.at(-1)?.total });
      const { info, revision, read_only } = await window.request("open", { project: fresh });
      expect([info.captures.length, read_only]).toEqual([FEW.length, null]);
      expect(revision).toMatch(/^[0-9a-f]{16}$/);
    });

    it("can cancel what it asked for", async () => {
      const abort = new AbortController();
      const sql = "SELECT a.range * b.range FROM range(10000000) a, range(10000000) b";
      const onProgress = () => abort.abort();
      const asked = window.request("resultOpen", { project, sql }, { signal: abort.signal, onProgress });
      expect(await code(asked)).toBe("job.cancelled");
      expect(await code(window.request("recipe", {}, { signal: abort.signal }))).toBe("job.cancelled");
    });

    it("gets errors with their code, place and next step", async () => {
      const nowhere = join(folder, "none.plimsoll");
      await expect(window.request("open", { project: nowhere })).rejects.toMatchObject({
        report: { code: "project.not_found", where: { file: nowhere }, exit: 3, next: expect.any(String) },
      });
      expect(await code(window.request("query", { project, sql: "SELECT" }))).toMatch(/^query\./);
    });

    it("is told what is wrong with a request, and that there is no such request", async () => {
      await expect(window.request("open", { project: 7 as never })).rejects.toMatchObject({
        report: { code: "request.bad_value", what: expect.stringContaining("project"), exit: 2 },
      });
      expect(await code(window.request("open", { project, more: 1 } as never))).toBe("request.bad_value");
      for (const unknown of ["nothing", "constructor", "__proto__"])
        expect(await code(window.request(unknown as "recipe", {}))).toBe("request.unknown");
    });

    it("gets columns as typed arrays with every bit of their values", async () => {
      const sql = `SELECT * FROM (VALUES
        ((-9223372036854775808)::BIGINT, 'nan'::DOUBLE, (-2147483648)::INTEGER, 'ä'),
        (9223372036854775807::BIGINT, '-inf'::DOUBLE, 2147483647::INTEGER, NULL),
        (9007199254740993::BIGINT, 5e-324::DOUBLE, NULL, '')) v(i64, f64, i32, text)`;
      const { result, columns, rows, first, truncated } = await window.request("resultOpen", { project, sql });
      expect([rows, truncated, columns.map(({ type }) => type)]).toEqual([
        3,
        false,
        ["BIGINT", "DOUBLE", "INTEGER", "VARCHAR"],
      ]);
      const [i64, f64, i32, text] = first.columns;
      expect(i64?.data).toStrictEqual(BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n + 1n));
      expect(f64?.data).toStrictEqual(Float64Array.of(Number.NaN, Number.NEGATIVE_INFINITY, 5e-324));
      expect(i32?.data.slice(0, 2)).toStrictEqual(Int32Array.of(-(2 ** 31), 2 ** 31 - 1));
      expect([i64?.valid, i32?.valid, text?.data]).toStrictEqual([null, Uint8Array.of(1, 1, 0), ["ä", null, ""]]);
      expect(await window.request("resultClose", { project, result })).toEqual({ done: true });
    });

    it("sees in the list of jobs what takes long, from every window, and can cancel it", async () => {
      const other = await subject.window();
      const jobs = listen(other, "jobs");
      const asked = code(window.request("query", { project, sql: ENDLESS }));
      const running = () => jobs.heard.at(-1)?.find(({ state, title }) => state === "running" && title === "Query");
      await until(() => running() !== undefined);
      expect(running()).toMatchObject({ request: "query", project, can_cancel: true });
      await other.request("cancelJob", { job: running()?.id ?? 0 });
      expect(await asked).toBe("job.cancelled");
      await until(() => jobs.heard.at(-1)?.at(-1)?.state === "cancelled");
      expect(await code(other.request("cancelJob", { job: 1_000_000 }))).toBe("job.unknown");
      await other.request("clearJobs", {});
      await until(() => jobs.heard.at(-1)?.length === 0);
      jobs.stop();
      await other.close();
    });

    it("sees what another window has changed, and what it asks next shows the change", async () => {
      const other = await subject.window();
      const changes = listen(other, "projects");
      const count = async () => {
        const { rows } = await other.request("query", { project, sql: "SELECT count(*) FROM counter" });
        return Number(rows[0]?.[0]);
      };
      const before = await other.request("open", { project });
      const counters = await count();
      const ksm = before.info.captures.find((capture) => capture.name === "ksm.csv");
      await window.request("exclude", { project, captures: [ksm?.id ?? 0] });
      await until(() => changes.heard.at(-1) !== null && changes.heard.length > 0);
      const after = await other.request("open", { project });
      expect(changes.heard.at(-1)).toEqual({ project, revision: after.revision, documents: false });
      expect(after.revision).not.toBe(before.revision);
      expect([after.excluded, await count()]).toEqual([[ksm?.id], 0]);
      await window.request("exclude", { project, captures: [] });
      expect([(await other.request("open", { project })).revision, await count()]).toEqual([before.revision, counters]);
      await until(() => changes.heard.at(-1)?.revision === before.revision);

      changes.stop();
      const heard = changes.heard.length;
      await window.request("setGuestMap", { project, entries: [{ guest: "renamed", pid: 81 }] });
      expect((await other.request("info", { project })).guests.map((guest) => guest.name)).toContain("renamed");
      await window.request("setGuestMap", { project, entries: [] });
      expect(changes.heard.length).toBe(heard);
      await other.close();
    });

    it("hears what another program changes in the project that it has open", async () => {
      const other = await subject.window();
      const { revision } = await other.request("open", { project });
      const changes = listen(other, "projects");
      const exclude = (captures: readonly number[]): void => {
        const open = lockProject(project);
        const hidden = captures.map((capture) => ({ capture, state: "excluded" as const, of: null }));
        open.update((manifest) => ({ ...manifest, hidden }));
        open.close();
      };
      exclude([1]);
      await until(() => changes.heard.some((event) => event && event.revision !== revision));
      expect(changes.heard.at(-1)).toMatchObject({ project });
      expect((await other.request("open", { project })).excluded).toEqual([1]);
      exclude([]);
      await until(() => changes.heard.at(-1)?.revision === revision);
      changes.stop();
      await other.close();
    });

    it("gets other answers while a simulation runs, and can cancel that", async () => {
      const scenario = {
        host: { memory_bytes: 2 ** 40 },
        guests: [{ kind: "onoff", p: 0.25, base_bytes: 2 ** 20, burst_bytes: 2 ** 20, count: 500 }],
        horizon_s: 1_000_000,
      };
      const abort = new AbortController();
      let ended = false;
      const simulation = code(
        window.request("simulate", { project: null, scenario, file: null }, { signal: abort.signal }),
      ).finally(() => {
        ended = true;
      });
      const jobs = listen(window, "jobs");
      await until(() => jobs.heard.at(-1)?.at(-1)?.title === "Simulate the scenario" || ended);
      expect((await window.request("recipe", {})).script).toMatch(/^#!/);
      expect(ended).toBe(false);
      abort.abort();
      expect(await simulation).toBe("job.cancelled");
      jobs.stop();
      const short = { ...scenario, horizon_s: 10 };
      const reply = await window.request("simulate", { project: null, scenario: short, file: null, rows: true });
      expect([reply.rows?.data.length, reply.digest]).toEqual([10, expect.stringMatching(/^[0-9a-f]{16}$/)]);
    });

    it("gets a report of what was answered without another computation, with the same numbers", async () => {
      const scenario = {
        host: { memory_bytes: 2 ** 32 },
        guests: [{ kind: "static", ram_bytes: 2 ** 27 }],
      };
      const heard: Progress[] = [];
      const options = { onProgress: (progress: Progress) => heard.push(progress) };
      const asked = { project, scenario, file: null };
      const answer = await window.request("density", asked, options);
      expect(heard.at(-1)?.detail).toBe("replications");
      heard.length = 0;
      const out = join(folder, "report.json");
      const { density } = await window.request("report", { ...asked, out }, options);
      expect([density, heard]).toEqual([answer, []]);
      expect(JSON.parse(readFileSync(out, "utf8")).density).toEqual(JSON.parse(JSON.stringify(answer)));
      const other = { ...scenario, host: { memory_bytes: 2 ** 33 } };
      await window.request("report", { ...asked, scenario: other, out }, options);
      expect(heard.at(-1)?.detail).toBe("replications");
    });

    it("lets imports into one project wait for each other", async () => {
      const shared = join(folder, "shared.plimsoll");
      const jobs = listen(window, "jobs");
      const states = () => jobs.heard.flat().map(({ title, state }) => `${title} ${state}`);
      const one = window.request("import", { project: shared, paths: [samples] });
      await until(() => states().includes("Import three-vms running"));
      const two = window.request("import", { project: shared, paths: [few] });
      await until(() => states().includes("Import few waiting"));
      await window.request("saveDocument", { project: shared, kind: "query", name: "early", text: "SELECT 1" });
      const [first, second] = [await one, await two];
      expect(first.captures.length).toBeGreaterThan(30);
      // The few are among the others: nothing new came in, and every one is told to be a duplicate.
      expect(second.captures).toEqual([]);
      expect(second.problems.filter((problem) => problem.code === "capture.duplicate").length).toBe(FEW.length);
      expect((await window.request("documents", { project: shared, kind: "query" })).documents).toMatchObject([
        { name: "early", text: "SELECT 1" },
      ]);
      jobs.stop();
    });

    it("leaves a project as it was when its import is cancelled", async () => {
      const abort = new AbortController();
      const captures = readdirSync(join(project, "captures"));
      const { revision } = await window.request("open", { project });
      const asked = window.request(
        "import",
        { project, paths: [samples] },
        { signal: abort.signal, onProgress: (progress) => isUnderWay(progress) && abort.abort() },
      );
      expect(await code(asked)).toBe("job.cancelled");
      expect(readdirSync(join(project, "captures"))).toEqual(captures);
      expect((await window.request("open", { project })).revision).toBe(revision);
    });

    it("keeps documents, and shows the projects it has opened", async () => {
      const scenario = JSON.stringify({
        host: { memory_bytes: 2 ** 32 },
        guests: [{ kind: "static", ram_bytes: 2 ** 28 }],
      });
      await window.request("saveDocument", { project, kind: "scenario", name: "made up", text: scenario });
      const { documents } = await window.request("documents", { project, kind: "scenario" });
      expect(documents).toMatchObject([{ name: "made up", text: scenario }]);
      expect(await code(window.request("saveDocument", { project, kind: "scenario", name: "../x", text: "{}" }))).toBe(
        "request.bad_value",
      );
      expect(await code(window.request("saveDocument", { project, kind: "answer", name: "Last", text: "{}" }))).toBe(
        "document.reserved",
      );
      await window.request("density", { project, scenario: JSON.parse(scenario), file: "made up.json" });
      const { recent } = await window.request("home", {});
      expect(recent.find(({ path }) => path === project)).toMatchObject({
        name: "host",
        found: true,
        answer: { p50: 16, grade: "E", scenario: "made up" },
      });
      await window.request("forget", { project });
      expect((await window.request("home", {})).recent.map(({ path }) => path)).not.toContain(project);
    });

    it("tells what files are before they are imported", async () => {
      const unknown = join(folder, "unknown");
      mkdirSync(unknown);
      cpSync(join(samples, "ksm.csv"), join(unknown, "renamed.bin"));
      cpSync(join(samples, "README.md"), join(unknown, "notes.md"));
      const { files } = await window.request("detect", { paths: [unknown] });
      const text = readFileSync(join(samples, "README.md"));
      expect(files).toMatchObject([
        { name: "notes.md", format: null, title: null, head: text.subarray(0, 64).toString("hex") },
        { name: "renamed.bin", format: "counter-csv", bytes: readFileSync(join(samples, "ksm.csv")).length },
      ]);
      expect(files[0]?.lines[0]).toBe(text.toString("utf8").split("\n")[0]);
    });

    if (links)
      it("that sends what is no message is closed, and no other window with it", async () => {
        const link = (await subject.link?.()) as FrameLink;
        let open = false;
        link.onOpen((now) => {
          open = now;
        });
        await until(() => open);
        link.send(encodeFrame({ t: "hello", protocol: 1, surprise: true }));
        await until(() => !open);
        expect((await window.request("recipe", {})).script).toMatch(/^#!/);
      });

    if (restarts)
      describe("when the back end is killed", () => {
        /** Waits until the window has lost a back end and has the next one. */
        function restarted(client: Client): Promise<BackendState> {
          return new Promise((resolve) => {
            let lost = false;
            const stop = client.onBackend((now) => {
              lost ||= now.state === "lost";
              if (!lost || now.state !== "ready") return;
              queueMicrotask(() => stop());
              resolve(now);
            });
          });
        }
        const kill = () => process.kill(subject.pid?.() ?? 0, "SIGKILL");

        it("in the middle of an import, the window is told, and the project is as it was", async () => {
          const client = window as Client;
          const before = await client.request("open", { project });
          const files = readdirSync(join(project, "captures"));
          const back = restarted(client);
          let children: number[] = [];
          const asked = client.request(
            "import",
            { project, paths: [samples] },
            {
              onProgress(progress) {
                if (!isUnderWay(progress) || children.length > 0) return;
                children = descendants(subject.pid?.() ?? 0);
                kill();
              },
            },
          );
          expect(await code(asked)).toBe("backend.lost");
          expect((await back).interrupted).toEqual(["Import three-vms"]);
          await until(() => !children.some(isRunning));
          expect(readdirSync(join(project, "captures"))).toEqual(files);
          const after = await client.request("open", { project });
          expect([after.revision, after.info.captures]).toEqual([before.revision, before.info.captures]);
          const jobs = listen(client, "jobs");
          await until(() =>
            jobs.heard.flat().some(({ title, state }) => title === "Import three-vms" && state === "interrupted"),
          );
          jobs.stop();
          const again = await client.request("import", { project, paths: [join(samples, "meminfo.head.txt")] });
          expect(again.captures).toHaveLength(1);
        });

        it("in the middle of a query, no process stays, and the next query is answered", async () => {
          const client = window as Client;
          const jobs = listen(client, "jobs");
          const asked = code(client.request("query", { project, sql: ENDLESS }));
          await until(
            () => jobs.heard.at(-1)?.some(({ title, state }) => title === "Query" && state === "running") ?? false,
          );
          jobs.stop();
          const children = descendants(subject.pid?.() ?? 0);
          const back = restarted(client);
          kill();
          expect(await asked).toBe("backend.lost");
          await back;
          await until(() => !children.some(isRunning));
          expect((await client.request("query", { project, sql: "SELECT 41 + 1" })).rows).toEqual([[42]]);
        });

        it("requests that are made meanwhile are answered by the next one", async () => {
          const client = window as Client;
          const lost = new Promise<void>((resolve) => {
            client.onBackend(({ state }) => {
              if (state === "lost") resolve();
            });
          });
          kill();
          await lost;
          expect((await client.request("recipe", {})).script).toMatch(/^#!/);
        });
      });
  });
}
