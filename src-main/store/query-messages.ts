// Messages between a query client and its process; typed arrays cross as they are.
import type { ErrorReport } from "../../src-shared/base/errors.ts";
import type { JsonResult, ResultBatch } from "./contract.ts";
import type { LaneList } from "./lane-list.ts";
import type { QueryRequest } from "./query-run.ts";
import type { ReaderOptions } from "./reader.ts";
import type { ChartPoints, ChartRequest } from "./result-chart.ts";
import type { ResultPage } from "./result-page.ts";
import type { PanelRequest, PanelResult } from "./result-panel.ts";
import type { ExportRequest, OpenedResult, PageRequest, ResultRequest } from "./results.ts";
import type { SqlProblem } from "./sql-check.ts";
import type { QuerySelection } from "./statement.ts";
import type { HeatRequest, Tiles, TilesRequest } from "./tiles.ts";

/** What the process is started with, as its one argument in JSON. */
export interface StartArguments {
  readonly project: string;
  readonly options: ReaderOptions;
}

export type Ask =
  | { readonly ask: "select"; readonly request: QueryRequest }
  | { readonly ask: "json"; readonly request: QueryRequest }
  | { readonly ask: "refresh" }
  | { readonly ask: "digests" }
  /** The lanes of the timeline; its pyramids are made first where they are missing, which `cancel` stops. */
  | { readonly ask: "lanes"; readonly engine: string }
  | { readonly ask: "tiles"; readonly engine: string; readonly tiles: TilesRequest }
  | { readonly ask: "heat"; readonly engine: string; readonly heat: HeatRequest }
  /** Results that are kept in the process (results.ts); they are gone with it. */
  | { readonly ask: "openResult"; readonly request: ResultRequest }
  | { readonly ask: "page"; readonly request: PageRequest }
  | { readonly ask: "chart"; readonly result: string; readonly request: ChartRequest }
  /** Points and first rows of a query whose result is not kept. */
  | { readonly ask: "panel"; readonly request: PanelRequest }
  | { readonly ask: "export"; readonly request: ExportRequest }
  | { readonly ask: "closeResult"; readonly result: string }
  /** Whether a query can run. */
  | { readonly ask: "check"; readonly sql: string; readonly values?: QuerySelection["values"] };

export type ToProcess =
  | { readonly id: number; readonly start: Ask }
  /** One more batch may be sent. */
  | { readonly id: number; readonly more: true }
  | { readonly id: number; readonly cancel: true };

export type Answer =
  | JsonResult
  | Readonly<Record<string, string>>
  | LaneList
  | Tiles
  | Uint32Array<ArrayBuffer>
  | OpenedResult
  | ResultPage
  | ChartPoints
  | PanelResult
  | SqlProblem
  | number
  | null;

/** Id 0 is the start of the process. */
export type FromProcess =
  | { readonly id: number; readonly batch: ResultBatch }
  /** Rows that a result has so far, or how many of all rows are summed. */
  | { readonly id: number; readonly told: number; readonly of?: number }
  | { readonly id: number; readonly done: Answer }
  | { readonly id: number; readonly failed: ErrorReport };

/** Batches on their way to a consumer that has not asked for them yet. */
export const BATCHES_AHEAD = 4;
