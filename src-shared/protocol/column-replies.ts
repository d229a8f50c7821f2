// Replies that carry columns as typed arrays: pages of query results, points of a chart, lanes and tiles.
import { z } from "zod";
import { PyramidsReply, QueryReply } from "./replies.ts";

const count = z.int().nonnegative();
const floats = z.instanceof(Float64Array);

/** Values of one column: numbers and times as typed arrays, everything else as text; `valid` has a byte a row, 1 known. */
export const ColumnData = z.object({
  data: z.union([
    z.instanceof(BigInt64Array),
    floats,
    z.instanceof(Int32Array),
    z.array(z.union([z.string(), z.null()])),
  ]),
  valid: z.instanceof(Uint8Array).nullable(),
});

/** Rows `from` to `from + rows - 1` of a result. */
export const ResultPage = z.object({ from: count, rows: count, columns: z.array(ColumnData) });

export const ResultOpenReply = z.object({
  result: z.string(),
  columns: QueryReply.shape.columns,
  rows: count,
  /** True when the cap cut the result. */
  truncated: z.boolean(),
  seconds: z.number(),
  first: ResultPage,
});

export const ResultChartReply = z.object({
  /** Rows that went in and points that came out. */
  rows: count,
  points: count,
  /** Words of the x axis where it is no number. */
  labels: z.array(z.string()).nullable(),
  x: floats.nullable(),
  series: z.array(
    z.object({
      column: count,
      /** The value of the column that parts the rows; null where no column does. */
      name: z.string().nullable().optional(),
      mean: floats,
      min: floats,
      max: floats,
    }),
  ),
  /** Groups beyond the greatest ones. */
  left_out: count.optional(),
});

/** What a panel of a dashboard shows of a query: points of its chart, the first rows; the result is not kept. */
export const PanelReply = z.object({
  columns: QueryReply.shape.columns,
  rows: count,
  /** True when the cap cut the result. */
  truncated: z.boolean(),
  seconds: z.number(),
  page: ResultPage,
  /** Columns that are drawn, by their index; null where nothing is asked or nothing can be drawn. */
  draw: z.object({ x: count, y: z.array(count), by: count.nullable() }).nullable(),
  chart: ResultChartReply.nullable(),
  /** The first column of numbers over all rows; null where none is asked for or there is none. */
  number: z
    .object({
      column: count,
      known: count,
      ...{ first: z.number().nullable(), last: z.number().nullable(), sum: z.number().nullable() },
      ...{ min: z.number().nullable(), max: z.number().nullable() },
      course: floats,
    })
    .nullable(),
});

export const PlanReply = z.object({ text: z.string() });

export const CheckSqlReply = z.object({
  /** Null: the query can run. `position` counts characters from 0; `suggestion` is a word that may have been meant. */
  error: z
    .object({ message: z.string(), position: count.nullable(), length: count, suggestion: z.string().nullable() })
    .nullable(),
});

export const FunctionsReply = z.object({
  functions: z.array(z.object({ name: z.string(), signature: z.string(), description: z.string().nullable() })),
});

export const LanesReply = z.object({
  /** The host's lanes first, then guest by guest. */
  lanes: z.array(
    PyramidsReply.shape.lanes.element.extend({
      family: z.string(),
      /**
       * What tells it from other lanes of its family and guest: a state of `sched`, a kind of `mmu`, an event, the name of a
       * statistic (SOURCE.KEY); empty where the guest alone does.
       */
      key: z.string(),
      guest: z.string().nullable(),
      /** What its count counts, in the plural; null where it counts readings. `unit` is that of min, max and sum. */
      counts: z.string().nullable(),
      /** What it is a lane of, as of series (host, guest, process ...), and which one where that is no guest. */
      scope: z.string(),
      subject: z.string().nullable(),
    }),
  ),
  /** Lanes with addresses: events of one guest by guest physical address. */
  heat_lanes: z.array(
    z.object({
      id: count,
      family: z.string(),
      title: z.string(),
      guest: z.string().nullable(),
      /** What its count counts, in the plural. */
      counts: z.string(),
      /** A row of a tile is 2^shift bytes; row 0 begins at address 0. */
      shift: count,
      /** Where the guest's RAM lies, in bytes; empty where it is not known. */
      ram: z.array(z.object({ from: z.number(), to: z.number() })),
    }),
  ),
  /** Spans in which records were lost, in order; neighbours are told as one where there are very many. */
  losses: z.array(
    z.object({
      capture: count,
      /** ms since project start; equal where only a moment is known. */
      from_ms: z.number(),
      to_ms: z.number(),
      /** Null: any, or several. */
      cpu: count.nullable(),
      /** Records lost; null: how many is not known. */
      n: count.nullable(),
    }),
  ),
  /** For each level where bucket 0 of tile 0 begins, ms since project start (0 or less); of heat tiles too. */
  level_start_ms: floats,
  length_ms: z.number(),
});

const bucket = z.instanceof(Float32Array);

/** Values of 512 buckets: an empty one has count 0, sum 0 and no least or greatest (NaN). */
export const TileReply = z.object({
  count: bucket,
  min: bucket,
  max: bucket,
  sum: bucket,
  before: z.number().nullable(),
});

/** Tiles of several lanes: lane k has values 512 k to 512 k + 511, and in `before` value k, NaN where there is none. */
export const TilesReply = z.object({ count: bucket, min: bucket, max: bucket, sum: bucket, before: floats });

/** Counts of a heat tile, 256 rows of addresses for each of 128 buckets of time: `count[256 * bucket + row]`. */
export const Tile2Reply = z.object({ count: z.instanceof(Uint32Array) });

export type ColumnData = z.infer<typeof ColumnData>;
export type ResultPage = z.infer<typeof ResultPage>;
export type ResultOpenReply = z.infer<typeof ResultOpenReply>;
export type PanelReply = z.infer<typeof PanelReply>;
export type ResultChartReply = z.infer<typeof ResultChartReply>;
export type LanesReply = z.infer<typeof LanesReply>;
export type TileReply = z.infer<typeof TileReply>;
export type TilesReply = z.infer<typeof TilesReply>;
export type Tile2Reply = z.infer<typeof Tile2Reply>;
