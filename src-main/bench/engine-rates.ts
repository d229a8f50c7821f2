// Rates of the engine: groups of pages by count, and pages one by one, each a second of CPU time.
import { judgeRun } from "../../src-shared/model/engine/judge.ts";
import type { EngineGuest, EngineMechanism, EngineScenario } from "../../src-shared/model/engine/scenario.ts";
import { simulate } from "../../src-shared/model/engine/simulate.ts";
import type { Result } from "./measure.ts";

const PAGE = 4096;
const NO_LIMITS = { p99Slowdown: null, stallShare: null, swapInPerS: null };
const [GUESTS, GUEST_PAGES, GROUPS] = [200, 10_000, 3];

const scenario = (guest: EngineGuest, mechanisms: readonly EngineMechanism[], epochs: number): EngineScenario => ({
  host: {
    memory_bytes: 1_600_000 * PAGE,
    tiers: [
      { name: "fast", bytes: 800_000 * PAGE, latency_ns: 100 },
      { name: "slow", bytes: 800_000 * PAGE, latency_ns: 250 },
    ],
  },
  guests: [{ ...guest, count: GUESTS }],
  mechanisms,
  epoch_s: 1,
  horizon_s: epochs,
  seed: 1,
});

const heat = [
  { pages: 1000, access_share: 0.7 },
  { pages: 3000, access_share: 0.25 },
  { pages: 6000, access_share: 0.05 },
];
const bursts: EngineGuest = { kind: "onoff", base_bytes: 6000 * PAGE, burst_bytes: 4000 * PAGE, p: 0.3, heat };
const contents = { zero_pages: 500, common_pages: 4500, unique_pages: 5000 };
const scanned: EngineGuest = { kind: "synthetic", content: contents };

function rate(id: string, what: string, records: number, run: () => void): Result {
  const [before, start] = [process.cpuUsage(), performance.now()];
  run();
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / 1e6;
  return {
    id,
    what,
    records,
    bytes: 0,
    cpu_seconds: cpu,
    wall_seconds: (performance.now() - start) / 1000,
    rate_per_cpu_second: records / Math.max(0.001, cpu),
    peak_pss_bytes: null,
    peer: null,
  };
}

/** `records`: group-epochs of the first result, about. */
export function engineRates(records: number): Result[] {
  const mechanisms: EngineMechanism[] = [
    { id: "tiering", policy: "hot-first", bandwidth_bytes_per_s: 2 ** 28 },
    { id: "overcommit", swap_bytes: 1_000_000 * PAGE, zswap_bytes: 100_000 * PAGE },
  ];
  const epochs = Math.max(1, Math.round(records / (GUESTS * GROUPS)));
  const played = scenario(bursts, mechanisms, epochs);
  judgeRun(scenario(bursts, mechanisms, Math.min(epochs, 200)), 0, NO_LIMITS);
  const passes = Math.max(1, Math.round(records / 1_000_000));
  const dedup: EngineMechanism = { id: "dedup", smart_scan: 0, pages_per_epoch: "pass" };
  return [
    rate(
      "engine.groups",
      "group-epochs: 200 guests of 3 groups with bursts, tiers, compressed memory and swap, as an answer plays them",
      epochs * GUESTS * GROUPS,
      () => judgeRun(played, 0, NO_LIMITS),
    ),
    rate(
      "engine.pages",
      "page-epochs: 200 guests of 10 000 pages, one pass of KSM an epoch, pages one by one",
      passes * GUESTS * GUEST_PAGES,
      () => simulate(scenario(scanned, [dedup], passes)),
    ),
  ];
}
