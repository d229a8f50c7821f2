// Starts utility processes: the back end, and for it those processes that it would fork elsewhere. Messages between a
// parent and its child go over a port of their own and never through the main process.
import { join } from "node:path";
import { MessageChannelMain, type MessagePortMain, type UtilityProcess, utilityProcess } from "electron";
import { z } from "zod";
import { ENTRIES, type Entry, type ToMain, type ToUtility } from "./utility-messages.ts";

export interface Utility {
  readonly process: UtilityProcess;
  /** The parent's end of the port; messages in the form of OverPort. */
  readonly port: MessagePortMain;
}

export interface UtilityOptions {
  readonly args?: readonly string[];
  readonly heapMb?: number | null;
}

/** Most processes that one process may have running: a bound for a fault, far above what the program needs. */
const MOST_CHILDREN = 64;

const number = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
const Asked: z.ZodType<ToMain> = z.discriminatedUnion("t", [
  z.strictObject({
    t: z.literal("start"),
    child: number,
    entry: z.enum(ENTRIES),
    args: z.array(z.string()).max(16),
    heapMb: z.int().min(16).max(65_536).nullable(),
  }),
  z.strictObject({ t: z.literal("kill"), child: number, hard: z.boolean() }),
]);

/** Starts `entry` of the bundles in `folder`; serves its own wishes for further processes as long as it lives. */
export function startUtility(folder: string, entry: Entry, { args = [], heapMb = null }: UtilityOptions = {}): Utility {
  const child = utilityProcess.fork(join(folder, "utility-process.js"), [entry, ...args], {
    stdio: ["ignore", "ignore", "inherit"],
    serviceName: `Plimsoll ${entry}`,
    execArgv: heapMb === null ? [] : [`--js-flags=--max-old-space-size=${heapMb}`],
  });
  const { port1, port2 } = new MessageChannelMain();
  const hello: ToUtility = { t: "parent" };
  child.postMessage(hello, [port1]);
  serveWishes(folder, child);
  return { process: child, port: port2 };
}

function serveWishes(folder: string, parent: UtilityProcess): void {
  const children = new Map<number, UtilityProcess>();
  let alive = true;
  const tell = (message: ToUtility, ports: MessagePortMain[] = []): void => {
    if (alive) parent.postMessage(message, ports);
  };
  parent.on("exit", () => {
    // Its children see their ports close, and end as they do when a parent goes.
    alive = false;
  });
  parent.on("message", (message: unknown) => {
    const asked = Asked.safeParse(message);
    if (!asked.success) return;
    const { child } = asked.data;
    if (asked.data.t === "kill") {
      const doomed = children.get(child);
      if (asked.data.hard) endHard(doomed);
      else doomed?.kill();
      return;
    }
    if (children.has(child) || children.size >= MOST_CHILDREN)
      return tell({ t: "refused", child, why: "too many processes are running" });
    const { entry, args, heapMb } = asked.data;
    const started = startUtility(folder, entry, { args, heapMb });
    children.set(child, started.process);
    started.process.on("exit", (code) => {
      children.delete(child);
      tell({ t: "exited", child, code });
    });
    started.process.on("spawn", () => tell({ t: "started", child, pid: started.process.pid ?? null }, [started.port]));
  });
}

/** Ends a process at once, whatever it is doing. */
export function endHard(child: UtilityProcess | undefined): void {
  if (child?.pid === undefined) return;
  try {
    process.kill(child.pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
