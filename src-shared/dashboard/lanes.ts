// Which lanes of the timeline a panel names, how they are called, and what of them is measured.
import type { LanesReply } from "../protocol/column-replies.ts";
import type { LanesSource, Measure, PanelColour, ParameterValue } from "./schema.ts";

export type Lane = LanesReply["lanes"][number];
export type HeatLane = LanesReply["heat_lanes"][number];

const STATISTICS: ReadonlySet<string> = new Set(["gauge", "rate"]);
export const HEAT_FAMILY = "heat";

/** How a dashboard names a lane, in every project the same: `fault/alpha`, `sched/alpha/running`, `event/kvm:kvm_pio`. */
export function laneName(lane: Pick<Lane, "family" | "key" | "guest" | "subject">): string {
  const { family, key, guest } = lane;
  if (STATISTICS.has(family)) return `${family}/${statisticName(lane)}`;
  if (family === "event") return `${family}/${key}`;
  return `${family}/${guest ?? ""}${key === "" ? "" : `/${key}`}`;
}

/** A statistic and of what; captures that hold it at the same time have a lane each, of one name. */
export const statisticName = ({ key, guest, subject }: Pick<Lane, "key" | "guest" | "subject">): string => {
  const of = guest ?? subject;
  return `${key}${of === null ? "" : ` of ${of}`}`;
};

/** Faults by address are meant where nothing else is said. */
export const heatName = ({ family, guest, title }: Pick<HeatLane, "family" | "guest" | "title">): string =>
  `${HEAT_FAMILY}/${guest ?? title}${family === "fault" ? "" : `/${family}`}`;

/** One line or colour of a chart: the lanes that have one name (two captures may hold one statistic). */
export interface LaneGroup {
  readonly name: string;
  readonly title: string;
  readonly guest: string | null;
  readonly colour: PanelColour | null;
  readonly lanes: readonly Lane[];
}

/** Whether `pattern` means `name`: `*` stands for one or more characters, everything else for itself. */
export function matches(pattern: string, name: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  return new RegExp(`^${parts.join(".+")}$`, "su").test(name);
}

const entryOf = (entry: LanesSource["lanes"][number]) => (typeof entry === "string" ? { lane: entry } : entry);

const PARAMETER = /\$([a-z][a-z0-9_]*)/g;

/** A name with the values of parameters in the place of `$NAME`. */
export const filledName = (name: string, values: Readonly<Record<string, ParameterValue>>): string =>
  name.replace(PARAMETER, (whole, parameter: string) =>
    Object.hasOwn(values, parameter) ? String(values[parameter]) : whole,
  );

export const parametersOfName = (name: string): readonly string[] =>
  [...name.matchAll(PARAMETER)].map(([, parameter = ""]) => parameter);

/** The source with its names filled. */
export const filledSource = (source: LanesSource, values: Readonly<Record<string, ParameterValue>>): LanesSource => ({
  ...source,
  lanes: source.lanes.map((entry) =>
    typeof entry === "string" ? filledName(entry, values) : { ...entry, lane: filledName(entry.lane, values) },
  ),
});

/** What a panel's names stand for here, in the order in which it names them; a lane that is named twice counts once. */
export function groupsOf(source: LanesSource, lanes: readonly Lane[], guests: readonly string[]): readonly LaneGroup[] {
  const groups = new Map<string, LaneGroup>();
  for (const entry of source.lanes.map(entryOf)) {
    const isPattern = entry.lane.includes("*");
    for (const lane of lanes) {
      const name = laneName(lane);
      if (!matches(entry.lane, name)) continue;
      // What belongs to no guest is of the host, and the selection of guests does not concern it.
      if (guests.length > 0 && lane.guest !== null && !guests.includes(lane.guest)) continue;
      if (source.guests_only && lane.guest === null) continue;
      const known = groups.get(name);
      if (known?.lanes.includes(lane)) continue;
      const title =
        entry.title && !isPattern
          ? entry.title
          : entry.title && lane.guest
            ? `${entry.title} of ${lane.guest}`
            : STATISTICS.has(lane.family)
              ? statisticName(lane)
              : lane.title;
      const own = known ?? { name, title, guest: lane.guest, colour: entry.colour ?? null, lanes: [] };
      groups.set(name, { ...own, lanes: [...own.lanes, lane] });
    }
  }
  return [...groups.values()];
}

/** Titles as a legend shows them: guests by their names where each line is of another guest. */
export function legendTitles(groups: readonly Pick<LaneGroup, "title" | "guest">[]): readonly string[] {
  const guests = groups.map(({ guest }) => guest);
  const apart = guests.every((guest) => guest !== null) && new Set(guests).size === guests.length && guests.length > 1;
  return groups.map(({ title, guest }) => (apart ? (guest as string) : shortTitle(title)));
}

/** A statistic without its source in front: "Rss of alpha". */
const shortTitle = (title: string): string => title.replace(/^[a-z_0-9]+\.(?=[A-Za-z])/, "");

/** What `auto` means for a kind of lanes: the level of a gauge, events or change for each second. */
export type Taken = "level" | "events_per_s" | "value_per_s" | "value_per_event";

export function takenOf(kind: Lane["kind"], measure: Measure = "auto"): Taken {
  if (kind === "gauge") return "level";
  if (kind === "rate") return "value_per_s";
  return measure === "auto" ? "events_per_s" : measure;
}

/** Unit of what is taken of a lane; a rate of ns for each second is a share of the time. */
export function unitOfTaken(unit: string, taken: Taken): string | null {
  if (taken === "level" || taken === "value_per_event") return unit === "count" || unit === "" ? null : unit;
  if (taken === "events_per_s") return "1/s";
  return unit === "count" || unit === "" ? "1/s" : `${unit}/s`;
}
