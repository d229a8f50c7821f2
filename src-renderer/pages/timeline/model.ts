// The lanes and groups of a project, and which of them are shown by themselves.
import type { LanesReply } from "../../../src-shared/protocol/column-replies.ts";
import type { Measure, Points } from "../../timeline/track.ts";
import { guestHead, guestLanes, TRACE_FAMILIES } from "./guest-lanes.ts";
import { hostLanes } from "./host-lanes.ts";
import type { LaneIndex, NamedLane, TraceRow } from "./lane-index.ts";
import type { SeenGuest } from "./memory-lane.ts";
import { plainLane, titleOf } from "./plain-lane.ts";
import { type GroupSpec, type LaneSpec, noLosses, plainMeasure, type TimelineModel } from "./spec.ts";

export interface Loss {
  readonly capture: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Null: how many is not known. */
  readonly n: number | null;
}

export interface ModelInput {
  readonly index: LaneIndex;
  readonly traces: readonly TraceRow[];
  readonly heat: LanesReply["heat_lanes"];
  readonly losses: readonly Loss[];
  readonly guests: readonly (SeenGuest & { readonly host: string | null })[];
  /** By the guest's name. */
  readonly targets: ReadonlyMap<string, Points>;
  readonly events: boolean;
  /** Names of host series that never change, as far as it is known. */
  readonly still: ReadonlySet<string>;
}

export const EVENTS_LANE = "events";

export function buildModel(input: ModelInput): TimelineModel {
  const { index, guests, traces } = input;
  const hosts = [...new Set(index.lanes.filter(({ guest }) => guest === null).map(({ host }) => host))];
  const groups: GroupSpec[] = [];
  const lanes: LaneSpec[] = input.events ? [eventsLane(input)] : [];
  for (const host of hosts) {
    const id = `host/${host ?? ""}`;
    const own = guests.filter((guest) => guest.host === host || hosts.length === 1 || guest.host === null);
    const standard = hostLanes({ index, host, group: id, guests: own });
    groups.push(hostGroup(id, host, standard));
    lanes.push(...standard);
    lanes.push(...others(input, (lane) => lane.guest === null && lane.host === host, id, null));
  }
  const traced = guests.filter(({ name }) => isTraced(input, name));
  const apart = traced.length > 0 ? guests.filter((guest) => !traced.includes(guest)) : [];
  const busiest = busiestOf(traces, guests);
  for (const guest of guests.filter((one) => !apart.includes(one)))
    addGuest(input, guest, { parent: null, open: guest.name === busiest }, groups, lanes);
  if (apart.length > 0) {
    groups.push(untracedGroup(apart.length));
    for (const guest of apart) addGuest(input, guest, { parent: UNTRACED, open: false }, groups, lanes);
  }
  return { groups, lanes, overview: overviewLane(lanes, input) };
}

const UNTRACED = "untraced";

const untracedGroup = (count: number): GroupSpec => ({
  id: UNTRACED,
  kind: "untraced",
  title: `${count} ${count === 1 ? "guest" : "guests"} not traced`,
  place: 0,
  parent: null,
  ramBytes: null,
  head: null,
  open: false,
  note: "statistics only",
});

function hostGroup(id: string, host: string | null, standard: readonly LaneSpec[]): GroupSpec {
  const memory = standard.find((lane) => lane.id === `${id}/memory`);
  const used = memory?.track.measures.find((measure) => measure.id === "used");
  const head: LaneSpec | null =
    memory && used
      ? {
          ...memory,
          id: `${id}/head`,
          track: {
            ...memory.track,
            id: `${id}/head`,
            measures: [
              { ...used, look: "area", ink: "--m-anon" },
              ...memory.track.measures
                .filter(({ look }) => look === "whole")
                .map((one) => ({ ...one, look: "told" as const })),
            ],
          },
          height: 24,
        }
      : null;
  return {
    id,
    kind: "host",
    title: host ?? "Host",
    place: 0,
    parent: null,
    ramBytes: null,
    head,
    open: true,
  };
}

const isTraced = ({ index, heat }: ModelInput, guest: string): boolean =>
  index.lanes.some((lane) => lane.guest === guest && TRACE_FAMILIES.includes(lane.family)) ||
  heat.some((lane) => lane.guest === guest);

