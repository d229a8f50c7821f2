// Which process is which guest and where its RAM lies: sightings of all imports matched into the guest map.
import type { GuestEvidence, GuestMapEntry, ManifestGuest, SeenRam } from "../store/contract.ts";
import { type Block, blocksOf } from "./guest-blocks.ts";
import { type Cluster, clusterGuests, commonStem } from "./guest-clusters.ts";
import { BY_FILE_NAME } from "./text/file-name.ts";
import { sightingsOf, threadGroups, withThreads } from "./vcpu-threads.ts";

/** How much a name is worth by where it was seen; a file's name is the weakest. */
const NAME_WORTH: readonly (readonly [RegExp, number])[] = [
  [/xml|domstats|dommemstat|libvirt|xl|event|stamp|trace-cmd/i, 3],
  [/statistics|snapshot|qmp/i, 2],
  [/./, 1],
];
const worth = (how: string): number => NAME_WORTH.find(([pattern]) => pattern.test(how))?.[1] ?? 1;

/** The value with the greatest weight; ties go to the least, so that the order of files does not matter. */
function best<T extends string | number>(votes: readonly (readonly [T, number])[]): T | null {
  const sum = new Map<T, number>();
  for (const [value, weight] of votes) sum.set(value, (sum.get(value) ?? 0) + weight);
  const ranked = [...sum].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return ranked[0]?.[0] ?? null;
}

function pidOf(found: Cluster, evidence: readonly GuestEvidence[]): number | null {
  const named = best<number>([
    ...found.seen.flatMap((s) => (s.pid === null ? [] : [[s.pid, 2] as const])),
    ...found.ram.flatMap((r) => (r.pid === null ? [] : [[r.pid, 2] as const])),
  ]);
  if (named !== null) return named;
  const hvas = new Set(found.ram.map((r) => r.hva));
  const faulting = evidence.flatMap((e) => e.faulting.filter((f) => hvas.has(f.hva)));
  return best(faulting.map((f) => [f.pid, f.faults] as const));
}

/** RAM size by its evidence: what the guest was defined with, else what its map adds up to. */
function ramBytes(found: Cluster, blocks: readonly Block[]): number | null {
  const told = best(found.seen.flatMap((s) => (s.ram_bytes ? [[s.ram_bytes, worth(s.how)] as const] : [])));
  if (told !== null) return told;
  return blocks.length ? Number(blocks.reduce((sum, b) => sum + b.bytes, 0n)) : null;
}

/** A few locked or huge pages of the process do not pin a guest; half of its RAM does. */
const pinsRam = (bytes: number | null, ram: number | null): boolean =>
  bytes === null || ram === null || bytes * 2 >= ram;

/**
 * The best name that a record gives; else that of the files, or what several of them begin with. Null where the files
 * have nothing in common: then they tell moments.
 */
function nameOf(found: Cluster): string | null {
  const recorded = best<string>([
    ...found.seen.flatMap((s) => (s.name && found.names.has(s.name) ? [[s.name, worth(s.how)] as const] : [])),
    ...found.ram.flatMap((r) => (r.name && found.names.has(r.name) ? [[r.name, 1] as const] : [])),
  ]);
  return recorded ?? commonStem(found.fileNames);
}

/** Where the same guest address is told to lie at two places, the one that the process faults in is right. */
function mostFaultedFirst(ram: readonly SeenRam[], pid: number | null, evidence: readonly GuestEvidence[]): SeenRam[] {
  const faults = new Map<string, number>();
  for (const f of evidence.flatMap((e) => e.faulting))
    if (f.pid === pid) faults.set(f.hva, (faults.get(f.hva) ?? 0) + f.faults);
  const of = (r: SeenRam): number => (r.hva === null ? 0 : (faults.get(r.hva) ?? 0));
  return [...ram].sort((a, b) => of(b) - of(a));
}

function labelOf(
  name: string | null,
  pid: number | null,
  domid: number | null,
  blocks: readonly Block[],
): string | null {
  if (name !== null) return name;
  if (domid !== null) return `d${domid}`;
  if (pid !== null) return `process ${pid}`;
  const place = blocks.find((b) => b.hva !== null)?.hva;
  return place == null ? null : `guest at 0x${place.toString(16)}`;
}

/** Other names that a record gives it. */
function aliasesOf(found: Cluster, label: string): Pick<ManifestGuest, "aliases"> {
  const others = [...found.names].filter((name) => name !== label).sort();
  return others.length ? { aliases: others } : {};
}

/** The domains that it is in each capture that says so: a guest that was moved, or started again, had several. */
function domainsOf(found: Cluster): ManifestGuest["tasks"] {
  const keys = new Set(found.seen.flatMap((s) => (s.domid === null ? [] : [`${s.capture} ${s.domid}`])));
  return [...keys]
    .map((key) => key.split(" ").map(Number) as [capture: number, domid: number])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
    .map(([capture, domid]) => ({ capture, pid: null, domid }));
}

