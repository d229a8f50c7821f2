// Tokens that stand among the arguments of a process; all else about sessions is tried on a running server in test/.
import { expect, test } from "vitest";
import { createSessions } from "./sessions.ts";

test("a token that other users can read opens a session for this user's processes only, and is not lost to them", () => {
  const sessions = createSessions(4711, 8);
  const token = sessions.invite(true);
  expect(sessions.exchange(token, () => false)).toBe("other_user");
  const session = sessions.exchange(token, () => true);
  expect(session).toEqual({ cookie: expect.any(String), key: expect.any(String) });
  expect(sessions.exchange(token, () => true)).toBe("used");
});

test("a printed token opens a session for whoever shows it, such as the end of a tunnel", () => {
  const sessions = createSessions(4711, 8);
  const session = sessions.exchange(sessions.invite(), () => false);
  expect(session).toHaveProperty("key");
});

test("neither secret of a session stands for the other", () => {
  const sessions = createSessions(4711, 8);
  const session = sessions.exchange(sessions.invite(), () => true);
  if (typeof session === "string") throw new Error(session);
  const { cookie, key } = session;
  expect(sessions.hasKey(`plimsoll-4711=${cookie}`, key)).toBe(true);
  expect(sessions.hasKey(`plimsoll-4711=${key}`, key)).toBe(false);
  expect(sessions.hasKey(`plimsoll-4711=${cookie}`, cookie)).toBe(false);
  expect(sessions.hasCookie(`a=b; plimsoll-4711=${cookie}; c=d`)).toBe(true);
});
