import { describe, expect, it } from "vitest";
import { failure } from "../base/errors.ts";
import { decodeFrame, encodeFrame, MOST_FRAME_BYTES } from "./frames.ts";
import { linkPair } from "./link.ts";
import { PROTOCOL_VERSION, type ToWindow } from "./messages.ts";
import { serveLink } from "./server.ts";
import type { RequestOptions, Transport } from "./transport.ts";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

interface Asked {
  readonly name: string;
  readonly payload: unknown;
  readonly options: RequestOptions;
  resolve(reply: unknown): void;
  reject(thrown: unknown): void;
}

/** A window played by hand, served from a back end that answers when it is told to. */
function served() {
  const [window, own] = linkPair();
  const asked: Asked[] = [];
  const listeners = new Map<string, Set<(event: never) => void>>();
  const backend = {
    request: (name: string, payload: unknown, options: RequestOptions) =>
      new Promise((resolve, reject) => asked.push({ name, payload, options, resolve, reject })),
    subscribe(topic: string, listen: (event: never) => void) {
      const known = listeners.get(topic) ?? new Set();
      listeners.set(topic, known.add(listen));
      return () => known.delete(listen);
    },
    close: async () => {},
  } as unknown as Transport;
  const got: ToWindow[] = [];
  let open = true;
  window.onFrame((frame) => got.push(decodeFrame(frame) as ToWindow));
  window.onOpen((now) => {
    open = now;
  });
  serveLink(own, backend, { version: "7", createAbort: () => new AbortController() as never });
  const say = async (...messages: object[]): Promise<void> => {
    for (const message of messages) window.send(encodeFrame(message));
    await turn();
  };
  const ask = (id: number, name = "recipe", payload: unknown = {}) => say({ t: "request", id, name, payload });
  const errors = () => got.flatMap((message) => (message.t === "error" ? [`${message.id} ${message.error.code}`] : []));
  return { window, asked, listeners, got, say, ask, errors, isOpen: () => open };
}

describe("the back end's end of a link", () => {
  it("greets with its version", async () => {
    const { say, got } = served();
    await say({ t: "hello", protocol: PROTOCOL_VERSION });
    expect(got).toEqual([{ t: "hello", protocol: PROTOCOL_VERSION, version: "7" }]);
  });

  it("answers each request by its number, whatever comes first", async () => {
    const { ask, asked, got } = served();
    await ask(1);
    await ask(2, "clearJobs");
    asked[0]?.options.onProgress?.({ title: "t", done: 1, total: 2, detail: null });
    asked[1]?.resolve({ column: Float64Array.of(1, Number.NaN) });
    asked[0]?.reject(failure("project.damaged", "broken"));
    await turn();
    expect(got.map((message) => ("id" in message ? `${message.t} ${message.id}` : message.t))).toEqual([
      "progress 1",
      "reply 2",
      "error 1",
    ]);
    expect(got[1]).toMatchObject({ payload: { column: Float64Array.of(1, Number.NaN) } });
  });

  it("turns what is no error of the product into an internal one", async () => {
    const { ask, asked, errors } = served();
    await ask(1);
    asked[0]?.reject(new TypeError("x is undefined"));
    await turn();
    expect(errors()).toEqual(["1 internal"]);
  });

  it.each(["nothing", "constructor", "__proto__", "toString"])("knows no request %s", async (name) => {
    const { ask, asked, errors } = served();
    await ask(1, name);
    expect([asked, errors()]).toEqual([[], ["1 request.unknown"]]);
  });

  it("cancels by the number of the request", async () => {
    const { ask, say, asked } = served();
    await ask(1);
    await ask(2);
    await say({ t: "cancel", id: 2 }, { t: "cancel", id: 9 });
    expect(asked.map(({ options }) => options.signal?.aborted)).toEqual([false, true]);
  });

  it("takes a number again only when its request is answered", async () => {
    const { ask, asked, errors } = served();
    await ask(1);
    await ask(1);
    expect([asked.length, errors()]).toEqual([1, ["1 request.bad_value"]]);
    asked[0]?.resolve({});
    await turn();
    await ask(1);
    expect(asked).toHaveLength(2);
  });

  it("refuses more requests at a time than any window needs", async () => {
    const { say, asked, errors } = served();
    await say(...Array.from({ length: 201 }, (_, i) => ({ t: "request", id: i + 1, name: "recipe", payload: {} })));
    expect([asked.length, errors()]).toEqual([200, ["201 request.too_many"]]);
  });

  it("answers an error in place of a reply that no window would take, or that is no message", async () => {
    const { ask, asked, errors } = served();
    await ask(1);
    asked[0]?.resolve({ column: new Uint8Array(MOST_FRAME_BYTES) });
    await ask(2);
    asked[1]?.resolve({ count: 1n });
    await turn();
    expect(errors()).toEqual(["1 reply.too_large", "2 internal"]);
  });
});

describe("topics of a window", () => {
  it("come as long as it listens, one subscription each", async () => {
    const { say, listeners, got } = served();
    const publish = (revision: string) => {
      for (const listen of listeners.get("projects") ?? []) listen({ project: "/p", revision } as never);
    };
    await say({ t: "subscribe", topic: "projects" }, { t: "subscribe", topic: "projects" });
    publish("1");
    await say({ t: "unsubscribe", topic: "projects" });
    publish("2");
    await turn();
    expect(got).toEqual([{ t: "event", topic: "projects", payload: { project: "/p", revision: "1" } }]);
    expect(listeners.get("projects")?.size).toBe(0);
  });
});

describe("a window that goes", () => {
  it("leaves no subscription and no work behind, but an import goes on", async () => {
    const { ask, say, asked, window, listeners } = served();
    await say({ t: "subscribe", topic: "jobs" });
    await ask(1, "density");
    await ask(2, "import");
    window.close();
    await turn();
    expect(asked.map(({ name, options }) => [name, options.signal?.aborted])).toEqual([
      ["density", true],
      ["import", false],
    ]);
    expect(listeners.get("jobs")?.size).toBe(0);
  });

  it.each([
    ["noise", Uint8Array.of(9, 9, 9, 9, 9)],
    ["a message of no kind", encodeFrame({ t: "shutdown" })],
    ["a request without a number", encodeFrame({ t: "request", name: "recipe", payload: {} })],
    ["a number that is none", encodeFrame({ t: "cancel", id: 1.5 })],
    ["a topic that there is not", encodeFrame({ t: "subscribe", topic: "secrets" })],
    ["more than a message has", encodeFrame({ t: "hello", protocol: 1, more: true })],
  ])("is closed when it sends %s, and its work with it", async (_, frame) => {
    const { ask, asked, window, isOpen } = served();
    await ask(1);
    window.send(frame);
    await turn();
    expect([isOpen(), asked[0]?.options.signal?.aborted]).toEqual([false, true]);
  });
});
