// Recordings of `perf record --threads`: a folder in which one file describes and others hold the samples.
import { failure } from "../../../../src-shared/base/errors.ts";
import * as types from "./record-types.ts";

/** Whether it is the name of a file that holds the samples: data.0, data.1 ... */
export const isPartName = (name: string): boolean => /^data\.\d+$/.test(name);

const HEADER_BYTES = 8;
/** Records that must follow on each other before they are believed. */
const ENOUGH_RECORDS = 3;

/** Whether a file holds nothing but records of perf, as a part of such a folder does. */
export function isPart(head: Uint8Array, name: string): boolean {
  if (!isPartName(name)) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  let records = 0;
  for (let at = 0; at + HEADER_BYTES <= head.length; records++) {
    const size = view.getUint16(at + 6, true);
    if (types.recordName(view.getUint32(at, true)) === "unknown" || size < HEADER_BYTES) return false;
    at += size;
  }
  return records >= ENOUGH_RECORDS;
}

/** What the user is told of any file of such a folder. */
export const partOfDirectory = (name: string): Error =>
  failure("perf.directory", `${name} is one file of a perf recording that is a folder`, {
    where: { file: name },
    expected: "a recording in one file",
    next: "record without --threads, or print the folder with `perf script --ns -i FOLDER` and import that text",
  });
