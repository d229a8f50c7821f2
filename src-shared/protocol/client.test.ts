import { describe, expect, it } from "vitest";
import { failure } from "../base/errors.ts";
import { type BackendState, createClient } from "./client.ts";
import { decodeFrame, encodeFrame } from "./frames.ts";
import { type FrameLink, linkPair } from "./link.ts";
import { PROTOCOL_VERSION, type ToBackend, type ToWindow } from "./messages.ts";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
type Sent<T extends ToBackend["t"]> = Extract<ToBackend, { t: T }>;

/** A client and the other end of its link, played by hand. */
function played() {
  const [mine, other] = linkPair();
  const sent: ToBackend[] = [];
  other.onFrame((frame) => sent.push(decodeFrame(frame) as ToBackend));
  const client = createClient(mine);
  const states: BackendState["state"][] = [];
  client.onBackend(({ state }) => states.push(state));
  const say = async (message: ToWindow | object): Promise<void> => {
    other.send(encodeFrame(message));
    await turn();
  };
  const hello = () => say({ t: "hello", protocol: PROTOCOL_VERSION, version: "1" });
  const of = <T extends ToBackend["t"]>(t: T) => sent.filter((message): message is Sent<T> => message.t === t);
  return { client, sent, states, say, hello, of, other: other as FrameLink };
}

const outcome = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    (reply) => ({ reply }),
    (thrown: { report?: { code: string } }) => thrown.report?.code ?? String(thrown),
  );
const state = (to: "lost" | "ready" | "gone", interrupted: string[] = []) => ({ t: "backend", state: to, interrupted });

describe("a window's end of the link", () => {
  it("asks nothing before the back end has answered its greeting, then everything in order", async () => {
    const { client, sent, hello, say, of } = played();
    const first = outcome(client.request("clearJobs", {}));
    void outcome(client.request("recipe", {}));
    await turn();
    expect(sent).toEqual([{ t: "hello", protocol: PROTOCOL_VERSION }]);
    await hello();
    expect(of("request").map(({ id, name }) => [id, name])).toEqual([
      [1, "clearJobs"],
      [2, "recipe"],
    ]);
    await say({ t: "reply", id: 1, payload: { done: true } });
    expect(await first).toEqual({ reply: { done: true } });
  });

  it("gives progress, errors and replies to the request that they are for", async () => {
    const { client, hello, say } = played();
    await hello();
    const heard: number[] = [];
    const one = outcome(client.request("clearJobs", {}, { onProgress: ({ done }) => heard.push(done) }));
    const two = outcome(client.request("clearJobs", {}));
    await say({ t: "progress", id: 1, progress: { title: "x", done: 3, total: 4, detail: null } });
    await say({ t: "error", id: 2, error: failure("project.in_use", "busy").report });
    await say({ t: "reply", id: 1, payload: { done: true } });
    await say({ t: "progress", id: 1, progress: { title: "x", done: 4, total: 4, detail: null } });
    expect([await one, await two, heard]).toEqual([{ reply: { done: true } }, "project.in_use", [3]]);
  });

  it("refuses a reply that is not what its request promises", async () => {
    const { client, hello, say } = played();
    await hello();
    const asked = outcome(client.request("clearJobs", {}));
    await say({ t: "reply", id: 1, payload: { done: "yes" } });
    expect(await asked).toBe("protocol.bad_reply");
  });

  it("passes over what is no message, and replies to what it has not asked", async () => {
    const { client, hello, say, other } = played();
    await hello();
    const asked = outcome(client.request("clearJobs", {}));
    other.send(Uint8Array.of(1, 2, 3));
    await say({ t: "reply", id: 99, payload: { done: true } });
    await say({ t: "nonsense" });
    await say({ t: "event", topic: "jobs", payload: "none" });
    await say({ t: "reply", id: 1, payload: { done: true } });
    expect(await asked).toEqual({ reply: { done: true } });
  });

  it("takes back a request that was cancelled before it could be asked, and tells the back end of later ones", async () => {
    const { client, hello, of, say } = played();
    const [early, late] = [new AbortController(), new AbortController()];
    const one = outcome(client.request("recipe", {}, { signal: early.signal }));
    const two = outcome(client.request("clearJobs", {}, { signal: late.signal }));
    early.abort();
    expect(await one).toBe("job.cancelled");
    await hello();
    late.abort();
    await turn();
    expect([of("request").map(({ name }) => name), of("cancel")]).toEqual([["clearJobs"], [{ t: "cancel", id: 2 }]]);
    await say({ t: "error", id: 2, error: failure("job.cancelled", "cancelled", { exit: 4 }).report });
    expect(await two).toBe("job.cancelled");
    expect(await outcome(client.request("recipe", {}, { signal: early.signal }))).toBe("job.cancelled");
  });
});

