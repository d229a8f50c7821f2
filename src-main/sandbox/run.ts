// A policy run: the script and the policies beside it on the same demand, and what sets them apart.
import { PlimsollError } from "../../src-shared/base/errors.ts";
import { type SimulateResult, simulate } from "../../src-shared/model/engine/simulate.ts";
import type { Summary } from "../../src-shared/model/engine/summary.ts";
import { createSeat, type SeatOptions, type SeatRecord } from "../../src-shared/model/policy/seat.ts";
import type { Violation } from "../../src-shared/policy/outcome.ts";
import type { PolicyReply } from "../../src-shared/protocol/policy-replies.ts";
import type { EngineInput } from "../jobs/engine-pool.ts";
import { type Player, playersOf } from "./players.ts";
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

/** Runs the policy and what stands beside it. `tell` hears of epochs done and to do. Never throws for what a script does. */
export async function runPolicy(
  task: PolicyTask,
  tell: (done: number, total: number) => void = () => {},
): Promise<PolicyReply> {
  const players = playersOf(task);
  const played: Played[] = [];
  const unavailable: NonNullable<PolicyReply["unavailable"]> = [];
  const seen = createSeen();
  const watch = await createWatch(task.watched);
  const { calls } = task.watched;
  const end = calls !== null && !task.rows ? { until: calls.until } : {};
  const share = (at: number) => (done: number, last: number) =>
    tell(at * last * task.replications + done, players.length * last * task.replications);
  for (const [at, player] of players.entries()) {
    const own = at === 0;
    const rows = task.rows && own;
    const listen = { ...(rows ? { onView: seen.note } : {}), ...(watch && own ? { onCall: watch.note } : {}) };
    try {
      played.push(await play(player, task, { listen, rows, ...end, tell: share(at) }));
    } catch (thrown) {
      // A system that this scenario does not fit is left out, with its reason; the others are compared.
      if (own || !(thrown instanceof PlimsollError)) throw thrown;
      unavailable.push({ id: player.id, title: player.title, reason: thrown.report.what });
    }
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
    unavailable,
  };
}

interface Played {
  readonly player: Player;
  readonly metrics: readonly Metrics[];
  readonly first: SimulateResult;
  readonly record: SeatRecord;
}

interface PlayOptions {
  /** Who hears of the first replication. */
  readonly listen: Pick<SeatOptions, "onView" | "onCall">;
  readonly rows: boolean;
  readonly until?: number;
  readonly tell: (done: number, last: number) => void;
}

const NO_RECORD: SeatRecord = { calls: 0, actions: [], unlisted: 0, violations: [] };

/** All replications of one player, with the same random numbers for each of them. */
async function play(player: Player, task: PolicyTask, options: PlayOptions): Promise<Played> {
  const { interval, delay } = task;
  const metrics: Metrics[] = [];
  let kept: { first: SimulateResult; record: SeatRecord } | null = null;
  for (let replication = 0; replication < task.replications; replication++) {
    const isFirst = replication === 0;
    const decider = player.open === null ? null : await player.open(replication);
    const seat = decider && createSeat(decider, { interval, delay, ...(isFirst ? options.listen : {}) });
    const first = simulate(player.scenario, {
      guests: task.guests,
      replication,
      rows: options.rows && isFirst,
      ...(options.until === undefined ? {} : { until: options.until }),
      ...(seat ? { policy: seat.take } : {}),
      onEpoch: (epoch, last) => options.tell(replication * last + epoch, last),
    });
    metrics.push(metricsOf(first.summary));
    kept ??= { first, record: seat?.record() ?? NO_RECORD };
  }
  return { player, metrics, ...kept! };
}

const rowsOf = ({ rows }: SimulateResult): Pick<PolicyReply, "rows"> =>
  rows ? { rows: { columns: [...rows.columns], data: rows.data.map((row) => Array.from(row)) } } : {};

function runOf({ player, metrics, first, record }: Played): Run {
  const mean = (name: (typeof METRICS)[number]): number | null => {
    const values = metrics.map((of) => of[name]);
    return values.includes(null) ? null : values.reduce<number>((sum, value) => sum + value!, 0) / values.length;
  };
  return {
    id: player.id,
    title: player.title,
    kind: player.kind,
    metrics: Object.fromEntries(METRICS.map((name) => [name, mean(name)])) as Metrics,
    summary: { ...first.summary },
    invariants: { ...first.invariants },
    digest: first.digest,
    calls: record.calls,
    actions: record.actions.length + record.unlisted,
  };
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
