// Rows of SmarTmem: what each policy gives to whom, epoch by epoch, and the pool as Xen codes it (systems section 4).
import type { EngineGuest, EngineScenario } from "../../model/engine/scenario.ts";
import { type SimulateResult, simulate } from "../../model/engine/simulate.ts";
import { isOverQuota, makeRoom, persistentPutAllowed, relinquished } from "../../model/mechanisms/tmem/xen-pool.ts";
import { list, number, table, whole } from "../inputs.ts";
import { type NotRun, type Ours, row, SYSTEMS, tooMuch } from "../row.ts";

const system = SYSTEMS.smartmem;
const XEN = "Xen stable-4.11 xen/common/tmem.c, tmem_control.c";
const MODEL = "systems 4 (reconstruction of the policy)";
const PAGE = 4096;

type Policy = "greedy" | "static" | "smart";
type Steps = readonly (readonly number[])[];

interface PoolInputs {
  readonly pool: number;
  /** Pages wanted as [guest, from step, pages]. */
  readonly demand: Steps;
  readonly epochs: number;
}

function poolScenario(
  { pool, demand, epochs }: PoolInputs,
  policy: Policy,
  more: { readonly step?: number; readonly theta_pages?: number; readonly floor?: boolean } = {},
): EngineScenario {
  const guests = guestsOf(demand);
  return {
    host: { memory_bytes: (pool + 1_000_000) * PAGE },
    guests: Array.from(
      { length: guests },
      (_, g): EngineGuest => ({
        kind: "static",
        ram_bytes: 1000 * PAGE,
        tmem_demand: demand.filter(([guest]) => guest === g).map(([, from, pages]) => [from!, pages!] as const),
      }),
    ),
    mechanisms: [{ id: "tmem", policy, pool_pages: pool, ...more }],
    epoch_s: 1,
    horizon_s: epochs,
    seed: 1,
  };
}

const guestsOf = (demand: Steps): number => Math.max(...demand.map(([guest]) => guest!)) + 1;

/** What a run gives, unless it is asked for more guests and steps than a row works through. */
const unlessTooLong = (demand: Steps, steps: number, compute: () => Ours): Ours | NotRun =>
  tooMuch(100 * guestsOf(demand) * steps, "guests and steps") ?? compute();

/** A column of every guest after an epoch. */
function guestsAt({ rows }: SimulateResult, epoch: number, column: string): number[] {
  const { columns, data } = rows!;
  const of = data[epoch - 1]!;
  return columns.flatMap((name, i) => (name.endsWith(`.${column}`) ? [of[i]!] : []));
}

const pool = whole(100_000, "pages of the pool", { min: 1, max: 1e9 });
const demand = table(
  [
    [0, 1, 60_000],
    [1, 1, 2000],
    [1, 5, 50_000],
    [2, 1, 5000],
  ],
  "guest, from step, pages wanted",
  {
    width: 3,
    max: 1e9,
    whole: true,
  },
);
const epochs = (n: number) => whole(n, "steps", { min: 1, max: 10_000 });
const policyInputs = {
  step: number(0.02, "share of the pool", { max: 1 }),
  theta: whole(1000, "pages"),
};

const greedy = row({
  id: "S27",
  system,
  kind: "exact",
  claim: "greedy: who comes first keeps what it has, the second guest fails 15 000 puts every step",
  inputs: { pool, demand, epochs: epochs(20) },
  result: "pages held by each, failed puts of the second guest in the last step",
  expects: { is: "exact", value: [60_000, 35_000, 5000, 15_000] },
  formula: "the engine, epoch by epoch: guests put in order while the pool has room",
  evidence: "derived",
  source: MODEL,
  compute: (inputs) =>
    unlessTooLong(inputs.demand, inputs.epochs, () => {
      const run = simulate(poolScenario(inputs, "greedy"), { rows: true });
      return [...guestsAt(run, inputs.epochs, "tmem_used"), guestsAt(run, inputs.epochs, "tmem_failed")[1] ?? 0];
    }),
});

