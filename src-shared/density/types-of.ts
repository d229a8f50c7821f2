// The guest types that an entry of the scenario stands for, one kind after the other.
import { failure } from "../base/errors.ts";
import { PAGE_BYTES, pagesOf } from "../base/units.ts";
import { pagesOfPhase } from "../model/engine/course.ts";
import { machinePages, sizesOf } from "../model/mechanisms/hotplug/instances.ts";
import { hotplugSettings } from "../model/mechanisms/hotplug/settings.ts";
import { onEpochs } from "../profile/blocks.ts";
import type { CapturedHost } from "../profile/host.ts";
import { type CapturedSetting, capturedType } from "./captured.ts";
import { balloonOf, dedupOf, mechanismIn } from "./chosen.ts";
import { type ContentSource, contentPages, pagesContents, type SharedContents } from "./contents.ts";
import { demandOf, type GuestType, plannedDemand, wholeMean, withPages } from "./guest-type.ts";
import { nearest } from "./nearest.ts";
import { badValue } from "./scenario.ts";
import type { Balloon, GuestEntry, GuestOf, Scenario } from "./scenario-schema.ts";
import type { SeriesTables } from "./series-table.ts";

/** Most different contents of one guest written down page by page. */
const MAX_LABELS = 1 << 22;

/**
 * Types of one entry: one for each captured guest or column it names, else one. `warmUp` captured epochs are left out.
 * Errors as `createPlan`.
 */
export function typesOf(
  guest: GuestEntry,
  index: number,
  scenario: Scenario,
  tables: SeriesTables,
  host: CapturedHost | null,
  warmUp: number,
): GuestType[] {
  switch (guest.kind) {
    case "profile":
      return capturedTypes(guest, scenario, host, warmUp);
    case "series":
      return seriesTypes(guest, index, scenario, tables);
    case "static":
    case "synthetic":
    case "pages":
      return [constantType(guest, index, scenario)];
    case "onoff":
      return [burstsType(guest, scenario)];
    case "work":
      return [workType(guest, scenario)];
    case "function":
      return [functionType(guest, scenario)];
    case "image":
      throw failure("scenario.not_available", `guests of kind "${guest.kind}" cannot be computed by this version`, {
        exit: 2,
      });
  }
}

const made = (guest: GuestEntry & { overhead_bytes: number }) => ({
  name: guest.name ?? guest.kind,
  domain: guest.sharing_domain ?? "",
  overheadPages: pagesOf(guest.overhead_bytes),
  overheadBand: null,
  allocatorSaves: 0,
  stall: null,
});

/** Balloon of guests whose use is not known: it takes what lies above the target that the scenario names. */
const aboveTarget = (pages: number, balloon: Balloon | null): number =>
  balloon && balloon.target_bytes !== null ? Math.min(pages, pagesOf(balloon.target_bytes)) : pages;

function constantType(
  guest: GuestOf<"static"> | GuestOf<"synthetic"> | GuestOf<"pages">,
  index: number,
  scenario: Scenario,
): GuestType {
  const contents = madeUpContents(guest, index);
  const pages = guest.kind === "static" ? pagesOf(guest.ram_bytes) : contents ? contentPages(contents) : 0;
  const demand = aboveTarget(pages, balloonOf(scenario));
  return {
    ...made(guest),
    ramPages: pages,
    meanResident: pages,
    meanDemand: demand,
    demand: { kind: "constant", pages: demand },
    contents: dedupOf(scenario) ? contents : imageContents(guest, contents, scenario),
  };
}

/** A function's machine with what it holds at least; the engine plays the rest (`feedback.ts`). */
function functionType(guest: GuestOf<"function">, scenario: Scenario): GuestType {
  const settings = hotplugSettings(
    mechanismIn(scenario, "hotplug")!,
    Math.floor(scenario.host.memory_bytes / PAGE_BYTES),
  );
  const { variant } = settings;
  const { places, partPages, touchedPages, sharedPages } = sizesOf(guest, settings);
  const least = variant === "one-to-one" ? 0 : sharedPages + (variant === "static" ? places * partPages : 0);
  return {
    ...made(guest),
    // With a machine an instance, a monitor is there as long as its instance.
    overheadPages: variant === "one-to-one" ? 0 : pagesOf(guest.overhead_bytes),
    ramPages: machinePages(guest, settings),
    instancePages: sharedPages + touchedPages,
    meanResident: least,
    meanDemand: least,
    demand: { kind: "constant", pages: least },
    contents: null,
  };
}

/** Without a scanner only what a guest has from its image is shared: the common contents of synthetic guests. */
function imageContents(guest: GuestEntry, contents: ContentSource | null, scenario: Scenario): ContentSource | null {
  const loads = mechanismIn(scenario, "images") !== null;
  if (contents === null || !(loads || mechanismIn(scenario, "clone"))) return null;
  if (guest.kind === "pages" && loads && guest.mapped_pages) return mappedContents(guest, guest.mapped_pages, contents);
  if (guest.kind !== "synthetic") return null;
  return { ...contents, zero: 0, unique: contents.unique + contents.zero };
}

/** The first pages of a guest come from images: a frame for each page of a run, as files have; its other pages are its own. */
function mappedContents(guest: GuestOf<"pages">, mapped: number, all: ContentSource): ContentSource {
  const shared: SharedContents[] = [];
  let [from, pages] = [0, 0];
  for (const run of guest.pages) {
    const length = Array.isArray(run) ? run[1] : "same" in run ? run.count : run.unique;
    const contents = Math.min(length, mapped - from);
    from += length;
    if (contents <= 0 || (!Array.isArray(run) && "unique" in run)) continue;
    for (let i = 0; i < contents; i++)
      shared.push({ key: `mapped ${Array.isArray(run) ? run[0] : run.same}/${i}`, copies: 1, contents: 1 });
    pages += contents;
  }
  return { zero: 0, shared, uncertain: [], unique: contentPages(all) - pages };
}

