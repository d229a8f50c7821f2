// Rows of one recorded file as columns, read by its importer without a project around.
import type { ColumnBatch, ColumnValues } from "../../src-shared/capture/batch.ts";
import { hasBit } from "../../src-shared/capture/batch.ts";
import { createContext, createJobIds, noClocks } from "../import/context.ts";
import type { DetectedSource } from "../import/sources.ts";
import { openWrapped } from "../import/unwrap.ts";

/** Reads a file to its end; `take` sees each batch, whose arrays are the importer's again afterwards. */
export async function readSource(
  { path, name, importer }: DetectedSource,
  signal: AbortSignal,
  take: (batch: ColumnBatch) => void,
): Promise<void> {
  const opened = await openWrapped(path, { inDataset: name, signal });
  try {
    const { context } = createContext(createJobIds(), { pageHash: "blake2b128" }, signal, noClocks);
    for await (const batch of importer.open(opened.source, context)) take(batch);
  } finally {
    await opened.close();
  }
}

const valueAt = (column: ColumnValues | undefined, row: number): unknown =>
  column === undefined || !hasBit(column.valid, row) ? null : column.data[row];

/** A number of a row, null where it is not known. */
export const numberAt = (batch: ColumnBatch, name: string, row: number): number | null => {
  const value = valueAt(batch.columns[name], row);
  return value === null || value === undefined ? null : Number(value);
};

/** A text of a row, null where it is not known. */
export const textAt = (batch: ColumnBatch, name: string, row: number): string | null => {
  const value = valueAt(batch.columns[name], row);
  return typeof value === "string" ? value : null;
};

/** 128 bits of a row as text, null where they are not known. */
export const digestAt = (batch: ColumnBatch, name: string, row: number): string | null => {
  const column = batch.columns[name];
  if (!column || !hasBit(column.valid, row)) return null;
  const words = column.data as BigUint64Array;
  return `${words[2 * row]} ${words[2 * row + 1]}`;
};
