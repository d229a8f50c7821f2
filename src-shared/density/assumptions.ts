// Every number that an answer assumes, with its value and its evidence, for the reader to doubt.
import { bytesOf, GIB, MIB } from "../base/units.ts";
import { isHeld } from "../model/engine/guests.ts";
import { PARAMETERS } from "../model/parameters.ts";
import { systemOf, writtenOut } from "../model/systems/registry.ts";
import { autocorrelation } from "../profile/blocks.ts";
import type { CapturedHost } from "../profile/host.ts";
import type { DensityReply } from "../protocol/replies.ts";
import { asCaptured } from "./as-captured.ts";
import { balloonOf, capturedUsed, dedupOf, isPlayed, mechanismIn, mechanismsIn } from "./chosen.ts";
import { forbiddenTo } from "./pinned.ts";
import type { Plan } from "./plan.ts";
import { thumbs } from "./rules-of-thumb.ts";
import type { Scenario } from "./scenario-schema.ts";
import { passesNeeded } from "./search-rules.ts";

type Assumption = DensityReply["assumptions"][number];

/** Id of the assumption that stands in for the host's memory. */
export const ASSUMED_HOST = "host.memory_bytes";

export function assumptionsOf(scenario: Scenario, host: CapturedHost | null, plan: Plan): Assumption[] {
  const captured = scenario.guests.some((guest) => guest.kind === "profile");
  return [
    ...(captured && host ? aboutCaptures(scenario, host, plan) : []),
    ...aboutCourses(plan),
    ...aboutBalloon(scenario, captured),
    ...(dedupOf(scenario) ? aboutDedup(scenario) : []),
    ...aboutRegions(scenario, host),
    ...aboutPlayed(scenario, plan),
    ...aboutSystems(scenario),
    ...aboutPins(scenario),
    ...aboutRuns(plan),
    ...withoutEffect(scenario),
    {
      id: "rule.overcommit_ratio",
      text: "fixed overcommit ratio of the rule of thumb",
      value: String(thumbs.overcommitRatio),
      evidence: "assumed",
    },
    {
      id: "rule.overhead_bytes",
      text: "fixed overhead per guest of the rule of thumb",
      value: `${thumbs.overheadBytes / MIB} MiB`,
      evidence: "assumed",
    },
  ];
}

/** A number of the parameter table. */
function parameter(id: string, text?: string): Assumption {
  const found = PARAMETERS.find((candidate) => candidate.id === id)!;
  const range = found.min === null || found.max === null ? "" : `, ${found.min} to ${found.max}`;
  return {
    id,
    text: `${text ?? found.title} (${found.source})`,
    value: `${found.value} ${found.unit}${range}`,
    evidence: found.evidence,
  };
}

const mib = (pages: number): string => (bytesOf(pages) / MIB).toFixed(1);

/** Of the host's memory where no capture tells it: every number of guests follows from it. */
const assumedHost = ({ host }: Scenario): Assumption => ({
  id: ASSUMED_HOST,
  text: "memory of the host: no capture tells it, so it stands as the scenario has it",
  value: `${(host.memory_bytes / GIB).toFixed(2)} GiB`,
  evidence: "assumed",
});

function aboutCaptures(scenario: Scenario, host: CapturedHost, plan: Plan): Assumption[] {
  const used = new Set(capturedUsed(scenario, host).map((index) => host.guests[index]!.name));
  const overheads = plan.types.flatMap(({ name, overheadPages, overheadBand: band }): Assumption[] =>
    band && used.delete(name)
      ? [
          {
            id: `overhead.${name}`,
            text: `host memory of ${name} besides its RAM, drawn from its range in each outer replication`,
            value: `${mib(overheadPages)} MiB, ${mib(band.low)} to ${mib(band.high)}`,
            evidence: "assumed",
          },
        ]
      : [],
  );
  const listed = [...(host.hostMemoryBytes === null ? [assumedHost(scenario)] : []), ...overheads];
  if (plan.types.some(({ overheadBand }) => overheadBand === null) && host.observed?.memory)
    listed.push({
      id: "overhead.shared_files",
      text: "program files that the guests' processes share are counted for each guest as in the recording, though they are needed once for all",
      value: "in proportion, as recorded",
      evidence: "assumed",
    });
  listed.push(parameter("balloon.minor_fault_us", "cost of a page fault; slowdown is 1 / (1 - fault rate x cost)"));
  if (plan.warmUp)
    listed.push({
      id: "courses.warm_up_epochs",
      text: "epochs at the start of the captures that are left out because guests were still growing",
      value: String(plan.warmUp.epochs),
      evidence: "derived",
    });
  if (plan.merging) listed.push(...aboutSharing(plan));
  if (scenario.objective.p99_slowdown === null)
    listed.push({
      id: "objective.p99_slowdown",
      text: "no limit of the slowdown is set",
      value: "none",
      evidence: "given",
    });
  return listed;
}

