// What is held beside each other: static memory, the mechanisms there were before, the published systems, and a user's own lists.
import { systems, writtenOut } from "../../model/systems/registry.ts";
import type { MechanismPart } from "../../model/systems/system.ts";
import { mechanismKinds } from "../mechanism-schema.ts";
import { badValue } from "../scenario.ts";
import type { MechanismEntry, MechanismId, Scenario } from "../scenario-schema.ts";

export interface Alternative {
  readonly id: string;
  readonly title: string;
  readonly kind: "baseline" | "system" | "own";
  readonly evidence: string;
  readonly source: string;
  /** Memory is charged as configured, whatever is used of it. */
  readonly whole: boolean;
  readonly mechanisms: readonly MechanismEntry[];
  /** Alternatives that it improves on, and what each is called where it stands as a baseline. */
  readonly against: readonly { readonly id: string; readonly title: string }[];
  /** Captures that tell what the system works on, as its source needs it. */
  readonly captures: readonly string[];
}

const TOUCHED = { id: "touched", title: "memory as it is touched" };
const STATIC = { id: "static", title: "static memory" };
const KSM = { id: "ksm", title: "KSM on the default layout" };
const BALLOON = { id: "balloon", title: "balloon" };
const VIRTIO_MEM = { id: "virtio-mem", title: "virtio-mem" };
const GREEDY = { id: "tmem-greedy", title: "greedy tmem" };

const baseline = (
  { id }: { readonly id: string },
  title: string,
  source: string,
  mechanisms: readonly object[],
  against: Alternative["against"],
  captures: readonly string[] = [],
): Alternative => ({
  id,
  title,
  kind: "baseline",
  evidence: "published",
  source,
  whole: id === STATIC.id,
  mechanisms: mechanisms as readonly MechanismEntry[],
  against,
  captures,
});

const baselines: readonly Alternative[] = [
  baseline(STATIC, "Static: all RAM for the whole life", "B1 of the baselines", [], []),
  baseline(TOUCHED, "No mechanism: memory as it is touched", "B20 of the baselines, without swap", [], [STATIC]),
  baseline(
    KSM,
    "KSM",
    "Linux mm/ksm.c; B2 of the baselines",
    [{ id: "dedup", scanner: "ksm" }],
    [TOUCHED],
    ["page hashes of all guests, taken while they are paused"],
  ),
  baseline(
    BALLOON,
    "Balloon down to what guests use",
    "Linux virtio_balloon; B12 of the baselines",
    [{ id: "balloon" }],
    [TOUCHED],
    ["balloon statistics of each guest: virsh dommemstat, or QMP guest-stats"],
  ),
  baseline(
    VIRTIO_MEM,
    "virtio-mem hotplug",
    "Linux virtio_mem.c; B14 of the baselines",
    [{ id: "hotplug", variant: "virtio-mem" }],
    [STATIC],
    ["a trace of the functions' requests; limit and concurrency from the VM's configuration"],
  ),
  baseline(
    GREEDY,
    "Greedy tmem",
    "Xen 4.11 xen/common/tmem.c; B18 of the baselines",
    [{ id: "tmem", policy: "greedy" }],
    [TOUCHED],
    ["xl tmem-list counters, or frontswap counters of the guests"],
  ),
];

/** What each system improves on, and the captures that its source names. */
const systemRows: Readonly<Record<string, Pick<Alternative, "against" | "captures">>> = {
  hotmem: {
    against: [VIRTIO_MEM],
    captures: [
      "a trace of the functions' requests",
      "limit and concurrency of the functions from the VM's configuration",
      "touched memory of an instance: smaps_rollup or DAMON",
    ],
  },
  spacer: {
    against: [KSM],
    captures: ["the guests' ELF images or link maps, as guests of kind image (plimsoll layout reads them)"],
  },
  smartmem: {
    against: [GREEDY],
    captures: ["xl tmem-list counters, frontswap or swap counters of the guests, or their miss-ratio curves"],
  },
  ucat: {
    against: [{ id: TOUCHED.id, title: "OSv's allocator, no placement" }],
    captures: [
      "sizes of objects: OSv tracepoints memory_malloc, or a heap profile",
      "how often pages are used, by memory kind: DAMON or EPT violations",
    ],
  },
  "meunik-like": {
    against: [{ id: STATIC.id, title: "static Xen" }, BALLOON],
    captures: ["memory in use inside the guests over time", "the guests' images, as guests of kind image"],
  },
};

