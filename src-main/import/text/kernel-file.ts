// Which file of /proc or /sys a file is, by its path: copied with its folders, or under a name that tells as much.
import { tellsMoment } from "./file-name.ts";
import { KSM_KEYS } from "./ksm.ts";
import { int32Of } from "./numbers.ts";

export interface KernelFile {
  /** From the root on where it is known, `/sys/kernel/mm/ksm/run`; begins with `/` always. */
  readonly path: string;
  /** Process of /proc/PID. */
  readonly pid: number | null;
  /** Control group of a file in it, `machine.slice/vm-a.scope`; null for the root and for other files. */
  readonly cgroup: string | null;
  /** What a flat name says before the kernel's own name: `sleep` of `sleep.status.txt`. */
  readonly owner: string | null;
}

const ENDING = /\.(?:txt|log|out)$/i;

/** The last place in a path from which on it is one of the kernel's own. */
const ROOTED =
  /^(?:.*\/)?((?:proc\/(?:\d+|pressure|sys\/vm)\/|sys\/(?:fs\/cgroup|kernel|block|module|devices)\/)\S.*|proc\/[a-z]+)$/;

/** Folders of /sys that are often copied without those above them, and where they belong. */
const FOLDERS: readonly (readonly [pattern: RegExp, root: string])[] = [
  [/^(?:.*\/)?(transparent_hugepage\/.+)$/, "/sys/kernel/mm/"],
  [/^(?:.*\/)?(lru_gen\/\w+)$/, "/sys/kernel/mm/"],
  [/^(?:.*\/)?(hugepages-\d+kB\/\w+)$/, "/sys/kernel/mm/hugepages/"],
  [/^(?:.*\/)?(zswap\/parameters\/\w+)$/, "/sys/module/"],
  [/^(?:.*\/)?(zswap\/\w+)$/, "/sys/kernel/debug/"],
  [/^(?:.*\/)?(zram\d+\/\w+)$/, "/sys/block/"],
  [/^(?:.*\/)?(node\d+\/\w+)$/, "/sys/devices/system/node/"],
  [/^(?:.*\/)?(pressure\/(?:cpu|memory|io|irq))$/, "/proc/"],
];

const PROCESS_FILES = "smaps_rollup|smaps|status|statm|stat|numa_maps|ksm_stat|ksm_merging_pages|ksm_rmap_items";

/** Names of files that were copied into one folder; `owner` says whose they are. */
const FLAT: readonly (readonly [pattern: RegExp, path: string])[] = [
  [/^(?:thp|transparent_hugepage)[-._](?<key>\w+)$/, "/sys/kernel/mm/transparent_hugepage/KEY"],
  [/^lru_gen[-._](?<key>\w+)$/, "/sys/kernel/mm/lru_gen/KEY"],
  [/^zswap[-._](?<key>parameters|\w+)$/, "/sys/kernel/debug/zswap/KEY"],
  [/^(?<owner>zram\d*)[-._](?<key>\w+)$/, "/sys/block/OWNER/KEY"],
  [/^(?:pressure|psi)[-._](?<key>cpu|memory|io|irq)$/, "/proc/pressure/KEY"],
  [
    /^(?:(?<owner>.+)[-._])?(?<key>(?:memory|hugetlb)\.[a-zA-Z0-9_.]+|(?:cpu|io|irq)\.pressure)$/,
    "/sys/fs/cgroup/OWNER/KEY",
  ],
  [new RegExp(`^(?<owner>.+?)[-._](?<key>${PROCESS_FILES})$`), "/proc/OWNER/KEY"],
  [new RegExp(`^(?<key>${PROCESS_FILES})[-._](?<owner>.+)$`), "/proc/OWNER/KEY"],
];

const CGROUP_ROOT = "/sys/fs/cgroup/";
/** Folders of the first version's controllers, and of the second beside it, are no part of a group's name. */
const HIERARCHY = /^(?:unified|memory|hugetlb|cpu|cpuset|blkio|systemd|pids)(?:,\w+)*(?:\/|$)/;
/** How systemd names groups: the first such folder begins a group's name where its root is not known. */
const UNIT = /\.(?:slice|scope|service)$/;

/** The group of a file that lies in it, where the path begins at the root of all groups. */
function rootedGroup(path: string): string | null {
  const inside = path.slice(CGROUP_ROOT.length).replace(HIERARCHY, "");
  return inside.includes("/") ? inside.slice(0, inside.lastIndexOf("/")) : null;
}

/** The group of a file in a folder that was copied from somewhere among the groups. */
function copiedGroup(folders: readonly string[]): string | null {
  const root = folders.findLastIndex((name) => name === "cgroup" || name === "cgroup2");
  if (root >= 0)
    return (
      folders
        .slice(root + 1)
        .join("/")
        .replace(HIERARCHY, "") || null
    );
  const unit = folders.findIndex((name) => UNIT.test(name));
  return (unit >= 0 ? folders.slice(unit).join("/") : folders.at(-1)) || null;
}

const pidOf = (path: string): number | null => int32Of(/^\/proc\/(\d+)\//.exec(path)?.[1]);

function rooted(path: string): KernelFile {
  const cgroup = path.startsWith(CGROUP_ROOT) ? rootedGroup(path) : null;
  return { path, pid: pidOf(path), cgroup, owner: null };
}

/** A file of a folder named `ksm`, or a key that only KSM has. */
function ksmFile(folder: string | undefined, name: string): KernelFile | null {
  const key = folder === "ksm" ? name : (/^ksm[-._](\w+)$/.exec(name)?.[1] ?? "");
  return KSM_KEYS.has(key) ? rooted(`/sys/kernel/mm/ksm/${key}`) : null;
}

function flat(folders: readonly string[], name: string): KernelFile | null {
  for (const [pattern, shape] of FLAT) {
    const found = pattern.exec(name)?.groups;
    if (!found) continue;
    const { key = "" } = found;
    const owner = found.owner === undefined || tellsMoment(found.owner) ? null : found.owner;
    const path = shape.replace("OWNER", owner ?? "").replace("KEY", key);
    if (path.startsWith(CGROUP_ROOT)) {
      const cgroup = owner ?? copiedGroup(folders);
      return { path: `${CGROUP_ROOT}${cgroup === null ? "" : `${cgroup}/`}${key}`, pid: null, cgroup, owner };
    }
    return { path, pid: pidOf(path), cgroup: null, owner: pidOf(path) === null ? owner : null };
  }
  return null;
}

/** Reads a path; null where nothing in it tells of the kernel. Windows' separators and text endings do no harm. */
export function kernelFile(path: string): KernelFile | null {
  const parts = path.replaceAll("\\", "/").replace(ENDING, "");
  const own = ROOTED.exec(parts)?.[1];
  if (own) return rooted(`/${own}`);
  for (const [pattern, root] of FOLDERS) {
    const found = pattern.exec(parts)?.[1];
    if (found) return rooted(root + found);
  }
  const folders = parts.split("/").filter((name) => name !== "");
  const name = folders.pop() ?? "";
  return ksmFile(folders.at(-1), name) ?? flat(folders, name);
}

/**
 * What a file is told by: its place in the dataset, or where that says nothing of /proc and /sys, its own path from their
 * roots on. Where on this machine a dataset lies otherwise is never told: the same files give the same rows everywhere.
 */
export function tellingPath(path: string, inDataset: string): string {
  const [given, named] = [path, inDataset].map((text) => ROOTED.exec(text.replaceAll("\\", "/"))?.[1]);
  return named === undefined && given !== undefined ? `/${given}` : inDataset;
}
