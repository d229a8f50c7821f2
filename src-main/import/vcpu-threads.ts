// Threads that run vCPUs: what ties a trace that names only threads to the process of a guest.
import type { GuestEvidence, ManifestGuest, SeenGuest, VcpuThread } from "../store/contract.ts";

/** Where a guest was seen that only its threads tell of. */
export const BY_THREADS = "vCPU threads";

/** Threads of one guest; `pid` null: no capture says to which process they belong. */
export interface ThreadGroup {
  readonly pid: number | null;
  readonly tids: readonly number[];
}

const byNumber = (a: number, b: number): number => a - b;

/** The process of each thread; a number that captures give to several processes tells nothing. */
function processes(threads: readonly VcpuThread[]): Map<number, number | null> {
  const found = new Map<number, number | null>();
  for (const { tid, pid } of threads) {
    if (pid === null) continue;
    found.set(tid, found.has(tid) && found.get(tid) !== pid ? null : pid);
  }
  return found;
}

/**
 * Threads without a process: a machine starts the threads of its vCPUs one after the other, so each vCPU 0 begins a guest and
 * the next numbers go on with it.
 */
function withoutProcess(threads: readonly VcpuThread[]): ThreadGroup[] {
  const vcpus = new Map(threads.map(({ tid, vcpu }) => [tid, vcpu]));
  const groups: { pid: null; tids: number[] }[] = [];
  let last: number | null = null;
  for (const tid of [...vcpus.keys()].sort(byNumber)) {
    const vcpu = vcpus.get(tid) ?? null;
    const group = groups.at(-1);
    if (group && vcpu !== null && last !== null && vcpu === last + 1) group.tids.push(tid);
    else groups.push({ pid: null, tids: [tid] });
    last = vcpu;
  }
  return groups;
}

/** The vCPU threads of all imports by guest. */
export function threadGroups(evidence: readonly GuestEvidence[]): ThreadGroup[] {
  const threads = evidence.flatMap((e) => e.threads ?? []);
  const owner = processes(threads);
  const byPid = new Map<number, Set<number>>();
  for (const { tid } of threads) {
    const pid = owner.get(tid);
    if (pid == null) continue;
    byPid.set(pid, (byPid.get(pid) ?? new Set()).add(tid));
  }
  const known = [...byPid].map(([pid, tids]) => ({ pid, tids: [...tids].sort(byNumber) }));
  return [...known.sort((a, b) => a.pid - b.pid), ...withoutProcess(threads.filter(({ tid }) => !owner.has(tid)))];
}

/** A process that runs vCPUs is a guest, whatever else is known of it. */
export const sightingsOf = (groups: readonly ThreadGroup[]): SeenGuest[] =>
  groups.flatMap(({ pid }) =>
    pid === null ? [] : [{ capture: 0, name: null, uuid: null, pid, domid: null, ram_bytes: null, how: BY_THREADS }],
  );

type Found = Omit<ManifestGuest, "id">;

/** The guests with the threads of their process, then those of which only threads are known. */
export function withThreads(guests: readonly Found[], groups: readonly ThreadGroup[]): Found[] {
  const tasksOf = ({ tids }: ThreadGroup) => tids.map((tid) => ({ capture: null, pid: null, domid: null, tid }));
  const owned = guests.map((guest): Found => {
    const group = groups.find(({ pid }) => pid !== null && pid === guest.pid);
    if (!group || guest.tasks.length === 0) return guest;
    return {
      ...guest,
      mapped: guest.mapped === "none" ? "auto" : guest.mapped,
      tasks: [...guest.tasks, ...tasksOf(group)],
    };
  });
  const alone = groups
    .filter(({ pid }) => pid === null)
    .map(
      (group): Found => ({
        name: `vCPU thread ${group.tids[0]}`,
        host: null,
        uuid: null,
        ram_bytes: null,
        source: BY_THREADS,
        mapped: "auto",
        pid: null,
        pinned: null,
        tasks: tasksOf(group),
        ram: [],
      }),
    );
  return [...owned, ...alone];
}