/** The guest with the most recorded faults or exits; the first one where nothing was traced. */
export function busiestOf(traces: readonly TraceRow[], guests: readonly { readonly name: string }[]): string | null {
  const counts = new Map<string, number>();
  for (const { family, guest, n } of traces)
    if (guest !== null && (family === "fault" || family === "vm_exit")) counts.set(guest, (counts.get(guest) ?? 0) + n);
  const best = guests.reduce<string | null>((most, { name }) => {
    return (counts.get(name) ?? 0) > (most === null ? 0 : (counts.get(most) ?? 0)) ? name : most;
  }, null);
  return best ?? guests[0]?.name ?? null;
}

export function lossesOf(losses: readonly Loss[], captures: readonly number[]): readonly number[] {
  return losses
    .filter(({ capture }) => captures.includes(capture))
    .sort((a, b) => a.fromMs - b.fromMs)
    .flatMap(({ fromMs, toMs }) => [fromMs, toMs]);
}

function addGuest(
  input: ModelInput,
  guest: SeenGuest,
  { parent, open }: { readonly parent: string | null; readonly open: boolean },
  groups: GroupSpec[],
  lanes: LaneSpec[],
): void {
  const group = `guest/${guest.name}`;
  const place = input.guests.findIndex(({ name }) => name === guest.name);
  const from = {
    ...input,
    guest,
    place,
    group,
    targets: input.targets.get(guest.name) ?? null,
    lossesOf: (captures: readonly number[]) => lossesOf(input.losses, captures),
  };
  const own = guestLanes(from);
  const more = others(input, (lane) => lane.guest === guest.name, group, place);
  if (own.length === 0 && more.length === 0) return;
  const head = guestHead(from);
  groups.push({ id: group, kind: "guest", title: guest.name, place, parent, ramBytes: guest.ramBytes, head, open });
  lanes.push(...own, ...more);
}

/** Every data lane of its own, in the order of their names. */
function others(
  { index, losses }: ModelInput,
  belongs: (lane: NamedLane) => boolean,
  group: string,
  place: number | null,
): readonly LaneSpec[] {
  return index.lanes
    .filter(belongs)
    .sort((a, b) => (titleOf(a) < titleOf(b) ? -1 : 1))
    .map((lane) => plainLane(lane, { group, place, losses: lossesOf(losses, lane.captures) }));
}

function eventsLane({ index }: ModelInput): LaneSpec {
  return {
    id: EVENTS_LANE,
    group: "top",
    form: "events",
    title: "Events",
    sub: "",
    unit: { of: "count", word: "", perSecond: false },
    track: { id: EVENTS_LANE, measures: [], heat: null, scale: { from: "zero", binary: false }, losses: noLosses },
    told: [],
    value: null,
    height: 42,
    standard: true,
    guest: null,
    sources: index.lanes.filter(({ family }) => family === "guest_event"),
    words: "events balloon plug start stop loss bookmark",
  };
}

/** What is worth an overview: pressure where there was any, else faults, else exits, else the first standard lane. */
function overviewLane(lanes: readonly LaneSpec[], { index, still }: ModelInput): LaneSpec | null {
  const pressure = lanes.find(({ id, sources }) => id.endsWith("/pressure") && !still.has(sources[0]?.name ?? ""));
  const counted = ["fault", "vm_exit", "event"]
    .map((family) => index.lanes.filter((lane) => lane.family === family))
    .find((found) => found.length > 0);
  const of =
    pressure ??
    (counted ? countsLane(counted) : (lanes.find(({ standard, form }) => standard && form === "plain") ?? null));
  if (!of) return null;
  return { ...of, id: "overview", track: { ...of.track, id: "overview", overview: true, losses: [] } };
}

/** Events of all lanes of a family together. */
function countsLane(lanes: readonly NamedLane[]): LaneSpec {
  const spec = plainLane(lanes[0] as NamedLane, { group: "top", place: null, losses: noLosses });
  const measure: Measure = {
    ...plainMeasure(lanes[0] as NamedLane, "area", "--warn", { id: "value" }),
    parts: [{ terms: [{ lanes: lanes.map(({ lane }) => lane), factor: 1 }] }],
  };
  return {
    ...spec,
    title: `All ${(lanes[0] as NamedLane).counts ?? "events"}`,
    track: { ...spec.track, measures: [measure] },
  };
}
