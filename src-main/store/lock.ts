// One writer per project: a lock file that names its process, taken over when that process is gone.
import { linkSync, readFileSync, readlinkSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { failure, type PlimsollError } from "../../src-shared/base/errors.ts";
import { storeFailure } from "./store-errors.ts";

/** Who holds the lock; unknown parts are null where the system does not tell. */
interface Holder {
  readonly pid: number;
  /** Boot and clock ticks at which the process started: tells a reused pid from the old one. */
  readonly start: string | null;
  /** Machine and process namespace: a pid of another one says nothing here. */
  readonly place: string;
}

export interface Lock {
  release(): void;
}

export const lockPath = (project: string): string => join(project, "project.lock");

/** Takes the lock of a project. Error: `project.in_use` while another live process (or this one) holds it. */
export function acquireLock(project: string): Lock {
  const file = lockPath(project);
  const mine = `${file}.${process.pid}-${Math.trunc(process.uptime() * 1e6)}`;
  const content = JSON.stringify(describe(process.pid));
  try {
    writeFileSync(mine, content);
    for (let attempt = 0; attempt < 5; attempt++) {
      if (link(mine, file)) return { release: () => release(file, content) };
      const found = readHolder(file);
      if (found === "gone") continue;
      if (found.holder === null || isAlive(found.holder)) throw inUse(project, found.holder);
      removeStale(file, found.text, `${mine}.stale`);
    }
    throw inUse(project, null);
  } catch (thrown) {
    throw storeFailure(thrown, file, "taking the project's lock");
  } finally {
    rmSync(mine, { force: true });
  }
}

function inUse(project: string, holder: Holder | null): PlimsollError {
  const who = holder ? `process ${holder.pid}` : "another process";
  return failure("project.in_use", `${who} is writing to the project`, {
    where: { file: project },
    expected: "no other import or change at the same time",
    next: `wait until it has finished; if no such process exists, remove ${lockPath(project)}`,
  });
}

/** Gives `file` to whoever is first; the content is there from the first moment. */
function link(mine: string, file: string): boolean {
  try {
    linkSync(mine, file);
    return true;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "EOPNOTSUPP" && code !== "ENOSYS") throw thrown;
    return createExclusively(mine, file);
  }
}

/** For file systems without hard links. */
function createExclusively(mine: string, file: string): boolean {
  try {
    writeFileSync(file, readFileSync(mine), { flag: "wx" });
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw thrown;
  }
}

function readHolder(file: string): { text: string; holder: Holder | null } | "gone" {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return "gone";
    throw thrown;
  }
  try {
    const value = JSON.parse(text) as Partial<Holder>;
    const holder = Number.isInteger(value.pid) && typeof value.place === "string" ? (value as Holder) : null;
    return { text, holder };
  } catch {
    return { text, holder: null };
  }
}

/** Moves a dead holder's lock away; puts it back when a live one took its place in between. */
function removeStale(file: string, text: string, aside: string): void {
  try {
    renameSync(file, aside);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return;
    throw thrown;
  }
  if (readFileSync(aside, "utf8") !== text) link(aside, file);
  rmSync(aside, { force: true });
}

function release(file: string, content: string): void {
  const found = readHolder(file);
  if (found !== "gone" && found.text === content) rmSync(file, { force: true });
}

/** False only when it is certain that the process has ended. */
function isAlive(holder: Holder): boolean {
  if (holder.place !== place()) return true;
  if (hasEnded(holder.pid)) return false;
  const start = startOf(holder.pid);
  return holder.start === null || start === null || start === holder.start;
}

/** Whether no process of this number runs here; one of another user counts as running. */
export function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "ESRCH";
  }
}

const describe = (pid: number): Holder => ({ pid, start: startOf(pid), place: place() });

/** Boot id and start time in ticks on Linux, else null. A process that has ended but was not waited for has none. */
function startOf(pid: number): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" || state === "X" ? "ended" : `${boot}/${fields[18]}`;
  } catch {
    return null;
  }
}

/** Host name, and on Linux the process namespace, in which a pid means something. */
function place(): string {
  try {
    return `${hostname()}/${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}