function madeUpContents(guest: GuestOf<"static"> | GuestOf<"synthetic"> | GuestOf<"pages">, index: number) {
  if (guest.kind === "static") return null;
  if (guest.kind === "synthetic") {
    const { zero_pages, common_pages, unique_pages } = guest.content;
    const common = { key: `common ${index}`, copies: 1, contents: common_pages };
    return { zero: zero_pages, shared: common_pages > 0 ? [common] : [], uncertain: [], unique: unique_pages };
  }
  const contents = pagesContents(guest, MAX_LABELS);
  if (contents === null)
    throw badValue(["guests", index, "pages"], "too many", `at most ${MAX_LABELS} different contents`, { file: null });
  return contents;
}

function burstsType(guest: GuestOf<"onoff">, scenario: Scenario): GuestType {
  const balloon = balloonOf(scenario);
  const [low, high] = [pagesOf(guest.base_bytes), pagesOf(guest.base_bytes) + pagesOf(guest.burst_bytes)];
  const base = aboveTarget(low, balloon);
  const burst = aboveTarget(high, balloon) - base;
  const constant = burst === 0 || guest.p === 0 || guest.p === 1;
  return {
    ...made(guest),
    ramPages: high,
    meanResident: Math.round(low + guest.p * (high - low)),
    meanDemand: Math.round(base + guest.p * burst),
    demand: constant
      ? { kind: "constant", pages: guest.p === 1 ? base + burst : base }
      : { kind: "bursts", base, burst, p: guest.p },
    contents: null,
  };
}

function workType(entry: GuestOf<"work">, scenario: Scenario): GuestType {
  const balloon = balloonOf(scenario);
  const epochs = Math.max(1, Math.round(scenario.horizon_s / scenario.epoch_s));
  const asked = plannedDemand(entry, epochs, scenario.epoch_s);
  const demand = plannedDemand(
    withPages(entry, (pages) => aboveTarget(pages, balloon)),
    epochs,
    scenario.epoch_s,
  );
  return {
    ...made(entry),
    ramPages: entry.phases.reduce((most, phase) => Math.max(most, pagesOfPhase(phase)), 0),
    meanResident: wholeMean(asked.pages),
    meanDemand: wholeMean(demand.pages),
    demand,
    contents: null,
  };
}

function seriesTypes(guest: GuestOf<"series">, index: number, scenario: Scenario, tables: SeriesTables): GuestType[] {
  const table = tables[guest.file];
  if (!table) throw badValue(["guests", index, "file"], guest.file, "a table that could be read", { file: null });
  const column = table.columns.indexOf(guest.column);
  if (guest.column !== "*" && column < 0)
    throw failure("scenario.unknown_column", `${guest.file} has no column ${JSON.stringify(guest.column)}`, {
      where: { file: guest.file },
      expected: `one of ${table.columns.join(", ")}, or *`,
      next: `did you mean ${nearest(guest.column, table.columns)}?`,
      exit: 2,
    });
  const chosen = guest.column === "*" ? table.columns.map((_, i) => i) : [column];
  const balloon = balloonOf(scenario);
  return chosen.map((i): GuestType => {
    const pages = table.values[i]!.map((value) => (guest.unit === "bytes" ? pagesOf(value) : Math.ceil(value)));
    const resident = onEpochs(pages, guest.epoch_s ?? scenario.epoch_s, scenario.epoch_s);
    const demand = resident.map((value) => aboveTarget(value, balloon));
    return {
      ...made(guest),
      name: table.columns[i]!,
      ramPages: resident.reduce((most, value) => Math.max(most, value), 0),
      meanResident: wholeMean(resident),
      meanDemand: wholeMean(demand),
      demand: demandOf(demand),
      contents: null,
    };
  });
}

function capturedTypes(
  guest: GuestOf<"profile">,
  scenario: Scenario,
  host: CapturedHost | null,
  warmUp: number,
): GuestType[] {
  const needs = `the profile ${JSON.stringify(guest.profile)} needs captured guests`;
  if (!host)
    throw failure("scenario.needs_project", needs, {
      expected: "a project with captures of guests",
      next: "name the project before the scenario",
      exit: 2,
    });
  if (host.guests.length === 0)
    throw failure("scenario.needs_project", `${needs}, and of none in the project the memory size is known`, {
      expected: "captures of guests, with their size: info mtree, memory maps, the domain's XML, statistics",
      next: "import them, give the size as ram_bytes in a guest map, or describe the guests by hand: docs/scenario.md",
      exit: 2,
    });
  const names = host.guests.map((captured) => captured.name);
  const chosen = guest.profile === "*" ? names.map((_, i) => i) : [names.indexOf(guest.profile)];
  if (chosen[0]! < 0)
    throw failure("scenario.unknown_guest", `the project has no guest ${JSON.stringify(guest.profile)}`, {
      expected: `one of ${names.join(", ")}, or *`,
      next: `did you mean ${nearest(guest.profile, names)}?`,
      exit: 2,
    });
  const setting: CapturedSetting = {
    epochSeconds: scenario.epoch_s,
    // One in the guest's allocator gives back what the guest does not use, too.
    balloon: mechanismIn(scenario, "balloon"),
    dedup: dedupOf(scenario),
    domain: guest.sharing_domain ?? "",
    warmUp,
    overheadPages: guest.overhead_bytes === null ? null : pagesOf(guest.overhead_bytes),
  };
  return chosen.map((i) => capturedType(host, i, setting));
}
