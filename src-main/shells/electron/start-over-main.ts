// How a utility process starts others: it asks the main process, and speaks with the child over the port that comes back.
import { EventEmitter } from "node:events";
import { basename } from "node:path";
import type { MessagePortMain, ParentPort } from "electron";
import type { Child, StartProcess } from "../../jobs/start-process.ts";
import { isEntry, type OverPort, type ToMain, type ToUtility } from "./utility-messages.ts";

/** What a child of this kind is told by the main process. */
interface Told {
  started(pid: number | null, port: MessagePortMain): void;
  exited(code: number): void;
  refused(why: string): void;
}

/** A way to start processes for `startProcessesBy`. Entries are bundles beside this one. */
export function startOverMain(main: ParentPort): StartProcess {
  const children = new Map<number, Told>();
  let last = 0;
  main.on("message", ({ data, ports }) => {
    const message = data as ToUtility;
    if (message.t === "parent") return;
    const child = children.get(message.child);
    if (message.t === "started") child?.started(message.pid, ports[0] as MessagePortMain);
    else {
      children.delete(message.child);
      if (message.t === "exited") child?.exited(message.code);
      else child?.refused(message.why);
    }
  });
  return (path, { args = [], heapMb } = {}) => {
    const entry = basename(path, ".js");
    if (!isEntry(entry)) throw new Error(`there is no process ${entry}`);
    const number = ++last;
    const tell = (message: ToMain): void => main.postMessage(message);
    const { child, told } = createChild((hard) => tell({ t: "kill", child: number, hard }));
    children.set(number, told);
    tell({ t: "start", child: number, entry, args, heapMb: heapMb ?? null });
    return child;
  };
}

function createChild(kill: (hard: boolean) => void): { readonly child: Child; readonly told: Told } {
  const events = new EventEmitter();
  const waiting: OverPort[] = [];
  let port: MessagePortMain | null = null;
  /** Disconnected before there was a port to close. */
  let closeAtOnce = false;
  const state = { pid: undefined as number | undefined, connected: true, exitCode: null as number | null };

  const lost = (): void => {
    if (!state.connected) return;
    state.connected = false;
    events.emit("disconnect");
  };
  const child = Object.assign(events, {
    send(message: unknown) {
      if (!state.connected) return false;
      if (port) port.postMessage({ m: message } satisfies OverPort);
      else waiting.push({ m: message });
      return true;
    },
    disconnect() {
      closeAtOnce = port === null;
      port?.close();
      lost();
    },
    kill(signal?: NodeJS.Signals | number) {
      if (state.exitCode !== null) return false;
      kill(signal === "SIGKILL" || signal === 9);
      return true;
    },
  });
  Object.defineProperties(child, {
    pid: { get: () => state.pid },
    connected: { get: () => state.connected },
    exitCode: { get: () => state.exitCode },
    signalCode: { value: null },
  });

  const told: Told = {
    started(pid, opened) {
      state.pid = pid ?? undefined;
      port = opened;
      opened.on("message", ({ data }) => {
        const message = data as OverPort;
        if ("m" in message) return void events.emit("message", message.m);
        // The child has said everything, and ends when the port is closed.
        opened.close();
        lost();
      });
      opened.on("close", lost);
      opened.start();
      for (const message of waiting.splice(0)) opened.postMessage(message);
      if (closeAtOnce) opened.close();
    },
    exited(code) {
      state.exitCode = code;
      lost();
      events.emit("exit", code, null);
    },
    refused(why) {
      lost();
      events.emit("error", new Error(why));
    },
  };
  return { child: child as unknown as Child, told };
}
