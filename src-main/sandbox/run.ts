// A policy run: the script and the policies beside it on the same demand, and what sets them apart.
import { engineInput } from "../../src-shared/density/engine-input.ts";
import { type SimulateResult, simulate } from "../../src-shared/model/engine/simulate.ts";
import type { Summary } from "../../src-shared/model/engine/summary.ts";
import { createSeat, type SeatRecord } from "../../src-shared/model/policy/seat.ts";
import type { Decider, Violation } from "../../src-shared/policy/outcome.ts";
import { builtInDecider, builtInPolicies } from "../../src-shared/policy/registry.ts";
import type { PolicyReply } from "../../src-shared/protocol/policy-replies.ts";
import type { EngineInput } from "../jobs/engine-pool.ts";
import { openPolicy } from "./sandbox.ts";
import { createSeen } from "./seen.ts";
import { createWatch, type Watched } from "./watch.ts";

export interface PolicyTask {
  readonly input: EngineInput;
  /** JavaScript of the script; null with a built-in policy. */
  readonly code: string | null;
  readonly builtIn: string | null;
  readonly name: string;
  readonly beside: readonly string[];
  readonly guests: number | null;
  readonly interval: number;
  readonly delay: number;
  readonly replications: number;
  readonly rows: boolean;
  readonly watched: Watched;
}

type Run = NonNullable<PolicyReply["result"]>;
type Metrics = Run["metrics"];

const METRICS = ["slowdown_p50", "slowdown_p99", "frames_max", "tmem_failed", "cold_starts", "oom_kills"] as const;

const metricsOf = (summary: Summary): Metrics => ({
  slowdown_p50: summary.slowdown.p50,
  slowdown_p99: summary.slowdown.p99,
  frames_max: summary.frames_used.max,
  tmem_failed: summary.tmem?.failed ?? null,
  cold_starts: summary.functions?.cold ?? null,
  oom_kills: summary.oom_kills,
});

interface Player {
  readonly id: string;
  readonly title: string;
  /** A fresh one for each replication, so that none knows the runs before. */
  open(replication: number): Promise<Decider>;
}

/** Runs the policy and those beside it. `tell` hears of epochs done and to do. Never throws for what a script does. */
export async function runPolicy(
  task: PolicyTask,
  tell: (done: number, total: number) => void = () => {},
): Promise<PolicyReply> {
  const { input, replications } = task;
  const scenario = engineInput(input.scenario, input.host, input.series, true);
  const players = [playerOf(task, scenario.seed), ...task.beside.map(builtInPlayer)];
  const played: { player: Player; metrics: Metrics[]; first: SimulateResult; record: SeatRecord }[] = [];
  const seen = createSeen();
  const { calls } = task.watched;
  const end = calls !== null && !task.rows ? { until: calls.until } : {};
  const watch = await createWatch(task.watched);
  let done = 0;
  for (const player of players) {
    const metrics: Metrics[] = [];
    let first: { result: SimulateResult; record: SeatRecord } | null = null;
    for (let replication = 0; replication < replications; replication++) {
      const looked = player === players[0] && replication === 0;
      const rows = task.rows && looked;
      const seat = createSeat(await player.open(replication), {
        ...{ interval: task.interval, delay: task.delay },
        ...(rows ? { onView: seen.note } : {}),
        ...(watch && looked ? { onCall: watch.note } : {}),
      });
      const result = simulate(scenario, {
        guests: task.guests,
        replication,
        rows,
        ...end,
        policy: seat.take,
        onEpoch: (epoch, last) => tell(done * last + epoch, players.length * replications * last),
      });
      done++;
      metrics.push(metricsOf(result.summary));
      first ??= { result, record: seat.record() };
    }
    played.push({ player, metrics, first: first!.result, record: first!.record });
  }
  const [own, ...others] = played.map((one) => ({ ...one, run: runOf(one) }));
  const { violations, actions } = own!.record;
  return {
    schema: "plimsoll.policy/1",
    ok: violations.length === 0,
    diagnostics: [],
    result: own!.run,
    ...(task.rows ? { ...rowsOf(own!.first), seen: seen.take() } : {}),
    actions: [...actions],
    violations: [...violations],
    ...watch?.take(),
    beside: others.map(({ run, metrics }) => ({ ...run, differences: differencesOf(own!.metrics, metrics) })),
  };
}

const rowsOf = ({ rows }: SimulateResult): Pick<PolicyReply, "rows"> =>
  rows ? { rows: { columns: [...rows.columns], data: rows.data.map((row) => Array.from(row)) } } : {};

function runOf(one: { player: Player; metrics: readonly Metrics[]; first: SimulateResult; record: SeatRecord }): Run {
  const { player, metrics, first, record } = one;
  const mean = (name: (typeof METRICS)[number]): number | null => {
    const values = metrics.map((of) => of[name]);
    return values.includes(null) ? null : values.reduce<number>((sum, value) => sum + value!, 0) / values.length;
  };
  return {
    id: player.id,
    title: player.title,
    metrics: Object.fromEntries(METRICS.map((name) => [name, mean(name)])) as Metrics,
    summary: { ...first.summary },
    invariants: { ...first.invariants },
    digest: first.digest,
    calls: record.calls,
    actions: record.actions.length + record.unlisted,
  };
}

function playerOf({ code, builtIn, name }: PolicyTask, seed: number): Player {
  if (code === null) return builtInPlayer(builtIn!);
  return { id: "script", title: name, open: (replication) => openPolicy(code, seed * 1024 + replication) };
}

function builtInPlayer(id: string): Player {
  const policy = builtInPolicies.find((known) => known.id === id)!;
  return { id, title: policy.title, open: async () => builtInDecider(policy) };
}

const LEAST_FOR_INTERVAL = 5;
const Z_90 = 1.6449;

/** Paired differences, replication by replication: theirs less ours, with a 90 % interval of their mean. */
export function differencesOf(
  ours: readonly Metrics[],
  theirs: readonly Metrics[],
): Record<string, { best: number; low: number | null; high: number | null } | null> {
  return Object.fromEntries(
    METRICS.map((name) => {
      const pairs = ours.map((own, i) => [own[name], theirs[i]![name]] as const);
      if (pairs.some((pair) => pair.includes(null))) return [name, null];
      const differences = pairs.map(([own, other]) => other! - own!);
      const n = differences.length;
      const best = differences.reduce((sum, value) => sum + value, 0) / n;
      if (n < LEAST_FOR_INTERVAL) return [name, { best, low: null, high: null }];
      const variance = differences.reduce((sum, value) => sum + (value - best) ** 2, 0) / (n - 1);
      const half = Z_90 * Math.sqrt(variance / n);
      return [name, { best, low: best - half, high: best + half }];
    }),
  );
}

/** The reply of a run that had to be ended from outside. */
export const stoppedReply = (violation: Violation): PolicyReply => ({
  schema: "plimsoll.policy/1",
  ok: false,
  diagnostics: [],
  violations: [violation],
});
