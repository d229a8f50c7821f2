// Which process is which guest and where its RAM lies: sightings of all imports matched into the guest map.
import type { GuestEvidence, GuestMapEntry, ManifestGuest, SeenGuest, SeenRam } from "../store/contract.ts";

/** How much a name is worth by where it was seen; a file's name is the weakest. */
const NAME_WORTH: readonly (readonly [RegExp, number])[] = [
  [/xml|domstats|dommemstat|libvirt|xl|event|stamp/i, 3],
  [/statistics|snapshot|qmp/i, 2],
  [/./, 1],
];
const worth = (how: string): number => NAME_WORTH.find(([pattern]) => pattern.test(how))?.[1] ?? 1;

interface Cluster {
  readonly seen: SeenGuest[];
  readonly ram: SeenRam[];
}

/** Groups sightings that share a uuid, a name, a process or a RAM block at the same host address. */
function cluster(evidence: readonly GuestEvidence[]): Cluster[] {
  const parent = new Map<string, string>();
  const root = (key: string): string => {
    let at = key;
    while (parent.get(at) !== at) at = parent.get(at) as string;
    return at;
  };
  const join = (keys: readonly string[]): void => {
    for (const key of keys) if (!parent.has(key)) parent.set(key, key);
    const [first, ...rest] = keys;
    for (const key of rest) parent.set(root(key), root(first as string));
  };
  const keysOfSeen = (s: SeenGuest): string[] => [
    ...(s.uuid ? [`uuid ${s.uuid}`] : []),
    ...(s.name ? [`name ${s.name}`] : []),
    ...(s.pid !== null ? [`pid ${s.pid}`] : []),
    ...(s.domid !== null ? [`domid ${s.domid}`] : []),
  ];
  const keysOfRam = (r: SeenRam): string[] => [
    ...(r.name ? [`name ${r.name}`] : []),
    ...(r.pid !== null ? [`pid ${r.pid}`] : []),
    ...(r.hva !== null ? [`hva ${r.gpa} ${r.hva}`] : []),
  ];
  const seen = evidence.flatMap((e) => e.seen.filter((s) => keysOfSeen(s).length));
  const ram = evidence.flatMap((e) => e.ram.filter((r) => keysOfRam(r).length));
  for (const s of seen) join(keysOfSeen(s));
  for (const r of ram) join(keysOfRam(r));
  const clusters = new Map<string, Cluster>();
  const of = (key: string): Cluster => {
    const found = clusters.get(root(key)) ?? { seen: [], ram: [] };
    clusters.set(root(key), found);
    return found;
  };
  for (const s of seen) of(keysOfSeen(s)[0] as string).seen.push(s);
  for (const r of ram) of(keysOfRam(r)[0] as string).ram.push(r);
  return [...clusters.values()];
}

/** The value with the greatest weight; ties go to the least, so that the order of files does not matter. */
function best<T extends string | number>(votes: readonly (readonly [T, number])[]): T | null {
  const sum = new Map<T, number>();
  for (const [value, weight] of votes) sum.set(value, (sum.get(value) ?? 0) + weight);
  const ranked = [...sum].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return ranked[0]?.[0] ?? null;
}

interface Block {
  readonly gpa: bigint;
  readonly bytes: bigint;
  readonly hva: bigint | null;
}

/** By guest address; a block whose host address is known comes first. */
const byGpa = (a: Block, b: Block): number =>
  a.gpa < b.gpa ? -1 : a.gpa > b.gpa ? 1 : Number(a.hva === null) - Number(b.hva === null);

/** Where in its backing memory a range begins: QEMU prints `@OFFSET` where it is not the block's start. */
const backingOffset = (r: SeenRam): bigint => {
  const offset = /@\s*([0-9a-f]+)$/i.exec(r.label ?? "")?.[1];
  return offset === undefined ? 0n : BigInt(`0x${offset}`);
};
const backing = (r: SeenRam): string => (r.label ?? "").replace(/\s*@.*$/, "");

/** Host address of the first byte of a backing block, from a place in it and the guest's own layout. */
function baseOf(place: SeenRam, layout: readonly SeenRam[]): bigint {
  const gpa = BigInt(place.gpa);
  const around = layout.find((r) => gpa >= BigInt(r.gpa) && gpa < BigInt(r.gpa) + BigInt(r.bytes));
  const offset = around ? backingOffset(around) + gpa - BigInt(around.gpa) : backingOffset(place);
  return BigInt(place.hva as string) - offset;
}

/** Blocks with a host address as recorded, cut to the guest's own layout where that says more exactly what is RAM. */
function blocksOf(ram: readonly SeenRam[]): Block[] {
  const placed = ram.filter((r) => r.hva !== null);
  const layout = ram.filter((r) => r.hva === null);
  const blocks = layout.map((r): Block => {
    const place = placed.find((p) => backing(p) === backing(r));
    const hva = place ? baseOf(place, layout) + backingOffset(r) : null;
    return { gpa: BigInt(r.gpa), bytes: BigInt(r.bytes), hva };
  });
  const covered = (p: SeenRam): boolean => {
    const gpa = BigInt(p.gpa);
    return blocks.some((b) => b.hva !== null && gpa >= b.gpa && gpa < b.gpa + b.bytes);
  };
  const placedOnly = placed
    .filter((p) => !covered(p))
    .map((p) => ({
      gpa: BigInt(p.gpa),
      bytes: BigInt(p.bytes),
      hva: BigInt(p.hva as string),
    }));
  return mergeBlocks([...placedOnly, ...blocks]);
}

