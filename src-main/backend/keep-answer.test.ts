import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { exampleInput } from "../report/example.fixture.ts";
import { readLastAnswer } from "../store/last-answer.ts";
import { createProject } from "../store/project.ts";
import { removeFolder, temporaryFolder } from "../store/testing/project.ts";
import { keepingAnswer } from "./keep-answer.ts";
import { contextIn } from "./testing/context.ts";

const folder = temporaryFolder();
const { context, job, heard, close } = contextIn(folder);
afterAll(async () => {
  await close();
  removeFolder(folder);
});
const { density } = exampleInput();
const answer = keepingAnswer(async () => density);
const ask = (project: string | null, scenario: unknown, file = "/x/week.json") =>
  answer({ project, scenario, file, workers: 1 }, job, context);

it("windows hear of a kept answer as of a changed document, and of no other", async () => {
  const project = join(folder, "p.plimsoll");
  createProject(project).close();
  await ask(project, {});
  expect(readLastAnswer(project)?.scenario).toBe("week");
  expect(heard).toEqual([expect.objectContaining({ project, documents: true })]);
  await ask(project, { replications: { outer: 1, inner: 1 } });
  await ask(null, {});
  await ask(join(folder, "none.plimsoll"), {});
  expect(heard).toHaveLength(1);
});

it("tells an answer of a scenario that the project keeps from one of a file of the same name elsewhere", async () => {
  const project = join(folder, "q.plimsoll");
  createProject(project).close();
  await ask(project, {});
  expect(readLastAnswer(project)).toMatchObject({ scenario: "week", saved: false });
  await ask(project, {}, join(project, "scenarios", "week.json"));
  expect(readLastAnswer(project)).toMatchObject({ scenario: "week", saved: true });
});
