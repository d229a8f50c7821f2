// Built-in dashboards, one for each part of memory that a project can hold.
import type { Dashboard } from "../schema.ts";
import { chart, dashboardOf, number, numbers, table } from "./build.ts";
import { BALLOON, type Facts, firstLane, hasLane } from "./facts.ts";
import * as part from "./parts.ts";

export const hostOverview = (facts: Facts): Dashboard | null =>
  dashboardOf({
    title: "Host overview",
    about: "The memory of the host and of its guests, and what presses on it.",
    wishes: [
      ...numbers(
        part.guestsThatFit(facts),
        part.memoryAvailable(facts),
        part.residentNow(facts),
        part.savedByKsm(facts),
        part.pressure(facts),
        part.swappedIn(facts),
      ),
      part.memoryOfHost(facts, [7, 3]),
      part.residentByGuest(facts, [5, 3]),
      part.pressureChart(facts, [4, 3]),
      part.faultsByGuest(facts, [4, 3]),
      part.swapChart(facts, [4, 3]),
      part.lanesChart(
        facts,
        "Reclaim",
        [4, 3],
        [
          { lane: "rate/vmstat.pgscan_kswapd", title: "scanned by kswapd" },
          { lane: "rate/vmstat.pgscan_direct", title: "scanned by whoever waits" },
          { lane: "rate/vmstat.pgsteal_kswapd", title: "freed by kswapd" },
          { lane: "rate/vmstat.pgsteal_direct", title: "freed by whoever waits" },
        ],
        { form: "line" },
        { sub: "pages a second" },
      ),
      part.lanesChart(
        facts,
        "Time on a CPU",
        [4, 3],
        ["rate/domstats.cpu.time of *"],
        { form: "line" },
        { sub: "by guest" },
      ),
      part.lanesChart(
        facts,
        "Major faults",
        [4, 3],
        ["rate/vmstat.pgmajfault"],
        { form: "bars" },
        { sub: "pages read back, a second" },
      ),
    ],
  });

export const ksmOverview = (facts: Facts): Dashboard | null =>
  hasLane(facts, "gauge/ksm.*") || hasLane(facts, "gauge/ksm_stat.*")
    ? dashboardOf({
        title: "KSM",
        about: "What merging of equal pages saves, what it looks at, and for whom.",
        wishes: [
          part.savedByKsm(facts),
          ksmNumber(facts, "Mappings saved", "gauge/ksm.pages_sharing", "shared"),
          ksmNumber(facts, "Merged frames", "gauge/ksm.pages_shared", "tiered"),
          ksmNumber(facts, "Looked at, unique", "gauge/ksm.pages_unshared", "anon"),
          part.ksmPages(facts, [7, 3]),
          part.ksmByGuest(facts, [5, 3]),
          part.ksmScan(facts, [6, 3]),
          part.lanesChart(
            facts,
            "Profit by guest",
            [6, 3],
            ["gauge/ksm_stat.ksm_process_profit of *"],
            { form: "line" },
            { sub: "memory saved less what merging itself takes" },
          ),
          part.contentsTable(facts, [12, 2]),
        ],
      })
    : null;

const ksmNumber = (facts: Facts, title: string, lane: string, colour: "shared" | "tiered" | "anon") =>
  hasLane(facts, lane) ? number(title, { source: { lanes: [lane] }, number: { colour } }) : null;

export const balloonOverview = (facts: Facts): Dashboard | null =>
  firstLane(facts, BALLOON) || (facts.counts.balloon_events ?? 0) > 0
    ? dashboardOf({
        title: "Ballooning",
        about: "How large guests are, what is free inside of them, and when their size changed.",
        wishes: [
          part.residentNow(facts),
          balloonTotal(facts),
          part.memoryAvailable(facts),
          part.balloonByGuest(facts, [6, 3]),
          insideGuests(facts, "Free inside of guests", [
            "gauge/domstats.balloon.unused of *",
            "gauge/dommemstat.unused of *",
            "gauge/qmp.stat-free-memory of *",
          ]),
          insideGuests(facts, "Could be taken from guests", [
            "gauge/domstats.balloon.usable of *",
            "gauge/dommemstat.usable of *",
            "gauge/qmp.stat-available-memory of *",
          ]),
          insideGuests(facts, "Caches inside of guests", [
            "gauge/domstats.balloon.disk_caches of *",
            "gauge/dommemstat.disk_caches of *",
            "gauge/qmp.stat-disk-caches of *",
          ]),
          insideGuests(facts, "Swapped in inside of guests", [
            "rate/domstats.balloon.swap_in of *",
            "rate/dommemstat.swap_in of *",
          ]),
          insideGuests(facts, "Major faults inside of guests", [
            "rate/domstats.balloon.major_fault of *",
            "rate/dommemstat.major_fault of *",
          ]),
          (facts.counts.balloon_events ?? 0) > 0
            ? table("Changes of size", [12, 3], {
                source: {
                  sql: `-- what the size of guests became, and what was asked for
SELECT time, guest, kind, bytes, wanted_bytes, took_ns, detail
FROM guest_event
WHERE kind IN ('balloon', 'plug') AND t BETWEEN $from AND $to AND guest IN $guests
ORDER BY t, guest, kind, bytes, detail`,
                },
              })
            : null,
        ],
      })
    : null;

