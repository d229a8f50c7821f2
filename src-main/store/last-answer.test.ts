import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { exampleInput } from "../report/example.fixture.ts";
import { keepLastAnswer, LAST_ANSWER, readLastAnswer } from "./last-answer.ts";
import { createProject } from "./project.ts";
import { removeFolder, temporaryFolder } from "./testing/project.ts";

const folder = temporaryFolder();
afterAll(() => removeFolder(folder));
let made = 0;
const fresh = (): string => {
  const project = join(folder, `${++made}.plimsoll`);
  createProject(project).close();
  return project;
};
const { density } = exampleInput();

it("the last answer of a project is kept in it, without what differs between equal runs", () => {
  const project = fresh();
  expect(readLastAnswer(project)).toBe(null);
  keepLastAnswer(project, "first", { ...density, n: { p5: 1, p50: 2, p95: 3 } });
  keepLastAnswer(project, "second", { ...density, run: { seconds: 3 } });
  const last = readLastAnswer(project);
  expect(last?.scenario).toBe("second");
  expect(last?.answer).toEqual({ ...density, run: undefined });
});

it("a damaged one is none", () => {
  const project = fresh();
  for (const text of ["{", "null", '{"schema":"plimsoll.last-answer/2"}']) {
    writeFileSync(join(project, "answers", `${LAST_ANSWER}.json`), text);
    expect(readLastAnswer(project)).toBe(null);
  }
});

it("a project that cannot be written to, or is not there, goes without", () => {
  keepLastAnswer(join(folder, "none.plimsoll"), "x", density);
  expect(readLastAnswer(join(folder, "none.plimsoll"))).toBe(null);
  const project = fresh();
  mkdirSync(join(project, "answers", `${LAST_ANSWER}.json`));
  keepLastAnswer(project, "x", density);
  expect(readLastAnswer(project)).toBe(null);
});