const smart = row({
  id: "S28",
  system,
  kind: "exact",
  claim: "smart targets without a floor: a satisfied guest is driven below what it holds",
  inputs: {
    pool,
    demand,
    ...policyInputs,
    at: list([1, 4, 12, 50], "steps shown", { min: 1, max: 10_000, whole: true }),
  },
  result: "targets of each guest, at each step shown",
  expects: {
    is: "exact",
    value: [
      [35_099, 32_450, 32_450],
      [40_246, 29_876, 29_876],
      [44_288, 36_412, 19_299],
      [49_441, 47_583, 2975],
    ],
  },
  formula: "raise by step × pool on failed puts, shrink by the step when more than θ is unused, scale to the pool, cut",
  evidence: "assumed",
  source: MODEL,
  compute: ({ pool: pages, demand: wanted, step, theta, at }) =>
    unlessTooLong(wanted, Math.max(...at), () => {
      const inputs = { pool: pages, demand: wanted, epochs: Math.max(...at) };
      const run = simulate(poolScenario(inputs, "smart", { step, theta_pages: theta, floor: false }), { rows: true });
      return at.map((epoch) => guestsAt(run, epoch, "tmem_target"));
    }),
});

const floored = row({
  id: "S29",
  system,
  kind: "exact",
  claim: "with the floor nobody's target falls below what it holds; settled after 50 steps",
  inputs: { pool, demand, ...policyInputs, at: list([50, 100], "steps shown", { min: 1, max: 10_000, whole: true }) },
  result: "pages held by each, then targets, at each step shown",
  expects: {
    is: "exact",
    value: [
      [49_067, 45_933, 5000, 49_067, 46_255, 5000],
      [49_067, 45_933, 5000, 49_067, 46_255, 5000],
    ],
  },
  formula: "as S28, targets no lower than what is held",
  evidence: "assumed",
  source: MODEL,
  compute: ({ pool: pages, demand: wanted, step, theta, at }) =>
    unlessTooLong(wanted, Math.max(...at), () => {
      const inputs = { pool: pages, demand: wanted, epochs: Math.max(...at) };
      const run = simulate(poolScenario(inputs, "smart", { step, theta_pages: theta, floor: true }), { rows: true });
      return at.map((epoch) => [...guestsAt(run, epoch, "tmem_used"), ...guestsAt(run, epoch, "tmem_target")]);
    }),
});

const fixed = row({
  id: "S30",
  system,
  kind: "exact",
  claim: "static thirds leave 28 334 pages unused",
  inputs: { pool, demand, epochs: epochs(20) },
  result: "pages held by each, pages unused",
  expects: { is: "exact", value: [33_333, 33_333, 5000, 28_334] },
  formula: "the engine, targets floor(pool / guests)",
  evidence: "derived",
  source: MODEL,
  compute: (inputs) =>
    unlessTooLong(inputs.demand, inputs.epochs, () => {
      const used = guestsAt(simulate(poolScenario(inputs, "static"), { rows: true }), inputs.epochs, "tmem_used");
      return [...used, inputs.pool - used.reduce((sum, pages) => sum + pages, 0)];
    }),
});

const quotaInputs = {
  global: whole(100, "pages"),
  clients: list([50, 10], "pages of the client", { whole: true }),
  weight: whole(1, "weight of the client"),
  weights: whole(4, "sum of weights"),
};

const quota = row({
  id: "S31",
  system,
  kind: "exact",
  claim: "the over-quota test as written says no for a client with half of the pages, yes for one with a tenth",
  inputs: quotaInputs,
  result: "over its quota as written, for each",
  expects: { is: "exact", value: [false, true] },
  formula: "global × 100 / client > weights × 100 / weight",
  evidence: "published",
  source: XEN,
  note: "true when a client holds less than its share; the reading as intended is the other way round (S31.2)",
  compute: ({ global, clients, weight, weights }) =>
    clients.map((clientPages) => isOverQuota({ clientPages, globalPages: global, weight, weights }, "literal")),
});

