// Requests guestMap and setGuestMap: which process is which guest, as found and as the user says.
import { failure } from "../../../src-shared/base/errors.ts";
import type { GuestMapEntry, Request } from "../../../src-shared/protocol/requests.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";
import { matchGuests } from "../../import/guests.ts";
import type { Job } from "../../jobs/job.ts";
import type { GuestEvidence, Manifest } from "../../store/contract.ts";
import { lockProject, openProject } from "../../store/project.ts";
import type { Context } from "../context.ts";
import { unknownProcesses } from "../guest-problems.ts";
import { guestReply } from "./guest-reply.ts";

type Candidate = ReplyOf["guestMap"]["candidates"][number];

/** What captures saw of processes and domains, the most telling sighting of each first. */
function candidatesOf(jobs: Manifest["jobs"]): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const candidate of jobs.flatMap((job) => sightings(job.evidence))) {
    const { pid, domid } = candidate;
    if (pid === null && domid === null) continue;
    const key = `${pid} ${domid}`;
    const known = found.get(key);
    found.set(key, {
      pid,
      domid,
      name: known?.name ?? candidate.name,
      ram_bytes: known?.ram_bytes ?? candidate.ram_bytes,
      how: known?.how ?? candidate.how,
    });
  }
  return [...found.values()].sort((a, b) => (a.pid ?? -1) - (b.pid ?? -1) || (a.domid ?? -1) - (b.domid ?? -1));
}

function sightings({ seen, ram, faulting }: GuestEvidence): Candidate[] {
  const nothing = { domid: null, name: null, ram_bytes: null };
  return [
    ...seen.map(({ pid, domid, name, ram_bytes, how }) => ({ pid, domid, name, ram_bytes, how })),
    ...ram.map(({ pid, name }) => ({ ...nothing, pid, name, how: "memory map" })),
    ...faulting.map(({ pid }) => ({ ...nothing, pid, how: "page faults in guest RAM" })),
  ];
}

export async function handleGuestMap({ project }: Request<"guestMap">): Promise<ReplyOf["guestMap"]> {
  const { manifest } = openProject(project);
  return {
    entries: manifest.guest_map.map(({ ram, ...entry }) => (ram ? { ...entry, ram: [...ram] } : entry)),
    guests: manifest.guests.map(guestReply),
    candidates: candidatesOf(manifest.jobs),
  };
}

/** Throws `guest_map.bad_value` for entries that contradict each other or are out of range. */
function checkEntries(entries: readonly GuestMapEntry[]): void {
  const wrong = (what: string, expected: string) =>
    failure("guest_map.bad_value", what, { expected, next: "correct the guest map", exit: 2 });
  const names = new Set<string>();
  const pids = new Set<number>();
  for (const { guest, pid, domid, ram } of entries) {
    if (names.has(guest)) throw wrong(`two entries are for guest ${guest}`, "one entry for each guest");
    names.add(guest);
    if (pid !== undefined && pids.has(pid)) throw wrong(`process ${pid} is given to two guests`, "one process a guest");
    if (pid !== undefined) pids.add(pid);
    if ((pid ?? 0) >= 2 ** 31 || (domid ?? 0) >= 2 ** 31)
      throw wrong(`the process or domain of ${guest} is no number of one`, "a number below 2^31");
    const numbers = (ram ?? []).flatMap((block) => [block.gpa, block.bytes, block.hva]);
    if (numbers.some((text) => BigInt(text) >= 2n ** 64n))
      throw wrong(`an address of ${guest} is too large`, "addresses and lengths of at most 64 bits");
    if (ram?.some((block) => BigInt(block.bytes) === 0n))
      throw wrong(`a RAM block of ${guest} is empty`, "a length of at least one byte");
  }
}

/** Errors: `guest_map.bad_value`, those of opening a project for changes. */
export async function handleSetGuestMap(
  { project, entries }: Request<"setGuestMap">,
  _job: Job,
  { writers, changed }: Context,
): Promise<ReplyOf["setGuestMap"]> {
  checkEntries(entries);
  const manifest = await writers.change(project, lockProject, (open) =>
    open.update((current) => ({
      ...current,
      guest_map: entries,
      guests: matchGuests(
        current.jobs.map((job) => job.evidence),
        entries,
      ),
    })),
  );
  changed(project);
  return { guests: manifest.guests.map(guestReply), problems: unknownProcesses(manifest) };
}
