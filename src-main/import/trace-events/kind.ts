// What a kind of event is made of, and what all kinds are given.
import type { ImportContext } from "../importer.ts";
import type { FieldValues, TraceEvent, TraceMoment } from "./contract.ts";
import type { Isa } from "./exit-reasons.ts";
import type { GenericEvents, NamedEvent } from "./generic.ts";
import type { Losses } from "./losses.ts";
import type { TraceRows } from "./rows.ts";

/** What the container knows of the host. */
export interface TraceHints {
  /** Virtualisation extension of its CPUs. */
  readonly isa?: Isa | null;
  readonly pageBytes?: number | null;
}

/** A kind of event: what it wants, and what becomes of a record. */
export interface Kind extends Pick<TraceEvent, "wanted" | "ordered" | "folded"> {
  take(event: NamedEvent, moment: TraceMoment, values: FieldValues): void;
}

/** Kinds by the events' names without a system. */
export type Kinds = Readonly<Record<string, Kind>>;

export interface KindSetting {
  readonly context: ImportContext;
  readonly rows: TraceRows;
  readonly losses: Losses;
  readonly generic: GenericEvents;
  readonly hints: TraceHints;
}