const intended = row({
  id: "S31.2",
  system,
  kind: "exact",
  claim: "the same test as its name says",
  inputs: quotaInputs,
  result: "over its quota as intended, for each",
  expects: { is: "exact", value: [true, false] },
  formula: "global × 100 / client < weights × 100 / weight",
  evidence: "derived",
  source: XEN,
  compute: ({ global, clients, weight, weights }) =>
    clients.map((clientPages) => isOverQuota({ clientPages, globalPages: global, weight, weights }, "intended")),
});

const room = row({
  id: "S32",
  system,
  kind: "exact",
  claim: "with 255 pages free one put evicts one page first; with nothing to evict it fails after 10 tries",
  inputs: { free: whole(255, "pages free"), ephemeral: list([5000, 0], "ephemeral pages", { whole: true }) },
  result: "evictions, failed tries and whether it is put, for each",
  expects: {
    is: "exact",
    value: [
      [1, 0, true],
      [0, 10, false],
    ],
  },
  formula: "evict until 1 MiB is free, at most 10 tries that find nothing",
  evidence: "published",
  source: XEN,
  compute: ({ free, ephemeral }) =>
    ephemeral.map((pages) => {
      const { evictions, failedTries, done } = makeRoom(free, pages);
      return [evictions, failedTries, done];
    }),
});

const relinquish = row({
  id: "S33",
  system,
  kind: "exact",
  claim: "Xen gets single pages back, at most 10 at once; pairs are refused",
  inputs: { order: list([1, 0], "order", { max: 20, whole: true }), ephemeral: whole(5000, "ephemeral pages") },
  result: "evictions for each order; null: refused",
  expects: { is: "exact", value: [null, 10] },
  formula: "order 0 only; at most 10 evictions",
  evidence: "published",
  source: XEN,
  compute: ({ order, ephemeral }) => order.map((one) => relinquished(one, ephemeral)),
});

const persistent = row({
  id: "S34",
  system,
  kind: "exact",
  claim: "a persistent put of a domain at its maximum fails although the host has free memory",
  inputs: {
    pages: list([65536, 65535], "pages of the domain", { whole: true }),
    max_pages: whole(65536, "pages at most"),
    host_free: whole(1_000_000, "pages free on the host"),
  },
  result: "whether the put is done, for each",
  expects: { is: "exact", value: [false, true] },
  formula: "pages of the domain below its maximum, and a page free",
  evidence: "published",
  source: XEN,
  compute: ({ pages, max_pages, host_free }) => pages.map((n) => persistentPutAllowed(n, max_pages, host_free)),
});

const gain = row({
  id: "S35",
  system,
  kind: "direction",
  claim: "targets gain time over greedy only where the pool is short: nothing once it covers all demand",
  inputs: {
    demand: table(
      [
        [0, 1, 80_000],
        [1, 1, 80_000],
      ],
      "guest, from step, pages wanted",
      { width: 3, max: 1e9, whole: true },
    ),
    pools: list([160_000, 100_000], "pages of the pool", { min: 1, max: 1e9, whole: true }),
    epochs: epochs(200),
    ...policyInputs,
  },
  result: "s that the slowest guest gains, for each pool",
  expects: { is: "rising" },
  formula: "running time of the slowest guest under greedy less under smart targets",
  evidence: "assumed",
  source: MODEL,
  compute: ({ demand: wanted, pools, epochs: steps, step, theta }) =>
    unlessTooLong(wanted, steps * pools.length, () =>
      pools.map((pages) => {
        const inputs = { pool: pages, demand: wanted, epochs: steps };
        const more = { step, theta_pages: theta, floor: true };
        const time = (policy: Policy): number =>
          simulate(poolScenario(inputs, policy, more)).summary.tmem!.run_time_s.max;
        return time("greedy") - time("smart");
      }),
    ),
});

export const smartmemRows = [greedy, smart, floored, fixed, quota, intended, room, relinquish, persistent, gain];
