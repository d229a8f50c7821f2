// Parameters that are one of some words, or on or off, as the schema of a mechanism tells them; and what each of them brings along.
import { formatBytes } from "../../../src-shared/base/format.ts";
import { mechanismKinds } from "../../../src-shared/density/mechanism-schema.ts";
import type { MechanismEntry } from "../../../src-shared/density/scenario-schema.ts";

type Value = string | number | boolean;

/** A parameter that is one of a few values. */
export interface Choice {
  readonly key: string;
  readonly title: string;
  readonly options: readonly { readonly value: Value; readonly title: string }[];
  /** What stands for it when the scenario leaves it out. */
  readonly standard: Value;
  readonly help: string;
}

/** Title, default and a word of help by mechanism and key; a key that is not here goes by its own name. */
const WORDS: Readonly<Record<string, readonly [title: string, standard: Value, help: string]>> = {
  "dedup.scanner": ["Scanner", "ksm", "KSM walks all pages in turn, ESX takes random ones"],
  "dedup.kernel": ["Kernel", "6.12", "6.1 looks for a merged copy before it compares checksums"],
  "balloon.mode": ["Way", "target", "down to a target, or by marks inside the guest's allocator"],
  "balloon.control": [
    "Who sets the size",
    "none",
    "shares with a tax on idle memory, MOM's rules, or the guest itself",
  ],
  "balloon.driver": ["Driver", "none", "what a move costs, and what happens when the guest has no page to give"],
  "overcommit.kind": ["Kind", "plain", "a disk with a queue, compressed memory before it, or compressed memory alone"],
  "tiering.policy": ["Placement of pages", "hot-first", "which pages stand in the fast tier"],
  "tmem.policy": ["Share of the pool", "greedy", "who may put how much; smart is SmarTmem's"],
  "tmem.floor": ["Never below what is used", true, "targets stay at least what a guest holds"],
  "tmem.initial": ["Targets at the start", "equal", "the pool in equal parts"],
  "allocator.kind": ["Allocator", "slab", "osv packs nothing above 1 KiB; slab does"],
  "hugepages.guest_leaf": ["Guest's own mappings", "2m", "size of a page in the guest's page table"],
  "hugepages.host_leaf": ["Second-level mappings", "2m", "size of a page in the host's page table"],
  "hugepages.whole_regions": ["Whole regions", true, "a region in use is backed as a whole"],
  "overhead.monitor": ["What runs the guests", "none", "for guests that do not say what they cost"],
  "overhead.ept_leaf": [
    "Page tables of the host",
    "none",
    "second-level tables of each guest, by the size of a mapping",
  ],
  "hotplug.keep_alive": ["Keep-alive", "fixed", "a fixed time, by idle times, or until memory is short"],
};

/** The parts of a schema that tell what values it takes. */
interface Shape {
  readonly def: {
    readonly type: string;
    readonly innerType?: Shape;
    readonly entries?: Readonly<Record<string, string>>;
    readonly values?: readonly Value[];
  };
}

/** The scanner of a flag of the kernel is 0 or 1: those have a row of their own. */
const isSwitch = (values: readonly Value[]): boolean => values.length === 2 && values.includes(0) && values.includes(1);

function valuesOf({ def }: Shape): readonly Value[] {
  if (def.innerType) return valuesOf(def.innerType);
  if (def.type === "enum") return Object.values(def.entries ?? {});
  if (def.type === "boolean") return [true, false];
  return def.type === "literal" && !isSwitch(def.values ?? []) ? (def.values ?? []) : [];
}

const titleOf = (key: string, value: Value): string =>
  value === true ? "on" : value === false ? "off" : key.endsWith("_bytes") ? formatBytes(Number(value)) : String(value);

/** The choices of a mechanism; a key with one value is none. */
export function choicesOf(id: keyof typeof mechanismKinds): Choice[] {
  return Object.entries(mechanismKinds[id].shape as unknown as Readonly<Record<string, Shape>>).flatMap(
    ([key, shape]): Choice[] => {
      const values = key === "id" ? [] : valuesOf(shape);
      if (values.length < 2) return [];
      const [title, standard, help] = WORDS[`${id}.${key}`] ?? [key.replaceAll("_", " "), values[0]!, ""];
      return [{ key, title, standard, help, options: values.map((value) => ({ value, title: titleOf(key, value) })) }];
    },
  );
}

/** Parameters that mean something under one value of a choice only. */
const ONLY_UNDER: readonly { readonly key: string; readonly value: Value; readonly ids: readonly string[] }[] = [
  { key: "dedup.scanner", value: "esx", ids: ["dedup.pages_per_s", "dedup.scan_time_s"] },
  {
    key: "dedup.scanner",
    value: "ksm",
    ids: ["pages_to_scan", "sleep_millisecs", "smart_scan", "use_zero_pages", "kernel"].map((key) => `dedup.${key}`),
  },
  { key: "balloon.mode", value: "target", ids: ["balloon.target_bytes", "balloon.rate_bytes_per_s"] },
  {
    key: "balloon.mode",
    value: "allocator",
    ids: ["low_pages", "high_pages", "chunk_pages", "emergency_pages", "call_us", "page_us"].map(
      (key) => `balloon.${key}`,
    ),
  },
  { key: "balloon.control", value: "idle-tax", ids: ["balloon.tax", "balloon.sample_pages"] },
  { key: "balloon.control", value: "mom", ids: ["balloon.least_bytes"] },
  { key: "balloon.control", value: "selfballoon", ids: ["balloon.reserved_bytes"] },
  { key: "overcommit.kind", value: "zram", ids: ["overcommit.zram_bytes"] },
  { key: "overcommit.kind", value: "swap", ids: ["overcommit.device_channels"] },
  { key: "tmem.policy", value: "smart", ids: ["tmem.step", "tmem.theta_pages"] },
];

/** Whether a parameter, by its id, means something to the mechanism as the scenario has it. */
export function isMeant(id: string, entry: MechanismEntry | undefined): boolean {
  const rule = ONLY_UNDER.find(({ ids }) => ids.includes(id));
  if (!rule) return true;
  const [, key = ""] = rule.key.split(".");
  const said = entry === undefined ? undefined : (Reflect.get(entry, key) as Value | undefined);
  return (said ?? WORDS[rule.key]?.[1]) === rule.value;
}
