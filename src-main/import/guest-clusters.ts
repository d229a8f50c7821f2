// Which sightings are of one guest: joined by uuid, domain, name, place of its RAM and process, strongest first.
import type { GuestEvidence, SeenGuest, SeenRam } from "../store/contract.ts";
import { BY_FILE_NAME } from "./text/file-name.ts";

/** What was seen of one guest. */
export interface Cluster {
  readonly seen: readonly SeenGuest[];
  readonly ram: readonly SeenRam[];
  /** Names that a record gives, and those that only the name of a file gives. */
  readonly names: ReadonlySet<string>;
  readonly fileNames: ReadonlySet<string>;
  readonly uuids: ReadonlySet<string>;
  readonly pids: ReadonlySet<string>;
  /** Number of the import and of the domain. */
  readonly domids: ReadonlySet<string>;
  /** Guest and host address of blocks. */
  readonly places: ReadonlySet<string>;
}

type Keys = "uuids" | "domids" | "names" | "fileNames" | "places" | "pids";

const setOf = (value: string | number | null): ReadonlySet<string> => new Set(value === null ? [] : [String(value)]);
const none: ReadonlySet<string> = new Set();

function mergeTwo(a: Cluster, b: Cluster): Cluster {
  const both = (key: Keys): ReadonlySet<string> => new Set([...a[key], ...b[key]]);
  return {
    seen: [...a.seen, ...b.seen],
    ram: [...a.ram, ...b.ram],
    names: both("names"),
    fileNames: both("fileNames"),
    uuids: both("uuids"),
    pids: both("pids"),
    domids: both("domids"),
    places: both("places"),
  };
}

/** Both know it, and nothing of it is common. */
const differ = (a: Cluster, b: Cluster, key: Keys): boolean =>
  a[key].size > 0 && b[key].size > 0 && ![...a[key]].some((value) => b[key].has(value));

interface Pass {
  readonly keys: (cluster: Cluster) => Iterable<string>;
  /** Whether two with a common key are two guests nevertheless. */
  readonly apart: (a: Cluster, b: Cluster) => boolean;
}

/** Two hosts may give one name or number to two guests, and without address randomisation even one address. */
const PASSES: readonly Pass[] = [
  { keys: (c) => c.uuids, apart: () => false },
  { keys: (c) => c.domids, apart: (a, b) => differ(a, b, "uuids") || differ(a, b, "names") },
  { keys: (c) => new Set([...c.names, ...c.fileNames]), apart: (a, b) => differ(a, b, "uuids") },
  { keys: (c) => c.places, apart: (a, b) => differ(a, b, "uuids") || differ(a, b, "pids") },
  {
    keys: (c) => c.pids,
    apart: (a, b) => differ(a, b, "uuids") || (differ(a, b, "names") && differ(a, b, "places")),
  },
];

/** One pass; each cluster joins the first that shares a key with it and is not apart from it. */
function join(clusters: readonly Cluster[], pass: Pass): Cluster[] {
  const joined: (Cluster | null)[] = [];
  const holders = new Map<string, Set<number>>();
  for (const next of clusters) {
    let merged = next;
    const keys = [...pass.keys(next)];
    const near = new Set(keys.flatMap((key) => [...(holders.get(key) ?? [])]));
    for (const at of near) {
      const other = joined[at];
      if (!other || pass.apart(other, merged)) continue;
      merged = mergeTwo(other, merged);
      joined[at] = null;
    }
    const place = joined.push(merged) - 1;
    for (const key of pass.keys(merged)) {
      const known = holders.get(key) ?? new Set();
      for (const at of known) if (joined[at] === null) known.delete(at);
      holders.set(key, known.add(place));
    }
  }
  return joined.filter((cluster) => cluster !== null);
}

const isFileName = (capture: number, name: string, fileNames: ReadonlySet<string>): boolean =>
  fileNames.has(`${capture} ${name}`);

/** Every sighting by itself, in an order that does not depend on that of the evidence. */
function single(evidence: readonly GuestEvidence[]): Cluster[] {
  const seen = evidence.flatMap((e) => e.seen);
  // Numbers of domains begin anew with each boot, so they tell a guest only within one import.
  const jobs = evidence.flatMap((e, job) => e.seen.map(() => job));
  const fileNames = new Set(seen.filter((s) => s.how === BY_FILE_NAME).map((s) => `${s.capture} ${s.name}`));
  const namesOf = (capture: number, name: string | null): Pick<Cluster, "names" | "fileNames"> => {
    const own = setOf(name === "" ? null : name);
    const weak = name !== null && isFileName(capture, name, fileNames);
    return weak ? { names: none, fileNames: own } : { names: own, fileNames: none };
  };
  const sightings = seen.map((s, at): Cluster => {
    const [uuids, pids] = [setOf(s.uuid), setOf(s.pid)];
    const domids = setOf(s.domid === null ? null : `${jobs[at]} ${s.domid}`);
    return { seen: [s], ram: [], ...namesOf(s.capture, s.name), uuids, pids, domids, places: none };
  });
  const blocks = evidence
    .flatMap((e) => e.ram)
    .map((r): Cluster => {
      const places = setOf(r.hva === null ? null : `${r.gpa} ${r.hva}`);
      return {
        seen: [],
        ram: [r],
        ...namesOf(r.capture, r.name),
        uuids: none,
        pids: setOf(r.pid),
        domids: none,
        places,
      };
    });
  return [...sightings, ...blocks]
    .filter((c) => [c.names, c.fileNames, c.uuids, c.pids, c.domids, c.places].some((keys) => keys.size > 0))
    .map((c) => [JSON.stringify([c.seen, c.ram]), c] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, c]) => c);
}

