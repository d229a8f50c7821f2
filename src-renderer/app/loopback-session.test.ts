// The window's session: what an address opens, what a reload keeps, what a foreign link cannot do.
import { expect, test } from "vitest";
import { startSession } from "./loopback-session.ts";

type Answer = { readonly status: number; readonly body?: object } | "unreachable";

/** A page at `hash` whose server gives `answers` in turn. */
function page(hash: string, answers: readonly Answer[], kept: string | null = null) {
  const asked: { method: string; body: unknown; key: string | null }[] = [];
  const places: string[] = [];
  const storage = new Map(kept === null ? [] : [["plimsoll.key", kept]]);
  const waiting = [...answers];
  return {
    asked,
    places,
    storage,
    start: () =>
      startSession({
        location: { hash },
        history: { replaceState: (_state, _title, place) => places.push(String(place)) },
        storage: {
          getItem: (name) => storage.get(name) ?? null,
          setItem: (name, value) => storage.set(name, value),
        },
        async fetch(_path, init) {
          const answer = waiting.shift() ?? "unreachable";
          asked.push({
            method: init?.method ?? "GET",
            body: init?.body === undefined ? null : JSON.parse(String(init.body)),
            key: new Headers(init?.headers).get("x-plimsoll-key"),
          });
          if (answer === "unreachable") throw new TypeError("Failed to fetch");
          const { status, body } = answer;
          return new Response(body ? JSON.stringify(body) : null, { status });
        },
      }),
  };
}

const taken: Answer = { status: 200, body: { key: "KEY" } };
const used: Answer = { status: 401, body: { error: "used" } };
const known: Answer = { status: 204 };

test("a token is exchanged once, its key is kept, and the address forgets it", async () => {
  const one = page("#t=TOKEN&project=%2Fa%20b&sample=1", [taken]);
  expect(await one.start()).toEqual({ key: "KEY", start: { project: "/a b", sample: true, place: null } });
  expect(one.asked).toEqual([{ method: "POST", body: { token: "TOKEN" }, key: null }]);
  expect(one.storage.get("plimsoll.key")).toBe("KEY");
  expect(one.places).toEqual(["#/start"]);
});

test("an invitation leads to its place inside the window, and nowhere else", async () => {
  const inside = page("#t=TOKEN&place=%23%2Fquery%3Fdetail%3Da", [taken]);
  await inside.start();
  expect(inside.places).toEqual(["#/query?detail=a"]);
  const outside = page("#t=TOKEN&place=https%3A%2F%2Fevil.example", [taken]);
  await outside.start();
  expect(outside.places).toEqual(["#/start"]);
});

test("a reload goes on with the kept key and leaves the place as it is", async () => {
  const one = page("#/guests?project=x", [known], "KEY");
  expect(await one.start()).toEqual({ key: "KEY", start: { project: null, sample: false, place: null } });
  expect(one.asked).toEqual([{ method: "GET", body: null, key: "KEY" }]);
  expect(one.places).toEqual([]);
});

test("a used address opens nothing that it asks for, even in a browser with a session", async () => {
  const one = page("#t=OLD&project=/evil&sample=1", [used, known], "KEY");
  expect(await one.start()).toEqual({ key: "KEY", start: { project: null, sample: false, place: null } });
  expect(one.places).toEqual(["#/start"]);
});

test("a used address in a browser without a session says that it was used", async () => {
  expect(await page("#t=OLD", [used]).start()).toEqual({ refused: "used" });
  expect(await page("#t=OLD", [used, { status: 401 }], "STALE").start()).toEqual({ refused: "used" });
});

test("no token and no key, or a key of an earlier server, is no session", async () => {
  expect(await page("", []).start()).toEqual({ refused: "none" });
  expect(await page("#/start", [{ status: 401 }], "STALE").start()).toEqual({ refused: "none" });
});

test("a server that does not answer is told as that", async () => {
  expect(await page("#t=TOKEN", ["unreachable"]).start()).toEqual({ refused: "unreachable" });
  expect(await page("#/start", ["unreachable"], "KEY").start()).toEqual({ refused: "unreachable" });
});
