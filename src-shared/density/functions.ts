// What the calls of functions come to on a host with N* guests: instances, waits, memory over time.
import type { FunctionSummary } from "../model/mechanisms/hotplug/tally.ts";
import type { DensityReply } from "../protocol/replies.ts";
import { mechanismIn } from "./chosen.ts";
import type { Plan } from "./plan.ts";
import type { Scenario } from "./scenario-schema.ts";
import { quantilesOf } from "./search.ts";
import type { OutcomeOf } from "./task.ts";

type Functions = NonNullable<DensityReply["functions"]>;

/** The functions' part of an answer, by the run with n.p50 guests of each outer replication; null without functions. */
export function functionsOf(
  scenario: Scenario,
  plan: Plan,
  details: readonly OutcomeOf<"detail">[],
  typical: OutcomeOf<"detail">,
): Functions | null {
  const shown = typical.played?.functions;
  if (!shown) return null;
  const variant = mechanismIn(scenario, "hotplug")?.variant ?? "virtio-mem";
  const all = details.flatMap(({ played }) => (played?.functions ? [played.functions] : []));
  const over = (of: (one: FunctionSummary) => number) => quantilesOf(all.map(of));
  const instances = over((one) => one.instances_max);
  const functions = functionsAmong(plan, typical.now.guests);
  return {
    variant,
    functions,
    machines: variant === "one-to-one" ? instances.p50 : functions,
    instances,
    invocations: shown.invocations,
    cold_start_share: over(({ cold, invocations }) => (invocations > 0 ? cold / invocations : 0)),
    latency_ms: shown.latency_ms && {
      p50: shown.latency_ms.p50,
      p95: shown.latency_ms.p95,
      p99: over(({ latency_ms }) => latency_ms?.p99 ?? 0),
    },
    waited_for_memory: shown.waited_for_memory,
    unserved: shown.waiting + shown.lost,
    reclaim_ms: { ...shown.reclaim_ms, ...shown.reclaim_parts_ms },
    plug_ms: shown.plug_ms,
    memory_gib_s: over((one) => one.memory_gib_s),
    idle_gib_s: over((one) => one.idle_gib_s),
    peak_bytes: shown.charge_bytes.max,
  };
}

/** Functions among the first n guests. */
function functionsAmong({ growth, entries, types }: Plan, n: number): number {
  const isFunction = entries.map(({ types: own }) => types[own[0]!]!.instancePages !== undefined);
  let count = 0;
  growth.extendTo(n);
  for (let i = 0; i < growth.from[n]!; i++) if (isFunction[growth.entry[i]!]) count += growth.ordinal[i]! >= 0 ? 1 : -1;
  return count;
}
