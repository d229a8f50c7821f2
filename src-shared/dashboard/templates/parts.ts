// Panels that several built-in dashboards have; each is null where the project does not hold what it shows.
import type { ChartLook, LanesSource } from "../schema.ts";
import { chart, number, table, type Wish } from "./build.ts";
import { BALLOON, type Facts, firstLane, hasHeat, hasLane, isOfGuests, RESIDENT } from "./facts.ts";

type Size = readonly [number, number];

/** A chart of lanes, of those among `lanes` that there are. */
export function lanesChart(
  facts: Facts,
  title: string,
  size: Size,
  lanes: readonly (string | { lane: string; title?: string; colour?: NonNullable<ColourOf> })[],
  chartLook: ChartLook,
  more: { readonly measure?: "events_per_s" | "value_per_s" | "value_per_event"; readonly sub?: string } = {},
): Wish | null {
  const there = lanes.filter((entry) => hasLane(facts, typeof entry === "string" ? entry : entry.lane));
  if (there.length === 0) return null;
  const { measure, sub } = more;
  return chart(title, size, {
    source: sourceOf(there, measure),
    chart: chartLook,
    ...(sub ? { sub } : {}),
  });
}

/** Statistics of guests without those of other processes. */
export function sourceOf(lanes: LanesSource["lanes"], measure?: LanesSource["measure"]): LanesSource {
  const guests = lanes.some((entry) => isOfGuests(typeof entry === "string" ? entry : entry.lane));
  return { lanes, ...(measure ? { measure } : {}), ...(guests ? { guests_only: true } : {}) };
}

type ColourOf = "anon" | "file" | "shared" | "tiered" | "balloon" | "swapped" | "overhead" | "free";

export const guestsThatFit = ({ answered }: Facts): Wish | null =>
  answered ? number("Guests that fit", { source: { answer: "last", field: "n" } }) : null;

export function memoryAvailable(facts: Facts): Wish | null {
  const lane = firstLane(facts, ["gauge/meminfo.MemAvailable", "gauge/meminfo.MemFree"]);
  return lane === null
    ? null
    : number("Host memory available", { source: { lanes: [lane] }, number: { better: "up", colour: "anon" } });
}

export function residentNow(facts: Facts): Wish | null {
  const lane = firstLane(facts, RESIDENT);
  return lane === null ? null : number("Held by guests", { source: sourceOf([lane]), number: { colour: "anon" } });
}

export function savedByKsm(facts: Facts): Wish | null {
  const lane = firstLane(facts, ["gauge/ksm.general_profit", "gauge/ksm.pages_sharing"]);
  return lane === null
    ? null
    : number("Saved by dedup", { source: { lanes: [lane] }, number: { better: "up", colour: "shared" } });
}

export function swappedIn(facts: Facts): Wish | null {
  const lane = firstLane(facts, ["rate/vmstat.pswpin"]);
  return lane === null
    ? null
    : number("Swapped in", {
        sub: "pages, mean",
        source: { lanes: [lane] },
        number: { better: "down", colour: "swapped" },
      });
}

export function pressure(facts: Facts): Wish | null {
  const lane = firstLane(facts, ["rate/psi.some.total"]);
  return lane === null
    ? null
    : number("Time stalled on memory", { source: { lanes: [lane] }, number: { better: "down", colour: "warn" } });
}

export const faultCount = (facts: Facts): Wish | null =>
  hasLane(facts, "fault/*")
    ? number("Page faults of guests", { source: { lanes: ["fault/*"] }, number: { show: "sum", colour: "info" } })
    : null;

export const memoryOfHost = (facts: Facts, size: Size): Wish | null =>
  lanesChart(
    facts,
    "Memory of the host",
    size,
    [
      { lane: "gauge/meminfo.AnonPages", title: "anon", colour: "anon" },
      { lane: "gauge/meminfo.Cached", title: "file", colour: "file" },
      { lane: "gauge/meminfo.Slab", title: "kernel", colour: "overhead" },
      { lane: "gauge/meminfo.MemFree", title: "free", colour: "free" },
    ],
    {
      ...{ form: "area", stacked: true },
      ...(hasLane(facts, "gauge/meminfo.MemTotal") ? { limit: "gauge/meminfo.MemTotal", limit_title: "all" } : {}),
    },
  );

export function residentByGuest(facts: Facts, size: Size): Wish | null {
  const lane = firstLane(facts, RESIDENT);
  return lane === null
    ? null
    : lanesChart(
        facts,
        "Held by each guest",
        size,
        [lane],
        { form: "line" },
        { sub: lane.startsWith("gauge/x") ? "memory that its domain has" : "resident memory of its process" },
      );
}

