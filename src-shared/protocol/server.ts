// The back end's end of a link: requests of one window go to a Transport, replies, progress and events come back.
import { failure, toReport } from "../base/errors.ts";
import { decodeFrame, encodeFrame, MOST_FRAME_BYTES } from "./frames.ts";
import type { FrameLink } from "./link.ts";
import { PROTOCOL_VERSION, ToBackend, type Topic, type ToWindow } from "./messages.ts";
import { type RequestName, requests } from "./requests.ts";
import type { Transport } from "./transport.ts";

/** A signal that this end raises; every shell has AbortController, which plain code cannot name. */
interface Abort {
  readonly signal: never;
  abort(): void;
}

/** Work that goes on when the window that asked for it is closed or reloaded. */
const DETACHED: ReadonlySet<string> = new Set<RequestName>(["import"]);

/** Most requests of one window at a time; more are refused. */
const MOST_REQUESTS = 200;

const isRequest = (name: string): name is RequestName => Object.hasOwn(requests, name);

/**
 * Serves one window until its link is lost. A frame that is no message closes the link: nothing after it can be trusted.
 * `createAbort` makes an AbortController.
 */
export function serveLink(
  link: FrameLink,
  backend: Transport,
  options: { readonly version: string; readonly createAbort: () => Abort },
): void {
  const running = new Map<number, { readonly name: string; readonly abort: Abort }>();
  const subscriptions = new Map<Topic, () => void>();
  let open = true;
  const send = (message: ToWindow): void => {
    if (open) link.send(encodeFrame(message));
  };
  const sendReply = (id: number, payload: unknown): void => {
    const frame = encodeFrame({ t: "reply", id, payload });
    if (frame.byteLength > MOST_FRAME_BYTES) throw tooLarge(frame.byteLength);
    if (open) link.send(frame);
  };
  const end = (): void => {
    open = false;
    for (const stop of subscriptions.values()) stop();
    subscriptions.clear();
    for (const { name, abort } of running.values()) if (!DETACHED.has(name)) abort.abort();
  };

  link.onOpen((now) => {
    if (!now) end();
  });
  link.onFrame((frame) => {
    const message = parse(frame);
    if (message) take(message);
    else {
      end();
      link.close();
    }
  });

  function take(message: ToBackend): void {
    switch (message.t) {
      case "hello":
        send({ t: "hello", protocol: PROTOCOL_VERSION, version: options.version });
        return;
      case "cancel":
        running.get(message.id)?.abort.abort();
        return;
      case "subscribe": {
        const { topic } = message;
        if (subscriptions.has(topic)) return;
        subscriptions.set(
          topic,
          backend.subscribe(topic, (payload) => send({ t: "event", topic, payload })),
        );
        return;
      }
      case "unsubscribe":
        subscriptions.get(message.topic)?.();
        subscriptions.delete(message.topic);
        return;
      default:
        void run(message);
    }
  }

  async function run({ id, name, payload }: Extract<ToBackend, { t: "request" }>): Promise<void> {
    if (running.has(id) || running.size >= MOST_REQUESTS || !isRequest(name))
      return send({ t: "error", id, error: refused(name, running.has(id), isRequest(name)).report });
    const abort = options.createAbort();
    running.set(id, { name, abort });
    try {
      const reply = await backend.request(name, payload as never, {
        signal: abort.signal,
        onProgress: (progress) => send({ t: "progress", id, progress }),
      });
      sendReply(id, reply);
    } catch (thrown) {
      send({ t: "error", id, error: toReport(thrown) });
    } finally {
      running.delete(id);
    }
  }
}

const tooLarge = (bytes: number) =>
  failure("reply.too_large", `the reply has ${bytes} bytes, more than a window takes`, {
    expected: `at most ${MOST_FRAME_BYTES} bytes`,
    next: "ask for less at a time",
  });

function refused(name: string, twice: boolean, known: boolean) {
  if (!known)
    return failure("request.unknown", `there is no request ${JSON.stringify(name.slice(0, 40))}`, { exit: 2 });
  if (twice) return failure("request.bad_value", "a request of this number is running", { exit: 2 });
  return failure("request.too_many", "this window has too many requests at a time", {
    next: "wait until some of them are answered",
    exit: 2,
  });
}

function parse(frame: Uint8Array): ToBackend | null {
  try {
    const parsed = ToBackend.safeParse(decodeFrame(frame));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
