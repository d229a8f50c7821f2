// Whether a scenario and its captures tell what a mechanism works on; where they do not, what is missing and which capture has it.

import type { Requirement } from "../../model/mechanisms/mechanism.ts";
import { mechanismOf } from "../../model/mechanisms/registry.ts";
import { writtenOut } from "../../model/systems/registry.ts";
import type { MechanismPart } from "../../model/systems/system.ts";
import type { CapturedHost } from "../../profile/host.ts";
import { capturedUsed } from "../chosen.ts";
import type { GuestEntry, MechanismEntry, Scenario } from "../scenario-schema.ts";

type Told = (part: MechanismPart, scenario: Scenario, host: CapturedHost | null) => boolean;

const some = (scenario: Scenario, is: (guest: GuestEntry) => boolean): boolean => scenario.guests.some(is);
const kind =
  (...kinds: readonly GuestEntry["kind"][]) =>
  (guest: GuestEntry): boolean =>
    kinds.includes(guest.kind);

/** Machines of functions get and give memory by hotplug alone. */
const isOrdinary = ({ kind }: GuestEntry): boolean => kind !== "function";

const captured = (scenario: Scenario, host: CapturedHost | null) =>
  host && some(scenario, kind("profile")) ? capturedUsed(scenario, host).map((index) => host.guests[index]!) : [];

/** By mechanism; one that is not here works on whatever guests there are. */
const TOLD: Readonly<Record<string, Told>> = {
  dedup: (_, scenario, host) =>
    some(scenario, kind("synthetic", "pages", "image")) ||
    (host?.patterns != null && captured(scenario, host).some((guest) => guest.contentPages > 0)),
  balloon: ({ mode, target_bytes: target }, scenario, host) =>
    typeof target === "number" ||
    (mode === "allocator" && some(scenario, (guest) => guest.kind !== "profile" && isOrdinary(guest)))
      ? true
      : captured(scenario, host).some((guest) => guest.pinned === null && guest.freePages !== null),
  hotplug: (_, scenario) => some(scenario, kind("function")),
  tmem: (_, scenario) => some(scenario, (guest) => (guest.tmem_demand?.length ?? 0) > 0),
  allocator: (_, scenario) => some(scenario, (guest) => (guest.objects?.length ?? 0) > 0),
  hugepages: (_, scenario) => some(scenario, (guest) => (guest.tlb_misses_per_s ?? 0) > 0),
  tiering: (_, { host, guests }) =>
    (host.tiers?.some(({ name, bytes }) => name === "slow" && bytes > 0) ?? false) &&
    guests.some((guest) => (guest.heat?.length ?? 0) > 0),
  populate: (_, scenario) => some(scenario, isOrdinary),
  pool: (_, scenario) => some(scenario, isOrdinary),
  layout: (_, scenario) => some(scenario, kind("image")),
  images: (_, scenario) =>
    some(scenario, kind("synthetic", "image")) ||
    some(scenario, (guest) => guest.kind === "pages" && "mapped_pages" in guest && Number(guest.mapped_pages) > 0),
};

/** What an entry of mechanisms lacks; empty: all that it works on is told. */
export interface PartEvidence {
  readonly id: string;
  readonly missing: readonly Requirement[];
}

/** The parts by which a list differs from what it is held against, each with what it lacks. */
export function evidenceOf(
  mechanisms: readonly MechanismEntry[],
  against: readonly MechanismEntry[],
  scenario: Scenario,
  host: CapturedHost | null,
): PartEvidence[] {
  const before = new Set(writtenOut(against).map((part) => keyOf(part)));
  return writtenOut(mechanisms)
    .filter((part) => !before.has(keyOf(part)))
    .map((part) => ({ id: part.id, missing: missingFor(part, scenario, host) }));
}

/** Equal for parts that say the same. */
const keyOf = (part: MechanismPart): string =>
  JSON.stringify(
    Object.entries(part)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

function missingFor(part: MechanismPart, scenario: Scenario, host: CapturedHost | null): readonly Requirement[] {
  const told = Object.hasOwn(TOLD, part.id) ? TOLD[part.id]! : null;
  if (!told || told(part, scenario, host)) return [];
  const slow = scenario.host.tiers?.some(({ name, bytes }) => name === "slow" && bytes > 0) ?? false;
  const needs = mechanismOf(part.id)?.requires ?? [];
  if (part.id === "hotplug") return [FUNCTIONS, ...needs];
  return part.id === "tiering" && !slow ? [SLOW_TIER, ...needs] : needs;
}

const FUNCTIONS: Requirement = {
  what: "functions and when they are called",
  capture: "a trace of their requests, as guests of kind function",
};

const SLOW_TIER: Requirement = { what: "a second kind of memory in the host", capture: "host.tiers of the scenario" };
