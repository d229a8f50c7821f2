// Rows of functions on hotplugged memory, simulated by the engine: plugging, latency under scarcity, one account (systems 2).
import { GIB, MIB, PAGE_BYTES } from "../../base/units.ts";
import type { EngineScenario, FunctionGuest, HotplugEntry } from "../../model/engine/scenario.ts";
import { simulate } from "../../model/engine/simulate.ts";
import { list, number, whole } from "../inputs.ts";
import { type NotRun, row, SYSTEMS, tooMuch } from "../row.ts";

const system = SYSTEMS.hotmem;
const PAPER = "Squeezy, EuroSys'26, arXiv 2411.12893v2";

const samePlug = row({
  id: "S10",
  system,
  kind: "direction",
  claim: "plugging 768 and 1536 MiB takes the same time, 35 to 45 ms",
  inputs: { memory_mib: list([768, 1536], "MiB of an instance", { min: 128, max: 1e6 }) },
  result: "mean ms of a plug, for each",
  expects: { is: "equal" },
  formula: "the engine: two cold starts of a function of each size",
  evidence: "published",
  source: `${PAPER} §6.2.1`,
  compute: ({ memory_mib }) =>
    memory_mib.map((mib) => {
      const guest: FunctionGuest = {
        kind: "function",
        memory_bytes: mib * MIB,
        touched_bytes: 64 * MIB,
        exec_ms: 100,
        concurrency: 2,
        arrivals: { at_ms: [1000, 1000] },
      };
      return simulate(scenarioOf([guest], { variant: "hotmem" }, 64 * GIB, 5)).summary.functions!.plug_ms.mean;
    }),
});

function scenarioOf(
  guests: readonly FunctionGuest[],
  hotplug: Partial<HotplugEntry>,
  memoryBytes: number,
  seconds: number,
): EngineScenario {
  return {
    host: { memory_bytes: Math.floor(memoryBytes / PAGE_BYTES) * PAGE_BYTES },
    guests,
    mechanisms: [{ id: "hotplug", ...hotplug }],
    epoch_s: 1,
    horizon_s: seconds,
    seed: 7,
  };
}

const load = {
  machines: whole(3, "machines that take turns", { min: 1, max: 100 }),
  bursts: whole(6, "bursts of each", { min: 1, max: 1000 }),
  calls: whole(12, "calls in a burst", { min: 1, max: 1000 }),
  period_s: number(30, "s between bursts", { min: 1, max: 3600 }),
  memory_mib: number(768, "MiB of an instance", { min: 128, max: 1e6 }),
  touched_mib: number(500, "MiB touched", { min: 1, max: 1e6 }),
  init_ms: number(400, "ms", { max: 1e6 }),
  exec_ms: number(2500, "ms", { max: 1e6 }),
  keep_alive_s: number(60, "s", { max: 1e5 }),
};

type Load = { readonly [K in keyof typeof load]: number };

/** Bursts of functions on machines that take turns. */
const burstsOf = (x: Load): FunctionGuest[] =>
  Array.from({ length: x.machines }, (_, machine) => ({
    kind: "function",
    memory_bytes: x.memory_mib * MIB,
    touched_bytes: x.touched_mib * MIB,
    shared_bytes: 60 * MIB,
    init_ms: x.init_ms,
    exec_ms: x.exec_ms,
    concurrency: x.calls,
    arrivals: {
      at_ms: Array.from({ length: x.bursts * x.calls }, (_, i) =>
        Math.round(
          ((machine * x.period_s) / x.machines + Math.floor(i / x.calls) * x.period_s) * 1000 + (i % x.calls) * 50,
        ),
      ),
    },
  }));

const tooManyCalls = (x: Load): NotRun | null => tooMuch(100 * x.machines * x.bursts * x.calls, "calls");

const horizon = (x: Load): number => Math.ceil((x.bursts + 2) * x.period_s);

function latency(x: Load, hotplug: Partial<HotplugEntry>, memoryBytes: number) {
  const entry = { keep_alive_s: x.keep_alive_s, ...hotplug };
  return simulate(scenarioOf(burstsOf(x), entry, memoryBytes, horizon(x))).summary.functions!;
}

const ABUNDANT = 1024 * GIB;