function guestOf(found: Cluster, evidence: readonly GuestEvidence[]): Omit<ManifestGuest, "id"> | null {
  const pid = pidOf(found, evidence);
  const blocks = blocksOf(mostFaultedFirst(found.ram, pid, evidence));
  const domid = best(found.seen.flatMap((s) => (s.domid === null ? [] : [[s.domid, 1] as const])));
  const label = labelOf(nameOf(found), pid, domid, blocks);
  if (label === null) return null;
  const ram = ramBytes(found, blocks);
  const reason = evidence
    .flatMap((e) => e.pins)
    .find((p) => (p.subject === label || (pid !== null && p.subject === String(pid))) && pinsRam(p.bytes, ram))?.reason;
  const sources = found.seen.map((s) => s.how).filter((how) => how !== BY_FILE_NAME);
  const mapped = (pid !== null && blocks.some((b) => b.hva !== null)) || domid !== null;
  return {
    name: label,
    ...aliasesOf(found, label),
    host: null,
    uuid: found.seen.find((s) => s.uuid)?.uuid ?? null,
    ram_bytes: ram,
    source: best(sources.map((how) => [how, worth(how)] as const)) ?? "memory map",
    mapped: mapped ? "auto" : "none",
    pid,
    pinned: reason ? { reason } : null,
    tasks: [...(pid === null ? [] : [{ capture: null, pid, domid: null }]), ...domainsOf(found)],
    ram: blocks.map((b) => ({
      gpa: String(b.gpa),
      bytes: String(b.bytes),
      hva: b.hva === null ? null : String(b.hva),
    })),
  };
}

/**
 * A process number that several guests claim (two hosts in one project) is given to the one in whose RAM that process
 * has page faults; where that does not tell, to none.
 */
function onePidEach(
  guests: readonly Omit<ManifestGuest, "id">[],
  evidence: readonly GuestEvidence[],
): Omit<ManifestGuest, "id">[] {
  const faulting = evidence.flatMap((e) => e.faulting);
  const proven = (g: Omit<ManifestGuest, "id">): boolean =>
    g.ram.some((block) => faulting.some((f) => f.pid === g.pid && f.hva === block.hva));
  return guests.map((g) => {
    const rivals = g.pid === null ? [] : guests.filter((other) => other !== g && other.pid === g.pid);
    if (!rivals.length || (proven(g) && !rivals.some(proven))) return g;
    return { ...g, mapped: "none", tasks: [] };
  });
}

/** A user's entry in the place of what was found; it may name a guest that nothing else does. */
function overruled(guest: Omit<ManifestGuest, "id"> | undefined, entry: GuestMapEntry): Omit<ManifestGuest, "id"> {
  // The number may be that of one of the guest's threads.
  const ofThread = guest?.tasks.some(({ tid }) => tid !== undefined && tid === entry.pid) ?? false;
  const pid = (ofThread ? guest?.pid : (entry.pid ?? guest?.pid)) ?? null;
  const domid = entry.domid ?? null;
  const threads = guest?.tasks.filter(({ tid }) => tid !== undefined) ?? [];
  const domains = entry.domid === undefined ? (guest?.tasks.filter((task) => task.domid !== null) ?? []) : [];
  const ram = entry.ram?.map((b) => ({
    gpa: String(BigInt(b.gpa)),
    bytes: String(BigInt(b.bytes)),
    hva: String(BigInt(b.hva)),
  }));
  const sum = ram?.reduce((total, b) => total + Number(b.bytes), 0);
  const blocks = ram ?? guest?.ram ?? [];
  return {
    name: entry.guest,
    ...(guest && guest.name !== entry.guest ? { aliases: [guest.name] } : {}),
    host: guest?.host ?? null,
    uuid: guest?.uuid ?? null,
    ram_bytes: entry.ram_bytes ?? sum ?? guest?.ram_bytes ?? null,
    source: "guest map file",
    mapped:
      blocks.some((b) => b.hva !== null) || domid !== null || domains.length > 0 || threads.length > 0
        ? "file"
        : "none",
    pid,
    pinned: guest?.pinned ?? null,
    tasks: [...(pid !== null || domid !== null ? [{ capture: null, pid, domid }] : []), ...domains, ...threads],
    ram: blocks,
  };
}

/**
 * Matches the evidence of all imports of a project into guests, in the order of their names, and lets a guest map
 * given by the user win. The same evidence in any order gives the same guests.
 */
export function matchGuests(evidence: readonly GuestEvidence[], map: readonly GuestMapEntry[]): ManifestGuest[] {
  const groups = threadGroups(evidence);
  const all = [...evidence, { seen: sightingsOf(groups), ram: [], faulting: [], pins: [] }];
  const found = withThreads(
    onePidEach(
      clusterGuests(all).flatMap((c) => guestOf(c, evidence) ?? []),
      evidence,
    ),
    groups,
  );
  const isOf = (g: Omit<ManifestGuest, "id">, entry: GuestMapEntry): boolean =>
    g.name === entry.guest ||
    (entry.pid !== undefined && (g.pid === entry.pid || g.tasks.some(({ tid }) => tid === entry.pid))) ||
    (entry.domid !== undefined && g.tasks.some(({ domid }) => domid === entry.domid));
  const kept = found.filter((g) => !map.some((entry) => isOf(g, entry)));
  const named = map.map((entry) =>
    overruled(
      found.find((g) => isOf(g, entry)),
      entry,
    ),
  );
  const unique = new Map<string, Omit<ManifestGuest, "id">>();
  for (const g of [...kept, ...named]) unique.set(g.name, g);
  return [...unique.values()]
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map((g, at) => ({ id: at + 1, ...g }));
}
