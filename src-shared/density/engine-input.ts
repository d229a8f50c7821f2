// A scenario as the engine takes it: series read, captured guests turned into pages with their contents.
import { failure, type PlimsollError } from "../base/errors.ts";
import { bytesOf, PAGE_BYTES } from "../base/units.ts";
import type { EngineGuest, EngineScenario, PageRun } from "../model/engine/scenario.ts";
import { writtenOut } from "../model/systems/registry.ts";
import { onEpochs } from "../profile/blocks.ts";
import type { CapturedGuest, CapturedHost } from "../profile/host.ts";
import { asCaptured } from "./as-captured.ts";
import { refusePinned } from "./pinned.ts";
import type { SeriesTables } from "./plan.ts";
import type { GuestEntry, Scenario } from "./scenario-schema.ts";

type Named<K extends GuestEntry["kind"]> = Extract<GuestEntry, { kind: K }>;

/** Demand of every column as one guest, on the scenario's epochs; empty cells keep the last value. */
function seriesGuests(guest: Named<"series">, tables: SeriesTables, epochS: number): EngineGuest[] {
  const table = tables[guest.file];
  if (!table) throw failure("series.not_found", `the series file ${guest.file} was not read`, { exit: 2 });
  const columns = guest.column === "*" ? table.columns : [guest.column];
  return columns.map((name) => {
    const values = table.values[table.columns.indexOf(name)];
    if (!values)
      throw failure("scenario.unknown_column", `${guest.file} has no column ${JSON.stringify(name)}`, {
        expected: `one of ${table.columns.join(", ")}, or *`,
        exit: 2,
      });
    let last = 0;
    const pages = values.map((value) => {
      if (!Number.isNaN(value)) last = guest.unit === "pages" ? Math.ceil(value) : Math.ceil(value / PAGE_BYTES);
      return last;
    });
    const demand_pages = Array.from(onEpochs(pages, guest.epoch_s ?? epochS, epochS));
    return { ...shared(guest), ...clockOf(guest), kind: "series" as const, demand_pages };
  });
}

const shared = (guest: GuestEntry) => ({
  name: guest.name,
  weight: guest.weight,
  count: guest.count,
  sharing_domain: guest.sharing_domain,
  overhead_bytes: "overhead_bytes" in guest ? guest.overhead_bytes : undefined,
  heat: guest.heat,
  references_per_s: guest.references_per_s,
  curve: guest.curve,
  shares: guest.shares,
  pinned: guest.pinned,
  accesses_per_s: guest.accesses_per_s,
  tlb_misses_per_s: guest.tlb_misses_per_s,
  tmem_demand: guest.tmem_demand,
  tmem_weight: guest.tmem_weight,
  objects: guest.objects,
});

const clockOf = ({ clock, busy_share }: Named<"series"> | Named<"profile">) => ({ clock, busy_share });

/** The resident pages of a captured guest by their contents, in the order of the patterns. */
function capturedPages(host: CapturedHost, at: number, guest: CapturedGuest): PageRun[] {
  const pages: PageRun[] = guest.zeroPages > 0 ? [["0", guest.zeroPages]] : [];
  let left = guest.contentPages - guest.zeroPages;
  for (const [p, pattern] of (host.patterns ?? []).entries()) {
    const copies = pattern.copies[at] ?? 0;
    const alone = pattern.copies.reduce((sum, n) => sum + n, 0) === 1;
    if (copies === 0 || alone) continue;
    for (let copy = 0; copy < copies; copy++) pages.push({ same: `pattern ${p}`, count: pattern.contents });
    left -= copies * pattern.contents;
  }
  if (left > 0) pages.push({ unique: left });
  return pages;
}

function capturedGuests(
  entry: Named<"profile">,
  host: CapturedHost | null,
  epochS: number,
  overTime: boolean,
): EngineGuest[] {
  if (!host)
    throw failure("scenario.needs_project", "the scenario names captured guests, but no project was given", {
      next: "plimsoll simulate PROJECT SCENARIO.json",
      exit: 2,
    });
  const chosen = host.guests
    .map((guest, at) => ({ guest, at }))
    .filter(({ guest }) => entry.profile === "*" || guest.name === entry.profile);
  if (!chosen.length)
    throw failure("scenario.unknown_guest", `the project has no guest ${JSON.stringify(entry.profile)}`, {
      expected: host.guests.map((guest) => guest.name).join(", "),
      exit: 2,
    });
  return chosen.map(({ guest, at }): EngineGuest => {
    const overhead_bytes = entry.overhead_bytes ?? bytesOf(guest.overheadPages);
    const given = shared(entry);
    const pinned = guest.pinned === null ? given.pinned : (given.pinned ?? "locked");
    const common = { ...given, name: guest.name, overhead_bytes, pinned };
    const resident =
      guest.residentPages && Array.from(onEpochs(guest.residentPages, host.epochSeconds, epochS), Math.ceil);
    if (entry.clock !== undefined && resident === null) throw withoutCourse(guest.name);
    const demand_pages = guest.pinned === null ? resident : (resident?.map(() => guest.ramPages) ?? null);
    if (guest.pinned !== null && entry.clock === undefined)
      return { ...common, kind: "static", ram_bytes: bytesOf(guest.ramPages) };
    if (guest.contentPages > 0) {
      const pages = capturedPages(host, at, guest);
      return {
        ...common,
        kind: "pages",
        pages,
        ...(overTime && demand_pages ? { demand_pages, ...clockOf(entry) } : {}),
      };
    }
    if (demand_pages) return { ...common, ...clockOf(entry), kind: "series", demand_pages };
    return { ...common, kind: "static", ram_bytes: bytesOf(guest.ramPages) };
  });
}

const withoutCourse = (name: string): PlimsollError =>
  failure(
    "scenario.not_available",
    `the guest ${JSON.stringify(name)} has a clock, but no course over time was recorded`,
    {
      expected: "a capture of its page faults, or samples of its resident set",
      next: "import one, or leave the clock out",
      exit: 2,
    },
  );

/**
 * The engine's input for a scenario. A pinned captured guest holds all its RAM; one whose contents are known stands with its resident pages at the
 * moment they were read; one with residency only follows its resident set; any other holds all its RAM.
 * With `overTime`, or by a clock, guests of known contents use as many of their pages as were resident at each epoch.
 */
export function engineInput(
  scenario: Scenario,
  host: CapturedHost | null,
  tables: SeriesTables,
  overTime = false,
): EngineScenario {
  refusePinned(scenario);
  if ((scenario.host.numa?.length ?? 0) > 1)
    throw failure("scenario.not_available", "more than one NUMA node is not simulated by this version", {
      expected: "a host without numa",
      next: "ask for density: it counts nodes",
      exit: 2,
    });
  const guests = scenario.guests.flatMap((guest): EngineGuest[] => {
    if (guest.kind === "series") return seriesGuests(guest, tables, scenario.epoch_s);
    if (guest.kind === "profile")
      return capturedGuests(guest, host, scenario.epoch_s, overTime || guest.clock !== undefined);
    return [guest as EngineGuest];
  });
  return {
    host: scenario.host as EngineScenario["host"],
    guests,
    mechanisms: writtenOut(asCaptured(scenario, host).mechanisms) as unknown as EngineScenario["mechanisms"],
    epoch_s: scenario.epoch_s,
    horizon_s: scenario.horizon_s,
    seed: scenario.seed,
  };
}
