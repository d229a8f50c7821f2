// Gives a utility process what a forked process has to speak with its parent: send, disconnect, "message", "disconnect".
import type { MessagePortMain } from "electron";
import type { OverPort } from "./utility-messages.ts";

/** A process that has lost its parent ends by itself; one that has not after this time is ended. */
const LAST_WORDS_MS = 10_000;

/**
 * Speaks over the port that `opening` gives. Messages wait until the process listens. A process that disconnects ends
 * when its parent has taken everything it said: unlike Node's own, a utility process does not end when it has nothing to do.
 */
export function becomeChild(opening: Promise<MessagePortMain>): void {
  const waiting: OverPort[] = [];
  let port: MessagePortMain | null = null;
  let ending = false;
  const post = (message: OverPort): void => {
    if (port) port.postMessage(message);
    else waiting.push(message);
  };
  const closed = (): void => {
    process.connected = false;
    process.emit("disconnect");
    if (ending) process.exit();
    else setTimeout(() => process.exit(), LAST_WORDS_MS);
  };
  const unheard: unknown[] = [];
  const hear = (message: unknown): void => {
    if (process.listenerCount("message") > 0) process.emit("message", message, undefined);
    else unheard.push(message);
  };
  process.on("newListener", (event: string | symbol) => {
    if (event === "message") queueMicrotask(() => unheard.splice(0).forEach(hear));
  });

  process.connected = true;
  process.send = (message: unknown, ...rest: unknown[]) => {
    if (!process.connected) return false;
    post({ m: message });
    const sent = rest.find((one) => typeof one === "function") as ((error: Error | null) => void) | undefined;
    if (sent) setImmediate(sent, null);
    return true;
  };
  process.disconnect = () => {
    if (!process.connected) return;
    process.connected = false;
    ending = true;
    post({ end: true });
  };
  void opening.then((opened) => {
    port = opened;
    opened.on("close", closed);
    opened.on("message", ({ data }) => {
      if ("m" in (data as OverPort)) hear((data as { m: unknown }).m);
    });
    opened.start();
    for (const message of waiting.splice(0)) opened.postMessage(message);
  });
}
