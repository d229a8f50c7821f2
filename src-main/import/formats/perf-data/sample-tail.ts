// Fields behind the payload of a sample: only what tells of a memory access is looked for.
import { behindFixed, countAt, type EventAttr } from "./attr.ts";

/** Bytes from the start of the sample; -1 where it is not recorded, or does not fit. */
export interface TailPlaces {
  /** Latency of the access, in the low word. */
  weight: number;
  /** What was done, and where it was served. */
  source: number;
}

const BRANCH_BYTES = 24;

/** Registers: which ABI they are of, and if any, one for each bit of the mask. */
function behindRegisters(view: DataView, at: number, end: number, registers: number, little: boolean): number {
  if (at + 8 > end) return -1;
  const any = view.getUint32(at, little) !== 0 || view.getUint32(at + 4, little) !== 0;
  return at + 8 + (any ? 8 * registers : 0);
}

/** A stack: its size, its bytes, and if there are any, how many of them are used. */
function behindStack(view: DataView, at: number, end: number, little: boolean): number {
  if (at + 8 > end || view.getUint32(little ? at + 4 : at, little) !== 0) return -1;
  const size = view.getUint32(little ? at : at + 4, little);
  return at + 8 + (size > 0 ? size + 8 : 0);
}

/** First byte behind the stack of a process, where the weight stands; -1 where a field before it does not fit. */
function weightPlace(view: DataView, start: number, end: number, attr: EventAttr, little: boolean): number {
  let at = behindFixed(view, start, end, attr, little);
  if (at >= 0 && attr.raw) at = at + 4 > end ? -1 : at + 4 + view.getUint32(at, little);
  if (at >= 0 && attr.branches) {
    const branches = countAt(view, at, end, little);
    at = branches < 0 ? -1 : at + 8 + (attr.branchIndex ? 8 : 0) + BRANCH_BYTES * branches;
  }
  if (at >= 0 && attr.userRegisters >= 0) at = behindRegisters(view, at, end, attr.userRegisters, little);
  if (at >= 0 && attr.userStack) at = behindStack(view, at, end, little);
  return at;
}

/** Finds the fields of the sample from `start` to `end`. */
export function tailPlaces(
  view: DataView,
  start: number,
  end: number,
  attr: EventAttr,
  little: boolean,
  into: TailPlaces,
): void {
  let at = weightPlace(view, start, end, attr, little);
  const next = (recorded: boolean): number => {
    if (!recorded || at < 0 || at + 8 > end) return -1;
    at += 8;
    return at - 8 - start;
  };
  into.weight = next(attr.weight);
  into.source = next(attr.dataSource);
}
