// Threads that run vCPUs: what ties a trace that names only threads to the process of a guest.
import type { GuestEvidence, ManifestGuest, SeenGuest, VcpuThread } from "../store/contract.ts";

/** Where a guest was seen that only its threads tell of. */
export const BY_THREADS = "vCPU threads";

/** Threads of one guest; `pid` null: no capture says to which process they belong. `name`: a recorder says whose. */
export interface ThreadGroup {
  readonly pid: number | null;
  readonly name?: string;
  readonly tids: readonly number[];
}

const byNumber = (a: number, b: number): number => a - b;
const sorted = (tids: Iterable<number>): number[] => [...tids].sort(byNumber);

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

/** The guest of each thread, as recorders say; a number that they give to several guests tells nothing. */
function guestNames(threads: readonly VcpuThread[]): Map<number, string | null> {
  const found = new Map<number, string | null>();
  for (const { tid, guest } of threads) {
    if (guest === undefined) continue;
    found.set(tid, found.has(tid) && found.get(tid) !== guest ? null : guest);
  }
  return found;
}

/** The vCPU threads of all imports by guest. */
export function threadGroups(evidence: readonly GuestEvidence[]): ThreadGroup[] {
  const threads = evidence.flatMap((e) => e.threads ?? []);
  const owner = processes(threads);
  const guest = guestNames(threads);
  const byPid = new Map<number, Set<number>>();
  const byName = new Map<string, Set<number>>();
  for (const { tid } of threads) {
    const [pid, name] = [owner.get(tid), guest.get(tid)];
    if (pid != null) byPid.set(pid, (byPid.get(pid) ?? new Set()).add(tid));
    else if (name != null) byName.set(name, (byName.get(name) ?? new Set()).add(tid));
  }
  const known = [...byPid].map(([pid, tids]): ThreadGroup => {
    const name = sorted(tids)
      .map((tid) => guest.get(tid))
      .find((one) => one != null);
    return { pid, tids: sorted(tids), ...(name == null ? {} : { name }) };
  });
  const named = [...byName].map(([name, tids]): ThreadGroup => ({ pid: null, name, tids: sorted(tids) }));
  return [
    ...known.sort((a, b) => byNumber(a.pid ?? 0, b.pid ?? 0)),
    ...named.sort((a, b) => byNumber(a.tids[0] ?? 0, b.tids[0] ?? 0)),
    ...withoutProcess(threads.filter(({ tid }) => !owner.has(tid) && guest.get(tid) == null)),
  ];
}

/** A process that runs vCPUs is a guest, whatever else is known of it; and so is one that a recorder names. */
export const sightingsOf = (groups: readonly ThreadGroup[]): SeenGuest[] =>
  groups.flatMap(({ pid, name = null }) =>
    pid === null && name === null
      ? []
      : [{ capture: 0, name, uuid: null, pid, domid: null, ram_bytes: null, how: BY_THREADS }],
  );

type Found = Omit<ManifestGuest, "id">;

/** The guests with the threads of their process, then those of which only threads are known. */
export function withThreads(guests: readonly Found[], groups: readonly ThreadGroup[]): Found[] {
  const tasksOf = ({ tids }: ThreadGroup) => tids.map((tid) => ({ capture: null, pid: null, domid: null, tid }));
  const owned = guests.map((guest): Found => {
    // A process that several guests claim gives its threads to none of them.
    const own = groups.filter(({ pid, name }) =>
      pid === null ? name === guest.name : pid === guest.pid && guest.tasks.length > 0,
    );
    if (!own.length) return guest;
    return {
      ...guest,
      mapped: guest.mapped === "none" ? "auto" : guest.mapped,
      tasks: [...guest.tasks, ...own.flatMap(tasksOf)],
    };
  });
  const alone = groups
    .filter(({ pid, name }) => pid === null && name === undefined)
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
