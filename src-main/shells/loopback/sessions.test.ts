// Tokens that stand among the arguments of a process; all else about sessions is tried on a running server in test/.
import { expect, test } from "vitest";
import { createSessions, type Session } from "./sessions.ts";

test("a token that other users can read opens a session for this user's processes only, and is not lost to them", () => {
  const sessions = createSessions(4711, 8);
  const token = sessions.invite(true);
  expect(sessions.exchange(token, undefined, () => false)).toBe("other_user");
  const session = sessions.exchange(token, undefined, () => true);
  expect(session).toEqual({ cookie: expect.any(String), key: expect.any(String) });
  expect(sessions.exchange(token, undefined, () => true)).toBe("used");
});

test("a printed token opens a session for whoever shows it, such as the end of a tunnel", () => {
  const sessions = createSessions(4711, 8);
  const session = sessions.exchange(sessions.invite(), undefined, () => false);
  expect(session).toHaveProperty("key");
});

test("neither secret of a session stands for the other", () => {
  const sessions = createSessions(4711, 8);
  const session = sessions.exchange(sessions.invite(), undefined, () => true);
  if (typeof session === "string") throw new Error(session);
  const { cookie, key } = session;
  expect(sessions.hasKey(`plimsoll-4711=${cookie}`, key)).toBe(true);
  expect(sessions.hasKey(`plimsoll-4711=${key}`, key)).toBe(false);
  expect(sessions.hasKey(`plimsoll-4711=${cookie}`, cookie)).toBe(false);
  expect(sessions.hasCookie(`a=b; plimsoll-4711=${cookie}; c=d`)).toBe(true);
});

test("a browser that has a session goes on with it, whatever else its cookies hold", () => {
  const sessions = createSessions(4711, 8);
  const open = (shown?: string) => {
    const session = sessions.exchange(sessions.invite(), shown, () => true);
    if (typeof session === "string") throw new Error(session);
    return session;
  };
  const first = open();
  const forged = "A".repeat(43);
  expect(open(`plimsoll-4711=${forged}; plimsoll-4711=${first.cookie}`)).toEqual(first);
  const other = open(`plimsoll-4711=${forged}`);
  expect(other.cookie).not.toBe(forged);
  expect(other.key).not.toBe(first.key);
});

test("the key of a session is not to be had from its cookie, nor from another server", () => {
  const [one, two] = [createSessions(4711, 8), createSessions(4711, 8)];
  const session = one.exchange(one.invite(), undefined, () => true);
  if (typeof session === "string") throw new Error(session);
  const shown = `plimsoll-4711=${session.cookie}`;
  for (const token of ["", session.cookie, session.key, two.invite()])
    expect(one.exchange(token, shown, () => true)).toBe("unknown");
  const elsewhere = two.exchange(two.invite(), shown, () => true);
  expect(elsewhere).not.toMatchObject({ cookie: session.cookie });
  expect(elsewhere).not.toMatchObject({ key: session.key });
});

test("a session that a further window has joined is not the oldest any more", () => {
  const sessions = createSessions(4711, 2);
  const open = (shown?: string) => sessions.exchange(sessions.invite(), shown, () => true) as Session;
  const [first, second] = [open(), open()];
  open(`plimsoll-4711=${first.cookie}`);
  open();
  expect(sessions.hasCookie(`plimsoll-4711=${first.cookie}`)).toBe(true);
  expect(sessions.hasCookie(`plimsoll-4711=${second.cookie}`)).toBe(false);
});
