// The window's end of a link: a Transport over frames. Replies are checked; a lost back end fails what was asked of it.
import { cancelled, failure, PlimsollError } from "../base/errors.ts";
import { decodeFrame, encodeFrame } from "./frames.ts";
import type { FrameLink } from "./link.ts";
import { type EventOf, PROTOCOL_VERSION, type ToBackend, type Topic, ToWindow, topics } from "./messages.ts";
import { type ReplyOf, replySchemas } from "./reply-schemas.ts";
import type { Progress, RequestName } from "./requests.ts";
import type { Transport } from "./transport.ts";

/** What a window knows about its back end. `interrupted`: titles of the jobs that ended with it. */
export interface BackendState {
  readonly state: "connecting" | "ready" | "lost" | "gone";
  readonly interrupted: readonly string[];
}

export interface Client extends Transport {
  /** Calls `listen` now and at each change. */
  onBackend(listen: (state: BackendState) => void): () => void;
}

interface Waiting {
  readonly name: RequestName;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  resolve(reply: unknown): void;
  reject(error: PlimsollError): void;
}

const lost = (): PlimsollError =>
  failure("backend.lost", "the back end stopped while it worked on this", {
    next: "wait until it has started again, then ask once more; the project is as it was",
    exit: 5,
  });

const badReply = (what: string): PlimsollError =>
  failure("protocol.bad_reply", what, {
    expected: "the same version of window and back end",
    next: "reload the window; restart the program if that does not help",
    exit: 5,
  });

/** A transport over `link`. Requests made while the back end is away wait until it is there. */
export function createClient(link: FrameLink): Client {
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<Topic, Set<(event: never) => void>>();
  const last = new Map<Topic, unknown>();
  const watchers = new Set<(state: BackendState) => void>();
  const queue: ToBackend[] = [];
  let state: BackendState = { state: "connecting", interrupted: [] };
  let nextId = 1;

  const send = (message: ToBackend): void => {
    if (state.state === "ready") link.send(encodeFrame(message));
    else queue.push(message);
  };
  const become = (next: BackendState): void => {
    state = next;
    if (next.state === "gone") {
      queue.length = 0;
      failAll(lost);
    }
    if (next.state === "ready") {
      for (const topic of listeners.keys()) link.send(encodeFrame({ t: "subscribe", topic }));
      for (const message of queue.splice(0)) link.send(encodeFrame(message));
    }
    for (const watch of [...watchers]) watch(state);
  };
  const failAll = (error: () => PlimsollError): void => {
    const failed = [...waiting.entries()].filter(([id]) => !queue.some((m) => "id" in m && m.id === id));
    for (const [id, one] of failed) {
      waiting.delete(id);
      one.reject(error());
    }
  };

  link.onOpen((open) => {
    if (open) link.send(encodeFrame({ t: "hello", protocol: PROTOCOL_VERSION }));
    else {
      failAll(lost);
      become({ state: "lost", interrupted: [] });
    }
  });
  link.onFrame((frame) => {
    const parsed = ToWindow.safeParse(safely(frame));
    if (parsed.success) take(parsed.data);
  });

  function take(message: ToWindow): void {
    switch (message.t) {
      case "hello":
        become(
          message.protocol === PROTOCOL_VERSION
            ? { state: "ready", interrupted: state.interrupted }
            : { state: "gone", interrupted: [] },
        );
        return;
      case "backend":
        if (message.state === "ready") {
          link.send(encodeFrame({ t: "hello", protocol: PROTOCOL_VERSION }));
        } else {
          failAll(lost);
          become({ state: message.state, interrupted: message.interrupted });
        }
        return;
      case "event": {
        const event = topics[message.topic].safeParse(message.payload);
        if (!event.success) return;
        last.set(message.topic, event.data);
        for (const listen of [...(listeners.get(message.topic) ?? [])]) listen(event.data as never);
        return;
      }
      default:
        answer(message);
    }
  }

  function answer(message: Extract<ToWindow, { id: number }>): void {
    const one = waiting.get(message.id);
    if (!one) return;
    if (message.t === "progress") {
      one.onProgress?.(message.progress);
      return;
    }
    waiting.delete(message.id);
    if (message.t === "error") {
      one.reject(new PlimsollError(message.error));
      return;
    }
    const reply = replySchemas[one.name].safeParse(message.payload);
    if (reply.success) one.resolve(reply.data);
    else
      one.reject(badReply(`${one.name}: ${reply.error.issues[0]?.path.join(".")}: ${reply.error.issues[0]?.message}`));
  }

  return {
    request(name, payload, options = {}) {
      const { signal, onProgress } = options;
      if (signal?.aborted) return Promise.reject(cancelled(name));
      if (state.state === "gone") return Promise.reject(lost());
      const id = nextId++;
      const cancel = (): void => {
        const at = queue.findIndex((m) => m.t === "request" && m.id === id);
        if (at < 0) {
          send({ t: "cancel", id });
          return;
        }
        queue.splice(at, 1);
        waiting.get(id)?.reject(cancelled(name));
        waiting.delete(id);
      };
      return new Promise<ReplyOf[typeof name]>((resolve, reject) => {
        const settled =
          <T>(settle: (value: T) => void) =>
          (value: T): void => {
            signal?.removeEventListener("abort", cancel);
            settle(value);
          };
        waiting.set(id, {
          name,
          onProgress,
          resolve: settled(resolve as (reply: unknown) => void),
          reject: settled(reject),
        });
        signal?.addEventListener("abort", cancel, { once: true });
        send({ t: "request", id, name, payload });
      });
    },
    subscribe<T extends Topic>(topic: T, listen: (event: EventOf[T]) => void) {
      const known = listeners.get(topic) ?? new Set();
      const first = known.size === 0;
      known.add(listen as (event: never) => void);
      listeners.set(topic, known);
      if (first && state.state === "ready") link.send(encodeFrame({ t: "subscribe", topic }));
      else if (last.has(topic)) listen(last.get(topic) as EventOf[T]);
      return () => {
        // Only the one that takes the last listener away ends the subscription, and only once.
        if (!known.delete(listen as (event: never) => void) || known.size > 0) return;
        if (listeners.get(topic) !== known) return;
        listeners.delete(topic);
        last.delete(topic);
        if (state.state === "ready") link.send(encodeFrame({ t: "unsubscribe", topic }));
      };
    },
    onBackend(listen) {
      watchers.add(listen);
      listen(state);
      return () => watchers.delete(listen);
    },
    async close() {
      link.close();
    },
  };
}

function safely(frame: Uint8Array): unknown {
  try {
    return decodeFrame(frame);
  } catch {
    return null;
  }
}