const published: readonly Alternative[] = systems.map(({ name, title, evidence, source }) => ({
  id: name,
  title,
  kind: "system",
  evidence,
  source,
  whole: false,
  mechanisms: [{ system: name } as MechanismEntry],
  against: systemRows[name]?.against ?? [TOUCHED],
  captures: systemRows[name]?.captures ?? [],
}));

/**
 * All that is compared for a scenario: each baseline, each published system, then the scenario's own alternatives.
 * Throws `scenario.bad_value` (exit 2) where an own one names itself or something unknown as what it is held against.
 */
export function alternativesOf(scenario: Scenario): Alternative[] {
  const own = (scenario.alternatives ?? []).map(({ name, mechanisms, against }, i): Alternative => {
    const known = [...baselines, ...published].map(({ id }) => id);
    if (against !== undefined && !known.includes(against))
      throw badValue(["alternatives", i, "against"], against, `one of ${known.join(", ")}`, { file: null });
    const other = [...baselines, ...published].find(({ id }) => id === (against ?? TOUCHED.id))!;
    return {
      id: `own-${i + 1}`,
      title: name,
      kind: "own",
      evidence: "given",
      source: "the scenario's alternatives",
      whole: false,
      mechanisms,
      against: [{ id: other.id, title: other.title }],
      captures: [],
    };
  });
  return [...baselines, ...published, ...own];
}

/** What tells one variant of a mechanism from another; anything else a scenario says of it holds for all variants. */
const VARIANT_KEYS: readonly string[] = ["variant", "policy", "mode", "layout", "kind", "scanner"];

/** The scenario with the mechanisms of an alternative, with the scenario's own settings of each: all stand on the same footing. */
export function scenarioWith(scenario: Scenario, alternative: Alternative): Scenario {
  const settings = new Map(writtenOut(scenario.mechanisms).map((part) => [part.id, part]));
  const mechanisms = alternative.kind === "own" ? alternative.mechanisms : footed(alternative.mechanisms, settings);
  const { alternatives: _, ...rest } = scenario;
  return { ...rest, mechanisms: [...mechanisms, ...memoryOfFunctions(scenario, mechanisms, settings)] };
}

/** Whether guests are functions, whose static memory is that of a machine with all its places. */
export const hasFunctions = ({ guests }: Scenario): boolean => guests.some(({ kind }) => kind === "function");

/** Functions get their memory at the start and keep it, where an alternative says nothing of it. */
function memoryOfFunctions(
  scenario: Scenario,
  mechanisms: readonly MechanismEntry[],
  settings: ReadonlyMap<string, MechanismPart>,
): readonly MechanismEntry[] {
  if (!hasFunctions(scenario) || writtenOut(mechanisms).some(({ id }) => id === "hotplug")) return [];
  return footed([mechanismKinds.hotplug.parse({ id: "hotplug", variant: "static" })], settings);
}

function footed(
  entries: readonly MechanismEntry[],
  settings: ReadonlyMap<string, MechanismPart>,
): readonly MechanismEntry[] {
  return writtenOut(entries).map((part) => {
    const own = Object.entries(settings.get(part.id) ?? {}).filter(([key]) => !VARIANT_KEYS.includes(key));
    const said = Object.entries(part).filter(([, value]) => value !== undefined);
    const id = part.id as MechanismId;
    return mechanismKinds[id].parse({ ...Object.fromEntries(own), ...Object.fromEntries(said), id }) as MechanismEntry;
  });
}
