// What is most likely wrong in a guest map.
import type { Problem } from "../../src-shared/protocol/replies.ts";
import type { Manifest } from "../store/contract.ts";

/** Entries of the guest map whose process no capture has seen: most likely a wrong number. */
export function unknownProcesses({ guest_map, jobs }: Manifest): Problem[] {
  const seen = new Set(jobs.flatMap(({ evidence: e }) => [...e.seen, ...e.ram, ...e.faulting].map(({ pid }) => pid)));
  return guest_map
    .filter((entry) => entry.pid !== undefined && !seen.has(entry.pid))
    .map((entry) => ({
      code: "guest_map.unknown_process",
      capture: null,
      where: { offset: null, line: null },
      excerpt: `${entry.guest}: process ${entry.pid}`,
      count: 1,
      expected: "a process that the captures name as a guest or that has a memory map",
      next: "check the number: SELECT DISTINCT pid, comm FROM task lists the processes",
    }));
}
