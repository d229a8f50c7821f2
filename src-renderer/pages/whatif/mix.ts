// The guest mix of a scenario as rows of the form, and what a hand does to it.
import { formatBytes, formatNumber, plural } from "../../../src-shared/base/format.ts";
import { bytesOf } from "../../../src-shared/base/units.ts";
import { guestKinds } from "../../../src-shared/density/guest-schema.ts";
import type { GuestEntry, GuestOf, Scenario } from "../../../src-shared/density/scenario-schema.ts";

/** A guest that captures saw. */
export interface Captured {
  readonly name: string;
  readonly ram_bytes: number | null;
}

/** A row: a captured guest, in the mix or not, or an entry that is made up. */
export interface MixRow {
  readonly key: string;
  readonly title: string;
  /** What it asks for, in few words. */
  readonly size: string;
  /** Number that gives it its colour. */
  readonly identity: number;
  /** Share of the mix; 0: not in it. */
  readonly weight: number;
  /** Entry of the scenario; null: not in the mix, or one of those that `*` stands for. */
  readonly entry: number | null;
  /** It stands in the mix through `*`, in equal shares with all others. */
  readonly through: number | null;
}

export const ALL = "*";

const isAll = (guest: GuestEntry): boolean => guest.kind === "profile" && guest.profile === ALL;

/** Captured guests in the order of the project, then entries that are made up or read from a table. */
export function mixRows(scenario: Scenario, captured: readonly Captured[]): MixRow[] {
  const all = scenario.guests.findIndex(isAll);
  const through = all < 0 ? null : all;
  const seen = new Set<string>();
  const rows = captured.map(({ name, ram_bytes }, identity): MixRow => {
    const entry = scenario.guests.findIndex((guest) => guest.kind === "profile" && guest.profile === name);
    if (entry >= 0) seen.add(name);
    const weight =
      entry >= 0 ? scenario.guests[entry]!.weight : through === null ? 0 : scenario.guests[through]!.weight;
    return {
      key: `captured ${name}`,
      title: name,
      size: ram_bytes === null ? "" : formatBytes(ram_bytes),
      identity,
      weight,
      entry: entry >= 0 ? entry : null,
      through: entry >= 0 ? null : through,
    };
  });
  const others = scenario.guests.flatMap((guest, entry): MixRow[] => {
    if (isAll(guest) && captured.length > 0) return [];
    if (guest.kind === "profile" && seen.has(guest.profile)) return [];
    return [
      {
        key: `entry ${entry}`,
        title: titleOf(guest),
        size: sizeOf(guest),
        identity: captured.length + entry,
        weight: guest.weight,
        entry,
        through: null,
      },
    ];
  });
  return [...rows, ...others];
}

const kindTitles: Readonly<Record<GuestEntry["kind"], string>> = {
  static: "static guest",
  synthetic: "guest with known contents",
  onoff: "guest with bursts",
  series: "guests of a table",
  pages: "guest page by page",
  image: "guest from an image",
  profile: "captured guest",
  work: "guest at work",
  function: "functions",
};

export const kindTitle = (kind: GuestEntry["kind"]): string => kindTitles[kind];

export const titleOf = (guest: GuestEntry): string =>
  guest.name ?? (guest.kind === "profile" ? guest.profile : kindTitles[guest.kind]);

function sizeOf(guest: GuestEntry): string {
  switch (guest.kind) {
    case "static":
      return formatBytes(guest.ram_bytes);
    case "onoff":
      return formatBytes(guest.base_bytes + guest.burst_bytes);
    case "synthetic": {
      const { zero_pages, common_pages, unique_pages } = guest.content;
      return formatBytes(bytesOf(zero_pages + common_pages + unique_pages));
    }
    case "series":
      return guest.file;
    default:
      return "";
  }
}

/** Kinds that a hand adds, with numbers to start from. */
export const MADE_UP = ["static", "synthetic", "onoff"] as const;
export type MadeUp = (typeof MADE_UP)[number];

