// What all lanes of a guest are made with.
import type { LanesReply } from "../../../src-shared/protocol/column-replies.ts";
import type { Measure, Points } from "../../timeline/track.ts";
import { guestLook } from "../../ui/guest-look.ts";
import type { LaneIndex, NamedLane, TraceRow } from "./lane-index.ts";
import type { SeenGuest } from "./memory-lane.ts";
import { type LaneSpec, type Told, wordsOf } from "./spec.ts";

export type Heat = LanesReply["heat_lanes"][number];

export interface GuestLanes {
  readonly index: LaneIndex;
  readonly guest: SeenGuest;
  readonly place: number;
  readonly group: string;
  readonly traces: readonly TraceRow[];
  readonly heat: readonly Heat[];
  /** Memory that was asked of its balloon, as far as it is known. */
  readonly targets: Points | null;
  readonly lossesOf: (captures: readonly number[]) => readonly number[];
}

/** The colour of a guest, by its variable. */
export const inkOf = (place: number): string => `--g-${guestLook(place).hue}`;

interface Own {
  readonly name: string;
  readonly title: string;
  readonly sub: string;
  readonly unit: LaneSpec["unit"];
  readonly measures: readonly Measure[];
  readonly told: readonly Told[];
  readonly value: string | null;
  readonly height: number;
  readonly sources: readonly NamedLane[];
  readonly scale?: Partial<LaneSpec["track"]["scale"]>;
  readonly losses?: readonly number[];
}

export const ownLane = ({ group, guest }: GuestLanes, own: Own): LaneSpec => ({
  id: `${group}/${own.name}`,
  group,
  form: "plain",
  title: own.title,
  sub: own.sub,
  unit: own.unit,
  track: {
    id: `${group}/${own.name}`,
    measures: own.measures,
    heat: null,
    scale: { from: "zero", binary: own.unit.of === "bytes", ...own.scale },
    losses: own.losses ?? [],
  },
  told: own.told,
  value: own.value,
  height: own.height,
  standard: true,
  guest: guest.name,
  sources: own.sources,
  words: wordsOf(`${own.title} ${guest.name}`, own.sources),
});

/** The lane of events of a family; null where the guest has none. */
export const countsOf = ({ index, guest }: GuestLanes, family: string): NamedLane | null =>
  index.lanes.find((lane) => lane.family === family && lane.guest === guest.name) ?? null;
