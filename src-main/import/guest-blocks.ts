// Where a guest's RAM lies: places in its process put together with the layout of its physical address space.
import type { SeenRam } from "../store/contract.ts";

/** Guest address, length and host address of one stretch of RAM in bytes. */
export interface Block {
  readonly gpa: bigint;
  readonly bytes: bigint;
  readonly hva: bigint | null;
}

/** By guest address; a block whose host address is known comes first. */
const byGpa = (a: Block, b: Block): number =>
  a.gpa < b.gpa ? -1 : a.gpa > b.gpa ? 1 : Number(a.hva === null) - Number(b.hva === null);

/** Where in its backing memory a range begins: QEMU prints `@OFFSET` where it is not the block's start. */
export const backingOffset = (r: Pick<SeenRam, "label">): bigint => {
  const offset = /@\s*([0-9a-f]+)$/i.exec(r.label ?? "")?.[1];
  return offset === undefined ? 0n : BigInt(`0x${offset}`);
};
/** Name of the block that a range belongs to. */
export const backing = (r: Pick<SeenRam, "label">): string => (r.label ?? "").replace(/\s*@.*$/, "");

/** Host address of the first byte of a backing block, from a place in it and the guest's own layout. */
function baseOf(place: SeenRam, layout: readonly SeenRam[]): bigint {
  const gpa = BigInt(place.gpa);
  const around = layout.find((r) => gpa >= BigInt(r.gpa) && gpa < BigInt(r.gpa) + BigInt(r.bytes));
  const offset = around ? backingOffset(around) + gpa - BigInt(around.gpa) : backingOffset(place);
  return BigInt(place.hva as string) - offset;
}

/** Places as blocks. A place reaches to the end of its mapping, or to where another place begins in it: a PCI hole. */
function cutAtNext(placed: readonly SeenRam[]): Block[] {
  const places = placed.map((p) => ({ gpa: BigInt(p.gpa), bytes: BigInt(p.bytes), hva: BigInt(p.hva as string) }));
  return places.map((p) => {
    const within = places.filter((q) => q.hva > p.hva && q.hva < p.hva + p.bytes && q.hva - p.hva !== q.gpa - p.gpa);
    const end = within.reduce((least, q) => (q.hva < least ? q.hva : least), p.hva + p.bytes);
    return { ...p, bytes: end - p.hva };
  });
}

/** Blocks with a host address as recorded, cut to the guest's own layout where that says more exactly what is RAM. */
export function blocksOf(ram: readonly SeenRam[]): Block[] {
  const placed = ram.filter((r) => r.hva !== null);
  const layout = ram.filter((r) => r.hva === null);
  const blocks = layout.map((r): Block => {
    const place = placed.find((p) => backing(p) === backing(r));
    const hva = place ? baseOf(place, layout) + backingOffset(r) : null;
    return { gpa: BigInt(r.gpa), bytes: BigInt(r.bytes), hva };
  });
  const covered = (p: SeenRam): boolean => {
    const gpa = BigInt(p.gpa);
    return blocks.some((b) => b.hva !== null && gpa >= b.gpa && gpa < b.gpa + b.bytes);
  };
  const placedOnly = cutAtNext(placed.filter((p) => !covered(p)));
  return mergeBlocks([...placedOnly, ...blocks]);
}

/** Neighbours that are one stretch on both sides become one; overlaps keep the first. */
function mergeBlocks(blocks: readonly Block[]): Block[] {
  const merged: { gpa: bigint; bytes: bigint; hva: bigint | null }[] = [];
  for (const b of [...blocks].sort(byGpa)) {
    const last = merged.at(-1);
    if (!last) {
      merged.push({ ...b });
      continue;
    }
    const end = last.gpa + last.bytes;
    const straight = b.hva === null ? last.hva === null : last.hva !== null && b.hva - last.hva === b.gpa - last.gpa;
    const until = b.gpa + b.bytes;
    if (b.gpa <= end && straight) last.bytes = until > end ? until - last.gpa : last.bytes;
    else if (b.gpa >= end) merged.push({ ...b });
    else if (until > end) {
      const cut = end - b.gpa;
      merged.push({ gpa: end, bytes: until - end, hva: b.hva === null ? null : b.hva + cut });
    }
  }
  return merged;
}