const GIB = 2 ** 30;
const samples: Readonly<Record<MadeUp, object>> = {
  static: { kind: "static", ram_bytes: 4 * GIB },
  synthetic: { kind: "synthetic", content: { zero_pages: 65536, common_pages: 131072, unique_pages: 327680 } },
  onoff: { kind: "onoff", base_bytes: 2 * GIB, burst_bytes: 2 * GIB, p: 0.1 },
};

/** A guest of a kind with a name that no other of the mix has. */
export function madeUpGuest(kind: MadeUp, others: readonly GuestEntry[]): GuestEntry {
  const taken = new Set(others.map((guest) => guest.name));
  let number = 1;
  while (taken.has(`${kind} ${number}`)) number++;
  return guestKinds[kind].parse({ ...samples[kind], name: `${kind} ${number}` }) as GuestEntry;
}

export const addGuest = (scenario: Scenario, guest: GuestEntry): Scenario => ({
  ...scenario,
  guests: [...scenario.guests, guest],
});

export const removeGuest = (scenario: Scenario, entry: number): Scenario => ({
  ...scenario,
  guests: scenario.guests.filter((_, i) => i !== entry),
});

const profile = (name: string, like?: GuestEntry): GuestOf<"profile"> => {
  const made = guestKinds.profile.parse({ kind: "profile", profile: name });
  if (like?.kind !== "profile") return made;
  const { name: _, weight: _weight, ...common } = like;
  return { ...common, profile: name, weight: like.weight };
};

/**
 * The weight of a row, 0 takes it out of the mix. A guest that stands in the mix through `*` gets an entry of its own, and so do
 * all others: from then on the mix is exactly these guests.
 */
export function withWeight(scenario: Scenario, row: MixRow, weight: number, captured: readonly Captured[]): Scenario {
  if (row.entry !== null) {
    if (weight === 0) return removeGuest(scenario, row.entry);
    return {
      ...scenario,
      guests: scenario.guests.map((guest, i) => (i === row.entry ? { ...guest, weight } : guest)),
    };
  }
  if (row.through === null) return weight === 0 ? scenario : addGuest(scenario, { ...profile(row.title), weight });
  const named = new Set(scenario.guests.flatMap((guest) => (guest.kind === "profile" ? [guest.profile] : [])));
  const all = scenario.guests[row.through]!;
  const own = captured
    .filter(({ name }) => !named.has(name))
    .map(({ name }) => ({ ...profile(name, all), weight: name === row.title ? weight : all.weight }))
    .filter((guest) => guest.weight > 0);
  return { ...scenario, guests: scenario.guests.flatMap((guest, i) => (i === row.through ? own : [guest])) };
}

/** All captured guests in equal shares, drawn anew in each replication; what is made up stays. */
export function equalShares(scenario: Scenario): Scenario {
  const others = scenario.guests.filter((guest) => guest.kind !== "profile");
  return { ...scenario, guests: [profile(ALL), ...others] };
}

/** These captured guests with weight 1 each. */
export const onlyGuests = (scenario: Scenario, names: readonly string[]): Scenario => ({
  ...scenario,
  guests: [...names.map((name) => profile(name)), ...scenario.guests.filter((guest) => guest.kind !== "profile")],
});

/** Whether the mix stands for guests of the captured kinds (`*`), exactly these, or none. */
export function mixWords(scenario: Scenario): string {
  const named = scenario.guests.filter((guest) => guest.kind === "profile" && guest.profile !== ALL).length;
  if (scenario.guests.some(isAll)) return "equal shares; each draw takes other guests of these kinds";
  if (named > 0) return `exactly ${named === 1 ? "this" : "these"} ${plural(named, "guest")}; no draw between them`;
  return scenario.guests.length > 0 ? "made up by hand" : "";
}

export const weightText = (weight: number): string =>
  formatNumber(weight, Number.isInteger(weight) ? 0 : weight * 10 === Math.round(weight * 10) ? 1 : 3);
