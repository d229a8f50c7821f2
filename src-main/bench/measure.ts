// Cost of a whole process tree: CPU seconds as the operating system counts them, and the peak of its summed memory.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { failure } from "../../src-shared/base/errors.ts";
import type { BenchReply } from "../../src-shared/protocol/bench-replies.ts";

/** One line of a bench's reply. */
export type Result = BenchReply["results"][number];

export interface Cost {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** Peak of the summed proportional memory of all processes, null where the system does not tell it. */
  readonly peakPssBytes: number | null;
  readonly exitCode: number | null;
}

const SAMPLE_MS = 40;

/** Fields of /proc/PID/stat behind the name of the program; null when it ended while we looked. */
function statOf(pid: number | string): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}

/** A process and all below it. */
function treeOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc"))
    if (/^\d+$/.test(name)) parents.set(Number(name), Number(statOf(name)?.[1] ?? 0));
  return [...parents.keys()].filter((pid) => {
    let at: number | undefined = pid;
    while (at !== undefined && at !== root && at > 1) at = parents.get(at);
    return at === root;
  });
}

function summedPss(root: number): number {
  let sum = 0;
  for (const pid of treeOf(root)) {
    try {
      const pss = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1];
      sum += Number(pss ?? 0) * 1024;
    } catch {
      // ended while we looked
    }
  }
  return sum;
}

/** Ticks of the clock that Linux counts CPU time in, wherever programs see it. */
const TICKS_A_SECOND = 100;
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

/** CPU seconds of this process and all below it that still run; null where the system does not tell. */
export function treeCpuSeconds(): number | null {
  if (!existsSync("/proc/self/stat")) return null;
  const ticks = treeOf(process.pid).reduce((sum, pid) => {
    const fields = statOf(pid);
    return sum + Number(fields?.[USER_TICKS] ?? 0) + Number(fields?.[SYSTEM_TICKS] ?? 0);
  }, 0);
  return ticks / TICKS_A_SECOND;
}

/** Runs a command to its end, output thrown away. CPU comes from the shell's `times`, so a POSIX shell is needed. */
export function measure(argv: readonly string[], env: Record<string, string> = {}): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-bench-"));
  const times = join(folder, "times");
  const script = '"$@"; code=$?; times >"$TIMES_FILE"; exit $code';
  const started = performance.now();
  const child = spawn("sh", ["-c", script, "sh", ...argv], {
    stdio: "ignore",
    env: { ...process.env, ...env, TIMES_FILE: times, LC_ALL: "C" },
  });
  let peak = 0;
  const linux = existsSync("/proc/self/smaps_rollup");
  const look = (): void => {
    if (child.pid) peak = Math.max(peak, summedPss(child.pid));
  };
  const timer = linux ? setInterval(look, SAMPLE_MS) : null;
  return new Promise((resolve, reject) => {
    child.on("error", () => {
      if (timer) clearInterval(timer);
      reject(failure("bench.no_shell", "measuring needs a POSIX shell", { next: "run it on Linux or macOS", exit: 2 }));
    });
    child.on("close", (exitCode) => {
      if (timer) clearInterval(timer);
      const last = existsSync(times) ? (readFileSync(times, "utf8").trim().split("\n").at(-1) ?? "") : "";
      rmSync(folder, { recursive: true, force: true });
      const cpuSeconds = [...last.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
        (sum, m) => sum + 60 * Number(m[1]) + Number(m[2]),
        0,
      );
      resolve({
        cpuSeconds,
        wallSeconds: (performance.now() - started) / 1000,
        peakPssBytes: linux ? peak : null,
        exitCode,
      });
    });
  });
}

/** Whether a program can be started here. */
export function installed(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => folder !== "" && existsSync(join(folder, program)));
}