/** Neighbours that are one stretch on both sides become one; overlaps keep the first. */
function mergeBlocks(blocks: readonly Block[]): Block[] {
  const merged: { gpa: bigint; bytes: bigint; hva: bigint | null }[] = [];
  for (const b of [...blocks].sort(byGpa)) {
    const last = merged.at(-1);
    if (!last) {
      merged.push({ ...b });
      continue;
    }
    const end = last.gpa + last.bytes;
    const straight = b.hva === null ? last.hva === null : last.hva !== null && b.hva - last.hva === b.gpa - last.gpa;
    const until = b.gpa + b.bytes;
    if (b.gpa <= end && straight) last.bytes = until > end ? until - last.gpa : last.bytes;
    else if (b.gpa >= end) merged.push({ ...b });
    else if (until > end) {
      const cut = end - b.gpa;
      merged.push({ gpa: end, bytes: until - end, hva: b.hva === null ? null : b.hva + cut });
    }
  }
  return merged;
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

function guestOf(found: Cluster, evidence: readonly GuestEvidence[]): Omit<ManifestGuest, "id"> | null {
  const name = best<string>([
    ...found.seen.flatMap((s) => (s.name ? [[s.name, worth(s.how)] as const] : [])),
    ...found.ram.flatMap((r) => (r.name ? [[r.name, 1] as const] : [])),
  ]);
  const pid = pidOf(found, evidence);
  if (name === null && pid === null) return null;
  const blocks = blocksOf(found.ram);
  const domid = best(found.seen.flatMap((s) => (s.domid === null ? [] : [[s.domid, 1] as const])));
  const label = name ?? `process ${pid}`;
  const ram = ramBytes(found, blocks);
  const reason = evidence
    .flatMap((e) => e.pins)
    .find((p) => (p.subject === label || (pid !== null && p.subject === String(pid))) && pinsRam(p.bytes, ram))?.reason;
  const mapped = (pid !== null && blocks.some((b) => b.hva !== null)) || domid !== null;
  return {
    name: label,
    host: null,
    uuid: found.seen.find((s) => s.uuid)?.uuid ?? null,
    ram_bytes: ram,
    source: best(found.seen.map((s) => [s.how, worth(s.how)] as const)) ?? "memory map",
    mapped: mapped ? "auto" : "none",
    pid,
    pinned: reason ? { reason } : null,
    tasks: pid !== null || domid !== null ? [{ capture: null, pid, domid }] : [],
    ram: blocks.map((b) => ({
      gpa: String(b.gpa),
      bytes: String(b.bytes),
      hva: b.hva === null ? null : String(b.hva),
    })),
  };
}

/** A user's entry in the place of what was found; it may name a guest that nothing else does. */
function overruled(guest: Omit<ManifestGuest, "id"> | undefined, entry: GuestMapEntry): Omit<ManifestGuest, "id"> {
  const pid = entry.pid ?? guest?.pid ?? null;
  const domid = entry.domid ?? null;
  const ram = entry.ram?.map((b) => ({
    gpa: String(BigInt(b.gpa)),
    bytes: String(BigInt(b.bytes)),
    hva: String(BigInt(b.hva)),
  }));
  const sum = ram?.reduce((total, b) => total + Number(b.bytes), 0);
  return {
    name: entry.guest,
    host: guest?.host ?? null,
    uuid: guest?.uuid ?? null,
    ram_bytes: entry.ram_bytes ?? sum ?? guest?.ram_bytes ?? null,
    source: "guest map file",
    mapped: "file",
    pid,
    pinned: guest?.pinned ?? null,
    tasks: pid !== null || domid !== null ? [{ capture: null, pid, domid }] : [],
    ram: ram ?? guest?.ram ?? [],
  };
}

/**
 * Matches the evidence of all imports of a project into guests, in the order of their names, and lets a guest map
 * given by the user win. The same evidence in any order gives the same guests.
 */
export function matchGuests(evidence: readonly GuestEvidence[], map: readonly GuestMapEntry[]): ManifestGuest[] {
  const found = cluster(evidence).flatMap((c) => guestOf(c, evidence) ?? []);
  const taken = new Set(map.flatMap((entry) => (entry.pid === undefined ? [] : [entry.pid])));
  const kept = found.filter(
    (g) => !map.some((entry) => entry.guest === g.name) && !(g.pid !== null && taken.has(g.pid)),
  );
  const named = map.map((entry) =>
    overruled(
      found.find((g) => g.name === entry.guest || (entry.pid !== undefined && g.pid === entry.pid)),
      entry,
    ),
  );
  const unique = new Map<string, Omit<ManifestGuest, "id">>();
  for (const g of [...kept, ...named]) unique.set(g.name, g);
  return [...unique.values()]
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map((g, at) => ({ id: at + 1, ...g }));
}
