// What the rows of each kind of table become; one maker a table.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";

/** What is wrong with a row: the last part of a complaint's code, and what was expected. */
export const ROW_FAULTS = {
  columns: "as many fields as the header has, quotes that end on their line",
  time: "a time in the unit of its column",
  who: "whole numbers for processes, threads and vCPUs",
  address: "an address or page number of at most 64 bits",
  number: "a number",
  flag: "yes or no, 1 or 0",
  name: "the name of a statistic or event",
  size: "a size below 2^53 bytes",
} as const;
export type RowFault = keyof typeof ROW_FAULTS;

export interface RowMaker {
  /** Takes the row that was split; what is wrong with it, or null. A row with a fault leaves nothing behind. */
  take(): RowFault | null;
  full(): boolean;
  /** Hands over what is filled. */
  batches(rest: boolean): Generator<ColumnBatch>;
  finish(): void;
}
