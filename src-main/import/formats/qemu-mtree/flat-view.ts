// Lines of a flat view of QEMU's `info mtree -f`, and the guest RAM that such a view shows.
import { addressOf } from "../../text/numbers.ts";

/** One range of a view; `end` is its last byte plus 1. */
export interface ViewRange {
  readonly gpa: bigint;
  readonly end: bigint;
  readonly kind: string;
  /** Name of the memory block. */
  readonly block: string;
  /** Offset of the range in its block. */
  readonly offset: bigint;
}

const RANGE = /^\s+([0-9a-f]{16})-([0-9a-f]{16}) \(prio -?\d+, ([a-z/ -]+)\): (.+)$/;
/** Accelerators that have the range in a slot of theirs. */
const ACCELERATOR = /\s(?:KVM|HVF|hax|WHPX|nvmm)$/;
const OFFSET = /\s@([0-9a-f]{16})$/;

/** Memory of the guest; `ramd` is memory of a device that was given to the guest. */
const RAM: readonly string[] = ["ram", "nv-ram"];
const READ_ONLY: readonly string[] = ["rom", "nv-rom"];
export const DEVICE_RAM = "ramd";

export const isMemory = (kind: string): boolean =>
  RAM.includes(kind) || READ_ONLY.includes(kind) || kind === DEVICE_RAM || kind === "romd";

/** No address space is this long; a damaged digit makes such ranges. */
const LONGEST = 1n << 63n;

/** Null where the line is no range. The shape is that of QEMU's mtree_print_flatview. */
export function parseRange(text: string): ViewRange | null {
  const [, from, last, kind, name] = RANGE.exec(text) ?? [];
  const gpa = addressOf(from);
  const until = addressOf(last);
  if (gpa === null || until === null || until < gpa || kind === undefined) return null;
  if (isMemory(kind) && until - gpa >= LONGEST) return null;
  let block = (name as string).trimEnd();
  while (ACCELERATOR.test(block)) block = block.replace(ACCELERATOR, "");
  const offset = addressOf(OFFSET.exec(block)?.[1]) ?? 0n;
  return { gpa, end: until + 1n, kind, block: block.replace(OFFSET, ""), offset };
}

/**
 * Guest RAM of a view in order of address. Read-only ranges count where their block is RAM elsewhere: they are shadowed
 * firmware, and their frames are guest frames like the others. Ranges that go on in guest and block are joined.
 */
export function ramOf(ranges: readonly ViewRange[]): ViewRange[] {
  const blocks = new Set(ranges.filter((range) => RAM.includes(range.kind)).map((range) => range.block));
  const ram: ViewRange[] = [];
  for (const range of ranges) {
    if (!RAM.includes(range.kind) && !(READ_ONLY.includes(range.kind) && blocks.has(range.block))) continue;
    const last = ram.at(-1);
    const sameBlock = last?.block === range.block && last.end === range.gpa;
    if (last && sameBlock && range.offset - last.offset === range.gpa - last.gpa)
      ram[ram.length - 1] = { ...last, end: range.end };
    else ram.push(range);
  }
  return ram;
}

/** Label of a range: the block's name, and as QEMU writes it the offset where the range is not the block's start. */
export const labelOf = ({ block, offset }: ViewRange): string =>
  offset === 0n ? block : `${block} @${offset.toString(16).padStart(16, "0")}`;
