// Processes as the system sees them.
import { readdirSync, readFileSync } from "node:fs";

/** Parent and state of a process; null when there is none. Only Linux tells. */
function statOf(pid: number | string): { readonly state: string; readonly parent: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state = "", parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state, parent: Number(parent) };
  } catch {
    return null;
  }
}

/** Whether a process runs; one that has ended and was not waited for does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return process.platform !== "linux" || !["Z", "X"].includes(statOf(pid)?.state ?? "X");
}

/** The processes below another one; none where the system does not tell. */
export function descendants(pid: number): number[] {
  if (process.platform !== "linux") return [];
  const all = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  const parents = new Map(all.map((entry) => [Number(entry), statOf(entry)?.parent]));
  const below = (of: number): number[] =>
    [...parents].filter(([, parent]) => parent === of).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

/** Waits for something that will come; the test's own limit ends the waiting. */
export async function until(seen: () => boolean): Promise<void> {
  while (!seen()) await new Promise((resolve) => setTimeout(resolve, 10));
}