function balloonTotal(facts: Facts) {
  const lane = firstLane(facts, BALLOON);
  return lane === null
    ? null
    : number("Sizes of all guests", { source: part.sourceOf([lane]), number: { colour: "balloon" } });
}

function insideGuests(facts: Facts, title: string, lanes: readonly string[]) {
  const lane = firstLane(facts, lanes);
  return lane === null ? null : part.lanesChart(facts, title, [6, 3], [lane], { form: "line" });
}

export const faultOverview = (facts: Facts): Dashboard | null =>
  (facts.tables.fault ?? 0) > 0
    ? dashboardOf({
        title: "Page faults",
        about: "Faults of guests in their memory: who, when, where, and how long they took.",
        wishes: [
          part.faultCount(facts),
          hasLane(facts, "fault/*")
            ? number("Faults of guests, at their peak", {
                sub: "in the busiest part of the span",
                source: { lanes: ["fault/*"] },
                number: { show: "max", colour: "info" },
              })
            : null,
          hasLane(facts, "fault/")
            ? number("Faults of other processes", {
                source: { lanes: ["fault/"] },
                number: { show: "sum", colour: "overhead" },
              })
            : null,
          part.faultsByGuest(facts, [8, 3]),
          part.whoWaits(facts, [4, 3]),
          part.addresses(facts, [7, 4]),
          part.faultStall(facts, [5, 4]),
          chart("Faults by kind", [6, 3], {
            sub: "by guest",
            source: {
              sql: `-- faults by kind and guest; without a guest they are of other processes of the host
SELECT kind, coalesce(guest, 'other processes') AS guest, count(*) AS faults
FROM fault
WHERE t BETWEEN $from AND $to AND (guest IS NULL OR guest IN $guests)
GROUP BY ALL ORDER BY ALL`,
            },
            chart: { form: "bars", x: "kind", y: ["faults"], by: "guest", stacked: true },
          }),
          (facts.counts.guest_faults ?? 0) > 0
            ? table("Regions that fault most", [6, 3], {
                sub: "2 MiB of guest memory",
                source: {
                  sql: `-- most faulted 2 MiB regions of guests
SELECT guest, gpa // 2097152 * 2097152 AS region_addr, count(*) AS faults
FROM fault
WHERE gpa IS NOT NULL AND t BETWEEN $from AND $to AND guest IN $guests
GROUP BY ALL ORDER BY faults DESC, guest, region_addr LIMIT 100`,
                },
              })
            : null,
        ],
      })
    : null;

export const exitOverview = (facts: Facts): Dashboard | null =>
  (facts.tables.vm_exit ?? 0) > 0
    ? dashboardOf({
        title: "Exits",
        about: "Why guests were left, how often, and how long they waited.",
        wishes: [
          hasLane(facts, "vm_exit/*")
            ? number("Exits of guests", { source: { lanes: ["vm_exit/*"] }, number: { show: "sum", colour: "info" } })
            : null,
          part.lanesChart(facts, "Exits by guest", [8, 3], ["vm_exit/*"], { form: "line" }, { sub: "exits a second" }),
          part.lanesChart(
            facts,
            "Who exits",
            [4, 3],
            ["vm_exit/*"],
            { form: "lying", totals: true },
            { sub: "exits in the span" },
          ),
          chart("Exits by reason", [6, 4], {
            source: {
              sql: `-- exits by reason, the most frequent first
SELECT reason, count(*) AS exits
FROM vm_exit
WHERE t BETWEEN $from AND $to AND (guest IS NULL OR guest IN $guests)
GROUP BY reason ORDER BY exits DESC, reason LIMIT 16`,
            },
            chart: { form: "lying", x: "reason", y: ["exits"] },
          }),
          (facts.counts.exit_stalls ?? 0) > 0
            ? chart("Time away from the guest, by reason", [6, 4], {
                source: {
                  sql: `-- from exit to entry, by reason
SELECT reason, sum(stall_ns) AS stall_ns
FROM vm_exit
WHERE t BETWEEN $from AND $to AND (guest IS NULL OR guest IN $guests)
GROUP BY reason ORDER BY stall_ns DESC, reason LIMIT 16`,
                },
                chart: { form: "lying", x: "reason", y: ["stall_ns"] },
              })
            : null,
        ],
      })
    : null;

