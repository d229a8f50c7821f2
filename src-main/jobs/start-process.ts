// Starts the program's own processes: forked by Node, or by the desktop shell, whose binary cannot be forked.
import { type ChildProcess, fork } from "node:child_process";

/** What is used of a child process. Messages are whatever structured cloning takes. */
export type Child = Pick<
  ChildProcess,
  "pid" | "connected" | "exitCode" | "signalCode" | "send" | "disconnect" | "kill" | "on" | "once"
>;

export interface StartOptions {
  readonly args?: readonly string[];
  /** Limit of the old generation of its heap in MB. */
  readonly heapMb?: number;
}

/** Starts the bundle `entry`, a path. The child ends, or is told by `disconnect`, when its parent is gone. */
export type StartProcess = (entry: string, options?: StartOptions) => Child;

const forkProcess: StartProcess = (entry, { args = [], heapMb } = {}) =>
  fork(entry, args, {
    serialization: "advanced",
    execArgv: heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });

let starter = forkProcess;

export const startProcess: StartProcess = (entry, options) => starter(entry, options);

/** Sets how this process starts others, before it starts the first one. */
export function startProcessesBy(other: StartProcess): void {
  starter = other;
}