function aboutSharing(plan: Plan): Assumption[] {
  const { metAgain } = plan;
  return [
    {
      id: "sharing.single_guest_contents",
      text: "share of contents seen in one guest only that further guests hold too, drawn in each outer replication between none and the leave-one-out coverage",
      value: metAgain
        ? `0 to ${metAgain.share.toFixed(3)}, on average ${metAgain.chance.toFixed(4)} in a given guest`
        : "0",
      evidence: metAgain ? "derived" : "assumed",
    },
    {
      id: "sharing.residency",
      text: "contents of pages that are not resident or given back are those of the average page of the guest",
      value: "independent",
      evidence: "assumed",
    },
    {
      id: "sharing.writes",
      text: "faults by writes to merged pages are counted as far as they are among the recorded faults",
      value: "as recorded",
      evidence: "assumed",
    },
  ];
}

const COURSES: Readonly<Record<Plan["multiplexing"], string>> = {
  static: "every guest is at the peak of its course at all times",
  independent: "the courses of the guests are independent of each other",
  "phase-aligned": "all guests are at the same moment of their recordings; bursts stay independent",
  "captured-groups":
    "guests come in groups as they were recorded, each group at a moment of its own; bursts stay independent",
  comonotone: "all guests are at the same quantile of their courses at once",
};

function aboutCourses(plan: Plan): Assumption[] {
  const mode: Assumption = {
    id: "bootstrap.mode",
    text: COURSES[plan.multiplexing],
    value: plan.multiplexing,
    evidence: plan.multiplexing === "independent" ? "assumed" : "given",
  };
  if (plan.block === null) return plan.multiplexing === "independent" ? [] : [mode];
  const series = plan.types.flatMap((type) => (type.demand.kind === "series" ? [type.demand.pages] : []));
  const longest = series.reduce((a, b) => (b.length > a.length ? b : a));
  const block = Math.min(plan.block, longest.length);
  const remembered = autocorrelation(longest, block % longest.length).toFixed(3);
  return [
    {
      id: "bootstrap.block_epochs",
      text: `block length of the resampled courses; autocorrelation at that lag ${block >= longest.length ? "not known, the block is the whole course" : remembered}`,
      value: String(block),
      evidence: "derived",
    },
    mode,
  ];
}

function aboutBalloon(scenario: Scenario, captured: boolean): Assumption[] {
  const balloon = balloonOf(scenario);
  if (!balloon || !captured) return [];
  return [
    {
      id: "balloon.rate_bytes_per_s",
      text: "how fast a balloon takes memory back",
      value: balloon.rate_bytes_per_s === null ? "no limit" : String(balloon.rate_bytes_per_s),
      evidence: balloon.rate_bytes_per_s === null ? "assumed" : "given",
    },
  ];
}

function aboutDedup(scenario: Scenario): Assumption[] {
  const writes = scenario.guests.some((guest) => guest.kind === "pages" && guest.writes.length > 0);
  return [
    {
      id: "dedup.end_state",
      text: "all equal pages have merged; how fast the scanner gets there and what smart_scan leaves apart is told beside the savings and not in N",
      value: "merged",
      evidence: "assumed",
    },
    ...(writes
      ? [
          {
            id: "guests.writes",
            text: "contents of pages that are written are those after the last write; those in between matter to simulate",
            value: "after the last write",
            evidence: "assumed",
          },
        ]
      : []),
    ...(dedupOf(scenario)?.scanner === "esx"
      ? [parameter("dedup.scan_time_s")]
      : [parameter("dedup.page_us"), parameter("dedup.sleep_overrun_ms")]),
  ];
}

/** How far the host's free memory is broken up, where it is backed in 2 MiB. */
function aboutRegions(scenario: Scenario, host: CapturedHost | null): Assumption[] {
  if (!mechanismIn(scenario, "hugepages")) return [];
  const { unusable_share } = mechanismIn(asCaptured(scenario, host), "hugepages")!;
  if (unusable_share === undefined) return [parameter("hugepages.unusable_share"), parameter("hugepages.fill_share")];
  const given = mechanismIn(scenario, "hugepages")!.unusable_share !== undefined;
  return [
    {
      id: "hugepages.unusable_share",
      text: given
        ? "share of the host's memory in pieces below 2 MiB"
        : "share of the host's free memory in pieces below 2 MiB at the last reading of /proc/buddyinfo",
      value: unusable_share.toFixed(4),
      evidence: given ? "given" : "measured",
    },
    parameter("hugepages.fill_share"),
  ];
}

/** What the engine assumes of guests and costs where it plays an answer. */
const HOTPLUG_COSTS = ["plug_ms", "fixed_ms_per_block", "migrate_us_per_page", "zero_us_per_page", "keep_alive_s"].map(
  (name) => `hotplug.${name}`,
);