export const xenOverview = (facts: Facts): Dashboard | null =>
  (facts.counts.xen_moves ?? 0) > 0 || hasLane(facts, "gauge/xentop.*") || hasLane(facts, "gauge/xl_list.*")
    ? dashboardOf({
        title: "Xen memory",
        about: "Memory that domains get, give back, lend and lose.",
        wishes: [
          part.residentNow(facts),
          part.residentByGuest(facts, [6, 3]),
          part.lanesChart(
            facts,
            "Given to domains",
            [6, 3],
            ["mmu/*/populate"],
            { form: "line" },
            { measure: "value_per_s", sub: "populated" },
          ),
          part.lanesChart(
            facts,
            "Taken by balloons",
            [6, 3],
            ["mmu/*/balloon_out"],
            { form: "line" },
            { measure: "value_per_s" },
          ),
          part.lanesChart(
            facts,
            "Taken back",
            [6, 3],
            ["mmu/*/reclaim"],
            { form: "line" },
            { measure: "value_per_s", sub: "reclaimed from populate-on-demand" },
          ),
          part.lanesChart(
            facts,
            "Lent by grants",
            [6, 3],
            ["mmu/*/grant", "mmu/*/ungrant"],
            { form: "line" },
            { measure: "events_per_s" },
          ),
          part.faultsByGuest(facts, [6, 3]),
          part.lanesChart(
            facts,
            "Time of vCPUs",
            [6, 3],
            ["sched/*/running"],
            { form: "line" },
            { measure: "value_per_s", sub: "running, share of the time" },
          ),
          part.lanesChart(
            facts,
            "Waiting for a CPU",
            [6, 3],
            ["sched/*/runnable"],
            { form: "line" },
            { measure: "value_per_s", sub: "share of the time" },
          ),
          (facts.counts.xen_moves ?? 0) > 0
            ? chart("Moves of pages by kind", [6, 3], {
                source: {
                  sql: `-- what happened to pages of domains
SELECT kind, coalesce(guest, 'unknown') AS guest, sum(bytes) AS bytes
FROM mmu
WHERE t BETWEEN $from AND $to AND (guest IS NULL OR guest IN $guests)
GROUP BY ALL ORDER BY ALL`,
                },
                chart: { form: "bars", x: "kind", y: ["bytes"], by: "guest", stacked: true },
              })
            : null,
        ],
      })
    : null;

export const densityOverview = (facts: Facts): Dashboard | null =>
  facts.answered
    ? dashboardOf({
        title: "Density",
        about: "The last answer: how many guests fit, how sure that is, and what it costs.",
        wishes: [
          part.guestsThatFit(facts),
          number("To plan with", { source: { answer: "last", field: "n.p5" } }),
          number("p99 slowdown at N*", { source: { answer: "last", field: "slowdown.p99" } }),
          number("Next guest takes", { source: { answer: "last", field: "marginal_bytes_per_guest" } }),
          chart("Load lines", [7, 4], { source: { answer: "last", field: "load_lines" } }),
          chart("Chance that N guests fit", [5, 4], { source: { answer: "last", field: "curve" } }),
          chart("Memory charged per guest", [7, 4], { source: { answer: "last", field: "waterfall" } }),
          chart("What N guests pay", [5, 4], { source: { answer: "last", field: "slowdown" } }),
          table("What each mechanism saves", [4, 2], { source: { answer: "last", field: "mechanisms" } }),
          table("Rules of thumb", [4, 2], { source: { answer: "last", field: "rules_of_thumb" } }),
          table("What ends the runs that fail", [4, 2], { source: { answer: "last", field: "binding" } }),
        ],
      })
    : null;