const scarcityOrder = row({
  id: "S11",
  system,
  kind: "direction",
  claim: "with 70 % of the peak memory: P99 rises from abundant over partitions and a buffer to virtio-mem",
  inputs: { ...load, limit: number(0.7, "share of the peak", { min: 0.01, max: 1 }) },
  result: "P99 ms: abundant, Squeezy, HarvestVM-opts, virtio-mem",
  expects: { is: "not falling" },
  formula: "the engine on the same arrivals; the host limited to a share of the peak charged with abundant memory",
  evidence: "published",
  source: `${PAPER} Figure 10`,
  ownInputs: "the load, which the paper does not publish: ours has bursts on machines that take turns",
  compute: (x) => {
    const many = tooManyCalls(x);
    if (many) return many;
    const abundant = latency(x, { variant: "hotmem" }, ABUNDANT);
    const limit = x.limit * abundant.charge_bytes.max;
    const limited = (["hotmem", "harvest", "virtio-mem"] as const).map((variant) => latency(x, { variant }, limit));
    const p99 = [abundant, ...limited].map((summary) => summary.latency_ms?.p99 ?? null);
    return p99.every((ms) => ms !== null) ? p99 : { notRun: "no invocation ended" };
  },
});

const likeStatic = row({
  id: "S13",
  system,
  kind: "range",
  claim: "with memory to spare P99 is that of static memory and 3 to 35 % of a cold start, or the same",
  inputs: { ...load, cold_penalty: list([0, 0.03, 0.35], "share of a cold start, nested faults", { max: 10 }) },
  result: "P99 above static memory and the plug, % of a cold start with its plug, for each penalty",
  expects: { is: "between", low: 0, high: 35 },
  formula:
    "the engine on the same arrivals: (P99 on partitions − P99 on static memory − plug) / (initialisation + plug)",
  evidence: "published",
  source: `${PAPER} §6.2.1; HotMem abstract ("same")`,
  ownInputs: "the load, and as penalty the published share itself, once none, once 3 and once 35 %",
  note: "shows that plug and penalty are all that partitions add",
  compute: (x) => {
    const many = tooManyCalls(x);
    if (many) return many;
    const fixed = latency(x, { variant: "static" }, ABUNDANT).latency_ms;
    const ours = x.cold_penalty.map((cold_penalty) => latency(x, { variant: "hotmem", cold_penalty }, ABUNDANT));
    if (!fixed || ours.some(({ latency_ms }) => latency_ms === null)) return { notRun: "no invocation ended" };
    return ours.map(({ latency_ms, plug_ms }) => {
      const above = latency_ms!.p99 - fixed.p99 - plug_ms.mean;
      return (100 * above) / (x.init_ms + plug_ms.mean);
    });
  },
});

const oneAccount = row({
  id: "S65",
  system: SYSTEMS.related,
  kind: "exact",
  claim: "page sharing and partitions on one host: nothing is saved twice",
  inputs: {
    guests: whole(4, "guests with shared pages", { min: 1, max: 100 }),
    common: whole(500, "pages in common", { max: 100_000 }),
    unique: whole(300, "pages alone", { max: 100_000 }),
    epochs: whole(20, "epochs", { min: 1, max: 1000 }),
  },
  result: "resident pages less frames less pages saved, at its largest; violations of the accounts",
  expects: { is: "exact", value: [0, 0] },
  formula: "the engine: resident = frames + saved in every epoch; its twelve accounts counted",
  evidence: "derived",
  source: "model 3.10",
  compute: ({ guests, common, unique, epochs }) => {
    const large = tooMuch(guests * (common + unique), "pages");
    if (large) return large;
    const scenario: EngineScenario = {
      host: { memory_bytes: 16 * GIB },
      guests: [
        {
          kind: "pages",
          count: guests,
          pages: [{ same: "library", count: common }, { unique }],
        },
        {
          kind: "function",
          memory_bytes: 256 * MIB,
          touched_bytes: 100 * MIB,
          init_ms: 100,
          exec_ms: 500,
          concurrency: 4,
          arrivals: { poisson_per_s: 1 },
        },
      ],
      mechanisms: [
        { id: "dedup", pages_per_epoch: "pass" },
        { id: "hotplug", variant: "hotmem", keep_alive_s: 3 },
      ],
      epoch_s: 1,
      horizon_s: epochs,
      seed: 1,
    };
    const { rows, invariants } = simulate(scenario, { rows: true });
    const at = (name: string): number => rows!.columns.indexOf(name);
    const [priv, merged, nodes, extra] = ["fast.priv", "merged", "fast.nodes", "merged.extra"].map(at);
    const apart = rows!.data.map((of) => of[priv!]! + of[merged!]! - (of[priv!]! + of[nodes!]!) - of[extra!]!);
    const violations = Object.values(invariants).reduce((sum, count) => sum + count, 0);
    return [Math.max(...apart.map(Math.abs)), violations];
  },
});

export const functionRows = [samePlug, scarcityOrder, likeStatic, oneAccount];