function aboutPlayed(scenario: Scenario, plan: Plan): Assumption[] {
  if (!plan.feedback) return [];
  const played = mechanismsIn(scenario).filter((entry) => isPlayed(entry, scenario));
  const costs: Readonly<Record<string, readonly string[]>> = {
    overcommit: ["overcommit.compression_ratio", "overcommit.load_us", "overcommit.disk_us"],
    tiering: ["tiering.migrate_us"],
    hugepages: ["hugepages.reference_ns", "hugepages.tlb_entries"],
    hotplug: plan.feedback.functions ? HOTPLUG_COSTS : [],
    tmem: ["tmem.put_us", "tmem.get_us", "tmem.disk_us"],
    balloon: ["balloon.disk_us"],
    reporting: ["reporting.minor_fault_us", "reporting.min_free_pages"],
  };
  return [
    ...(scenario.guests.every((guest) => guest.references_per_s !== undefined)
      ? []
      : [parameter("guests.references_per_page_s")]),
    ...(scenario.host.tiers && scenario.guests.some((guest) => guest.accesses_per_s === undefined)
      ? [parameter("guests.accesses_per_page_s")]
      : []),
    ...played.flatMap(({ id }) => (costs[id] ?? []).map((name) => parameter(name))),
    ...(scenario.objective.p99_slowdown === null && !scenario.guests.some((guest) => guest.kind === "profile")
      ? [
          {
            id: "objective.p99_slowdown",
            text: "no limit of the slowdown is set: guests are counted however slow swap and the slow tier make them",
            value: "none",
            evidence: "given",
          },
        ]
      : []),
  ];
}

/** Where a published system stands for a list of mechanisms. */
function aboutSystems(scenario: Scenario): Assumption[] {
  return scenario.mechanisms.flatMap((entry) => {
    if (!("system" in entry)) return [];
    const { name, title, source, evidence } = systemOf(entry.system)!;
    const parts = writtenOut([entry]).map(({ id }) => id);
    return [
      {
        id: `system.${name}`,
        text: `${title} stands for these mechanisms (${source})`,
        value: parts.length > 0 ? parts.join(", ") : "none",
        evidence,
      },
    ];
  });
}

/** Guests that mechanisms of the scenario leave alone. */
function aboutPins(scenario: Scenario): Assumption[] {
  const ids = mechanismsIn(scenario).map(({ id }) => id);
  return scenario.guests.flatMap((guest, i): Assumption[] => {
    const left = forbiddenTo(guest).filter((id) => ids.includes(id));
    if (guest.pinned === undefined) return [];
    const whole = isHeld(guest) ? "all of its memory is counted; " : "";
    return [
      {
        id: `guests.${i}.pinned`,
        text: `${guest.name ?? guest.kind} is pinned (${guest.pinned}): ${whole}left alone by ${left.join(", ") || "no mechanism of the scenario"}`,
        value: guest.pinned,
        evidence: "given",
      },
    ];
  });
}

function aboutRuns(plan: Plan): Assumption[] {
  if (!plan.random) return [];
  const needed = passesNeeded(plan.confidence, plan.inner);
  return [
    {
      id: "runs.passes_needed",
      text: `runs of ${plan.inner} that must pass in each of ${plan.outer} outer replications`,
      value: String(needed),
      evidence: "derived",
    },
  ];
}

/** What the scenario says that no mechanism in it takes up. */
function withoutEffect(scenario: Scenario): Assumption[] {
  const { objective, host, guests } = scenario;
  const idle = (id: string, text: string): Assumption => ({ id, text, value: "no effect", evidence: "given" });
  return [
    ...(objective.swap_in_pages_per_s === null || mechanismIn(scenario, "overcommit")
      ? []
      : [idle("objective.swap_in_pages_per_s", "nothing is swapped: always met")]),
    ...(["cold_start_share", "invocation_p99_ms"] as const)
      .filter((key) => objective[key] !== null && !guests.some((guest) => guest.kind === "function"))
      .map((key) => idle(`objective.${key}`, "no functions run: always met")),
    ...(host.swap_bytes && !mechanismIn(scenario, "overcommit")
      ? [idle("host.swap_bytes", "swap is used by an overcommit mechanism only")]
      : []),
    ...(guests.some((guest) => guest.count !== 1)
      ? [idle("guests.count", "N is searched: guests are mixed by weight; count matters to simulate")]
      : []),
    ...(guests.some((guest) => guest.sharing_domain !== null) && !dedupOf(scenario)
      ? [idle("guests.sharing_domain", "domains bound merging, and nothing is merged")]
      : []),
    ...(guests.some((guest) => guest.kind === "pages" && guest.arrives_epoch > 1)
      ? [idle("guests.arrives_epoch", "all guests are there for the whole horizon; arrival matters to simulate")]
      : []),
    ...(guests.some((guest) => guest.heat) && !host.tiers && !mechanismIn(scenario, "overcommit")
      ? [idle("guests.heat", "heat matters to a tiering mechanism only")]
      : []),
    ...(guests.some((guest) => guest.tmem_demand) && !mechanismIn(scenario, "tmem")
      ? [idle("guests.tmem_demand", "demand for a pool matters to a tmem mechanism only")]
      : []),
  ];
}
