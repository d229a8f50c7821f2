import { expect, test } from "vitest";
import type { Client } from "../../src-shared/protocol/client.ts";
import { createReplies } from "./replies.ts";

const never = new AbortController().signal;

function asking() {
  const answers: ((reply: unknown) => void)[] = [];
  const client = {
    request: () => new Promise((resolve) => answers.push(resolve)),
  } as unknown as Client;
  return { replies: createReplies(client), answer: (reply: unknown) => answers.shift()?.(reply) };
}

test("a reply is there again when its page is", async () => {
  const { replies, answer } = asking();
  const asked = replies.ask("guestMap", { project: "/a" }, "1", never);
  answer("map");
  await asked;
  expect(replies.peek("guestMap", "1")).toBe("map");
});

test("nothing is kept over a change of the project: undoing the change brings the revision back, not the reply", async () => {
  const { replies, answer } = asking();
  const asked = replies.ask("guestMap", { project: "/a" }, "1", never);
  answer("map of a later revision");
  await asked;
  replies.clear();
  expect(replies.peek("guestMap", "1")).toBeUndefined();
});

test("a reply on its way while the project changed is given, but not kept", async () => {
  const { replies, answer } = asking();
  const asked = replies.ask("guestMap", { project: "/a" }, "1", never);
  replies.clear();
  answer("map");
  expect(await asked).toBe("map");
  expect(replies.peek("guestMap", "1")).toBeUndefined();
});

test("documents are asked for each time: a window does not hear of all their changes", async () => {
  const { replies, answer } = asking();
  const asked = replies.ask("documents", { project: "/a", kind: "query" }, "1", never);
  answer("list");
  await asked;
  expect(replies.peek("documents", "1")).toBeUndefined();
});