/** Words that all names begin with: `web-start` and `web-end` are of `web`; null where there are none. */
export function commonStem(names: Iterable<string>): string | null {
  const [first, ...rest] = [...names].map((name) => name.split(/(?<=[-_. ])/));
  if (!first) return null;
  let words = 0;
  while (words < first.length && rest.every((other) => other[words] === first[words])) words++;
  return (
    first
      .slice(0, words)
      .join("")
      .replace(/[-_. ]+$/, "") || null
  );
}

/**
 * Where the files of one process bear several names, names of files tell moments and not guests. What only such a name
 * identifies then belongs to that guest, if there is but one.
 */
function joinMoments(clusters: readonly Cluster[]): Cluster[] {
  const several = clusters.filter((c) => c.places.size > 0 && c.fileNames.size > 1);
  const nameless = (c: Cluster): boolean =>
    [c.names, c.uuids, c.pids, c.domids, c.places].every((keys) => keys.size === 0);
  const homeOf = (c: Cluster): Cluster | null => {
    const fitting = several.filter((other) => {
      const stem = commonStem(other.fileNames);
      return stem === null || commonStem([...other.fileNames, ...c.fileNames]) === stem;
    });
    return fitting.length === 1 ? (fitting[0] as Cluster) : null;
  };
  const grown = new Map<Cluster, Cluster>();
  const left: Cluster[] = [];
  for (const c of clusters) {
    const home = nameless(c) ? homeOf(c) : null;
    if (home) grown.set(home, mergeTwo(grown.get(home) ?? home, c));
    else left.push(c);
  }
  return left.map((c) => grown.get(c) ?? c);
}

/** Joins what `isLost` tells with the one other group that `fits` it; where none or several do, it stays. */
function joinLost(
  clusters: readonly Cluster[],
  isLost: (c: Cluster) => boolean,
  fits: (lost: Cluster, other: Cluster) => boolean,
): Cluster[] {
  const grown = new Map<Cluster, Cluster>();
  const left: Cluster[] = [];
  for (const c of clusters) {
    const fitting = isLost(c) ? clusters.filter((other) => other !== c && fits(c, other)) : [];
    const home = fitting.length === 1 ? (fitting[0] as Cluster) : null;
    if (home && !isLost(home)) grown.set(home, mergeTwo(grown.get(home) ?? home, c));
    else left.push(c);
  }
  return left.map((c) => grown.get(c) ?? c);
}

const bareDomains = (c: Cluster): ReadonlySet<string> =>
  new Set([...c.domids].map((key) => key.split(" ")[1] as string));
/** A recording that knows domains by number only, and the one guest that another import gives this number. */
const isDomainOnly = (c: Cluster): boolean =>
  c.domids.size > 0 && [c.names, c.fileNames, c.uuids, c.pids, c.places].every((keys) => keys.size === 0);
const hasDomain = (lost: Cluster, other: Cluster): boolean => {
  const own = bareDomains(other);
  return [...bareDomains(lost)].some((domain) => own.has(domain));
};

/** xentop cuts names to this length. */
const CUT_NAME = 10;
const isCutName = (c: Cluster): boolean =>
  c.names.size === 1 &&
  c.seen.some(({ how }) => how === "xentop") &&
  c.seen.every(({ how }) => how === "xentop" || how === "statistics") &&
  [...c.names].every((name) => name.length === CUT_NAME);
const beginsWith = (lost: Cluster, other: Cluster): boolean => {
  const [cut = ""] = lost.names;
  return [...other.names].some((name) => name.length > cut.length && name.startsWith(cut));
};

/** Groups the evidence by guest. The same evidence in any order gives the same groups. */
export function clusterGuests(evidence: readonly GuestEvidence[]): Cluster[] {
  const joined = joinMoments(PASSES.reduce(join, single(evidence)));
  return joinLost(joinLost(joined, isDomainOnly, hasDomain), isCutName, beginsWith);
}
