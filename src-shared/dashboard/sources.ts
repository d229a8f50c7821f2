// What the loading of a panel may ask, and what it is asked for: the same in a window and for a report.
import type { LanesReply, PanelReply, Tile2Reply, TilesReply } from "../protocol/column-replies.ts";
import type { DensityReply } from "../protocol/replies.ts";
import type { RequestInput } from "../protocol/requests.ts";
import type { CoveredSpan } from "./coverage.ts";
import type { ParameterValue } from "./schema.ts";
import type { SpanMs } from "./tiles.ts";

export type TilesAsk = Pick<RequestInput<"tiles">, "lanes" | "level" | "index">;
export type HeatAsk = Pick<RequestInput<"tile2">, "lane" | "level" | "index">;
export type SqlAsk = Omit<RequestInput<"panel">, "project">;

export interface NamedAnswer {
  readonly scenario: string;
  readonly reply: DensityReply;
}

/** Whoever makes them binds what is asked to a signal. */
export interface PanelSources {
  lanes(): Promise<LanesReply>;
  tiles(ask: TilesAsk): Promise<TilesReply>;
  heat(ask: HeatAsk): Promise<Tile2Reply>;
  sql(ask: SqlAsk): Promise<PanelReply>;
  /** The last answer, when it is that of the named scenario or `last` is asked for; null without one. */
  answer(name: string): Promise<NamedAnswer | null>;
}

/** What all panels of a dashboard are of. */
export interface Scope {
  /** Null: the whole recording. */
  readonly span: SpanMs | null;
  /** Guests that are selected; none means all. */
  readonly guests: readonly string[];
  /** All guests of the project, in their order: their places are their colours. */
  readonly allGuests: readonly string[];
  /** Most points of a course; left out: as many as a wide panel has room for. */
  readonly points?: number;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** When rows of a table were recorded; empty where no capture of it has times. */
  covered(table: string): readonly CoveredSpan[];
}

/** A guest's place by its name; null for a word that is none. */
export function guestPlaces(scope: Pick<Scope, "allGuests">): (name: string) => number | null {
  const places = new Map(scope.allGuests.map((name, at) => [name, at]));
  return (name) => places.get(name) ?? null;
}
