import { existsSync, mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Request } from "../../src-shared/protocol/requests.ts";
import { exampleInput } from "../report/example.fixture.ts";
import { stageFile } from "../store/staging.ts";
import { removeFolder, temporaryFolder } from "../store/testing/project.ts";
import { createBackend } from "./backend.ts";
import type { Context } from "./context.ts";
import { STAGED_MS } from "./staged-files.ts";
import { AWAY_MS } from "./window-results.ts";

const letGo = vi.hoisted(() => vi.fn(async () => {}));
vi.mock("./readers.ts", () => ({ createReaders: () => ({ letGo, close: async () => {} }) }));
vi.mock("./handlers/open.ts", () => ({
  handleOpen: async ({ project }: Request<"open">) => ({ project: resolve(project), revision: "1" }),
}));
vi.mock("./handlers/results.ts", () => ({
  handleResultOpen: async ({ sql }: Request<"resultOpen">) => ({ result: `of ${sql}` }),
  handleResultPage: async () => ({}),
  handleResultClose: async () => ({ done: true }),
}));
vi.mock("./handlers/report.ts", () => ({
  handleReport: async ({ form }: Request<"report">, _job: unknown, { staging }: Context) => ({
    density: exampleInput().density,
    file: await stageFile(staging, `r.${form}`, async (path) => mkdirSync(path)),
  }),
}));

const staging = temporaryFolder();
afterAll(() => removeFolder(staging));
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());
const project = "/p.plimsoll";

it("results that a window has opened and not closed end with it, and the project's process too", async () => {
  const backend = createBackend({ staging });
  const window = backend.window();
  await window.request("open", { project });
  const open = (sql: string) => window.request("resultOpen", { project, sql });
  const [{ result: one }, { result: two }] = [await open("1"), await open("2")];
  await window.request("resultPage", { project, result: one, from: 0, count: 1 });
  await window.request("resultClose", { project, result: two });
  await window.close();
  vi.advanceTimersByTime(AWAY_MS);
  expect(letGo.mock.calls).toEqual([[resolve(project), [one], true]]);
  await backend.close();
});

it("of a window's previews the newest stay; its exports and texts for an hour", async () => {
  const backend = createBackend({ staging });
  const window = backend.window();
  const report = async (form: "html" | "pdf") => {
    const { file } = await window.request("report", { project, scenario: {}, file: null, form });
    return file?.id as string;
  };
  const isThere = (id: string) => existsSync(`${staging}/${id}`);
  const pdf = await report("pdf");
  const { file: text } = await window.request("stageText", { name: "a.csv", text: "x" });
  const previews = [await report("html"), await report("html"), await report("html")];
  await vi.waitFor(() => expect(previews.map(isThere)).toEqual([false, true, true]));
  expect([pdf, text.id].map(isThere)).toEqual([true, true]);
  vi.advanceTimersByTime(STAGED_MS);
  await vi.waitFor(() => expect([pdf, text.id].map(isThere)).toEqual([false, false]));
  expect(previews.map(isThere)).toEqual([false, true, true]);
  await backend.close();
});