export function balloonByGuest(facts: Facts, size: Size): Wish | null {
  const lane = firstLane(facts, BALLOON);
  return lane === null
    ? null
    : lanesChart(
        facts,
        "Size of each guest",
        size,
        [lane],
        { form: "line" },
        { sub: lane.startsWith("gauge/xenstore.") ? "as it is asked of its balloon" : "as its balloon leaves it" },
      );
}

export const faultsByGuest = (facts: Facts, size: Size): Wish | null =>
  lanesChart(facts, "Page faults by guest", size, ["fault/*"], { form: "line" }, { sub: "faults a second" });

export const faultTotals = (facts: Facts, size: Size): Wish | null =>
  lanesChart(
    facts,
    "Who faults",
    size,
    ["fault/*"],
    { form: "lying", totals: true },
    { sub: "page faults in the span" },
  );

export const whoWaits = (facts: Facts, size: Size): Wish | null =>
  (facts.counts.fault_stalls ?? 0) > 0
    ? lanesChart(
        facts,
        "Who waits",
        size,
        ["fault/*"],
        { form: "lying", totals: true },
        { measure: "value_per_s", sub: "stall of page faults" },
      )
    : faultTotals(facts, size);

export const faultStall = (facts: Facts, size: Size): Wish | null =>
  (facts.counts.fault_stalls ?? 0) > 0
    ? chart("Stall of page faults", size, {
        sub: "faults by how long each took",
        source: {
          sql: `-- faults by powers of two of their stall
SELECT 2 ** floor(log2(stall_ns / 1e3)) AS stall_us, kind, count(*) AS faults
FROM fault
WHERE stall_ns > 0 AND t BETWEEN $from AND $to AND (guest IS NULL OR guest IN $guests)
GROUP BY ALL ORDER BY stall_us, kind`,
        },
        chart: { form: "bars", x: "stall_us", y: ["faults"], by: "kind", stacked: true },
      })
    : null;

export const addresses = (facts: Facts, size: Size): Wish | null =>
  hasHeat(facts, "heat/*")
    ? chart("Addresses that fault", size, {
        sub: "guest physical, by time",
        source: { lanes: ["heat/*"] },
        chart: { form: "heat" },
      })
    : null;

export const pressureChart = (facts: Facts, size: Size): Wish | null =>
  lanesChart(
    facts,
    "Time stalled on memory",
    size,
    [
      { lane: "gauge/psi.some.avg10", title: "some" },
      { lane: "gauge/psi.full.avg10", title: "all" },
    ],
    { form: "line" },
    { sub: "share of the last 10 s" },
  );

export const swapChart = (facts: Facts, size: Size): Wish | null =>
  lanesChart(
    facts,
    "Swap",
    size,
    [
      { lane: "rate/vmstat.pswpin", title: "in", colour: "swapped" },
      { lane: "rate/vmstat.pswpout", title: "out", colour: "balloon" },
    ],
    { form: "line" },
    { sub: "pages a second" },
  );

export const ksmPages = (facts: Facts, size: Size): Wish | null =>
  lanesChart(
    facts,
    "Pages that KSM looked at",
    size,
    [
      { lane: "gauge/ksm.pages_sharing", title: "saved", colour: "shared" },
      { lane: "gauge/ksm.pages_shared", title: "merged frames", colour: "tiered" },
      { lane: "gauge/ksm.ksm_zero_pages", title: "zero", colour: "file" },
      { lane: "gauge/ksm.pages_unshared", title: "unique", colour: "anon" },
      { lane: "gauge/ksm.pages_volatile", title: "volatile", colour: "balloon" },
    ],
    { form: "area", stacked: true },
  );

export const ksmScan = (facts: Facts, size: Size): Wish | null =>
  lanesChart(
    facts,
    "What KSM scans",
    size,
    [
      { lane: "rate/ksm.pages_scanned", title: "scanned" },
      { lane: "rate/ksm.pages_skipped", title: "skipped" },
    ],
    { form: "line" },
    { sub: "pages a second" },
  );

export const ksmByGuest = (facts: Facts, size: Size): Wish | null =>
  lanesChart(facts, "Merged pages by guest", size, ["gauge/ksm_stat.ksm_merging_pages of *"], { form: "line" });

export const contentsTable = (facts: Facts, size: Size): Wish | null =>
  (facts.counts.hashed_pages ?? 0) > 0
    ? table("Page contents by guest", size, {
        sub: "of the snapshots",
        source: {
          sql: `-- pages of each guest that are zero or hold the same as another page
SELECT guest, count(*) AS pages, count(*) FILTER (zero) AS zero_pages,
  count(*) - count(DISTINCT hash) AS same_pages
FROM page
WHERE guest IN $guests
GROUP BY guest ORDER BY guest`,
        },
      })
    : null;