describe("a back end that is lost", () => {
  it("fails what was asked of it, keeps what comes later, and asks that of the next one", async () => {
    const { client, hello, say, of, states } = played();
    await hello();
    const asked = outcome(client.request("recipe", {}));
    await say(state("lost", ["Import three-vms"]));
    expect(await asked).toBe("backend.lost");
    const later = outcome(client.request("clearJobs", {}));
    await turn();
    expect(of("request").map(({ name }) => name)).toEqual(["recipe"]);
    await say(state("ready"));
    expect(of("hello")).toHaveLength(2);
    await hello();
    expect(of("request").map(({ name }) => name)).toEqual(["recipe", "clearJobs"]);
    await say({ t: "reply", id: 2, payload: { done: true } });
    expect(await later).toEqual({ reply: { done: true } });
    expect(states).toEqual(["connecting", "ready", "lost", "ready"]);
  });

  it("tells which jobs ended with it, until after it is back", async () => {
    const { client, hello, say } = played();
    const interrupted: string[][] = [];
    client.onBackend((now) => interrupted.push([...now.interrupted]));
    await hello();
    await say(state("lost", ["Import three-vms"]));
    await say(state("ready", []));
    await hello();
    expect(interrupted).toEqual([[], [], ["Import three-vms"], ["Import three-vms"]]);
  });

  it("is asked again for its topics when it is back", async () => {
    const { client, hello, say, of } = played();
    client.subscribe("jobs", () => {});
    await hello();
    await say(state("lost"));
    await say(state("ready"));
    await hello();
    expect(of("subscribe")).toEqual([
      { t: "subscribe", topic: "jobs" },
      { t: "subscribe", topic: "jobs" },
    ]);
  });

  it("fails everything when it is gone for good, also what waited and what comes later", async () => {
    const { client, hello, say } = played();
    await hello();
    await say(state("lost"));
    const waiting = outcome(client.request("recipe", {}));
    await say(state("gone"));
    expect([await waiting, await outcome(client.request("recipe", {}))]).toEqual(["backend.lost", "backend.lost"]);
  });

  it("is of no use when it speaks another version", async () => {
    const { client, say, states } = played();
    const waiting = outcome(client.request("recipe", {}));
    await say({ t: "hello", protocol: PROTOCOL_VERSION + 1, version: "9" });
    expect(await waiting).toBe("backend.lost");
    expect(states).toEqual(["connecting", "gone"]);
  });

  it("is lost too when the link is closed", async () => {
    const { client, hello, other, states } = played();
    await hello();
    const asked = outcome(client.request("recipe", {}));
    await turn();
    other.close();
    expect(await asked).toBe("backend.lost");
    expect(states.at(-1)).toBe("lost");
  });
});

describe("a topic", () => {
  const change = (revision: string) => ({
    t: "event",
    topic: "projects",
    payload: { project: "/p", revision, documents: false },
  });

  it("is asked for once for all listeners, and no longer when the last has gone", async () => {
    const { client, hello, say, of } = played();
    await hello();
    const [a, b]: [unknown[], unknown[]] = [[], []];
    const stopA = client.subscribe("projects", (event) => a.push(event?.revision));
    await say(change("1"));
    const stopB = client.subscribe("projects", (event) => b.push(event?.revision));
    await say(change("2"));
    stopA();
    await say(change("3"));
    stopB();
    await turn();
    expect([a, b]).toEqual([
      ["1", "2"],
      ["1", "2", "3"],
    ]);
    expect([of("subscribe").length, of("unsubscribe").length]).toEqual([1, 1]);
    stopB();
    await turn();
    expect(of("unsubscribe")).toHaveLength(1);
  });

  it("is not ended for others by who ends it twice", async () => {
    const { client, hello, say, of } = played();
    await hello();
    const stopA = client.subscribe("projects", () => {});
    stopA();
    const heard: unknown[] = [];
    client.subscribe("projects", (event) => heard.push(event?.revision));
    stopA();
    await say(change("1"));
    expect(heard).toEqual(["1"]);
    expect([of("subscribe").length, of("unsubscribe").length]).toEqual([2, 1]);
  });
});
