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
  lanes: z.array(
    PyramidsReply.shape.lanes.element.extend({
      family: z.string(),
      key: z.string(),
      guest: z.string().nullable(),
    }),
  ),
  /** Lanes with addresses: faults of one guest by guest physical address. */
  heat_lanes: z.array(
    z.object({
      id: count,
      title: z.string(),
      guest: z.string().nullable(),
      /** A row of a tile is 2^shift bytes; row 0 begins at address 0. */
      shift: count,
    }),
  ),
  /** For each level where bucket 0 of tile 0 begins, ms since project start (0 or less). */
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

/** Counts of a heat tile, 256 rows of addresses for each of 128 buckets of time: `count[256 * bucket + row]`. */
export const Tile2Reply = z.object({ count: z.instanceof(Uint32Array) });

export type ColumnData = z.infer<typeof ColumnData>;
export type ResultPage = z.infer<typeof ResultPage>;
export type ResultOpenReply = z.infer<typeof ResultOpenReply>;
export type PanelReply = z.infer<typeof PanelReply>;
export type ResultChartReply = z.infer<typeof ResultChartReply>;
export type LanesReply = z.infer<typeof LanesReply>;
export type TileReply = z.infer<typeof TileReply>;
export type Tile2Reply = z.infer<typeof Tile2Reply>;
