// Heat lanes of the timeline: events of a guest by guest physical address, 256 rows of addresses over its RAM.
import type { TableName } from "../../src-shared/capture/tables.ts";
import type { ManifestGuest } from "./contract.ts";
import { literal } from "./ddl.ts";

/** Rows of addresses in a heat tile. */
export const HEAT_ROWS = 256;
/** A row is at least a page of 4 KiB. */
const LEAST_SHIFT = 12;

/** A kind of heat lanes made from one view. */
export interface HeatFamily {
  readonly id: string;
  readonly table: TableName;
  /** What is counted, in the plural. */
  readonly counts: string;
  readonly title: string;
  /** Select of `guest, t, first, until`: guest physical addresses from `first` to before `until`. */
  rows(condition: string, guests: readonly ManifestGuest[]): string;
  /** A row counts by its 4 KiB pages on each row of addresses that it touches, instead of once where it begins. */
  readonly byPages: boolean;
}

/** Ranges of host addresses, cut to the RAM blocks that they lie in. */
function rangesInRam(condition: string, guests: readonly ManifestGuest[]): string {
  const blocks = guests.flatMap(({ name, ram }) =>
    ram.flatMap(({ gpa, bytes, hva }) =>
      hva === null ? [] : [`(${literal(name)}, ${[hva, bytes, gpa].map(unsigned)})`],
    ),
  );
  const own = `SELECT guest, t, addr AS first, addr + bytes AS until FROM region WHERE space = 'gpa' AND ${condition}`;
  if (blocks.length === 0) return own;
  return `${own} UNION ALL SELECT guest, t, greatest(addr, hva) - hva + gpa AS first, least(addr + r.bytes, hva + m.bytes) - hva + gpa AS until
    FROM (SELECT guest AS owner, hva, bytes, gpa FROM (VALUES ${blocks.join(", ")}) AS m(guest, hva, bytes, gpa)) m
    JOIN (SELECT guest, t, addr, bytes FROM region WHERE space = 'hva' AND ${condition}) r
    ON r.guest = owner AND addr < hva + m.bytes AND addr + r.bytes > hva`;
}

const unsigned = (value: string): string => `${BigInt(value)}::UBIGINT`;

export const heatFamilies: readonly HeatFamily[] = [
  {
    ...{ id: "fault", table: "fault", counts: "page faults", title: "Page faults by address", byPages: false },
    rows: (condition) =>
      `SELECT guest, t, gpa AS first, gpa + 1 AS until FROM fault WHERE gpa IS NOT NULL AND mmio IS NOT TRUE AND ${condition}`,
  },
  {
    ...{ id: "region", table: "region", counts: "pages seen in use", title: "Memory in use by address", byPages: true },
    rows: (condition, guests) => rangesInRam(`hits > 0 AND ${condition}`, guests),
  },
];

/** Guest physical addresses from `from` to before `until`. */
export interface RamSpan {
  readonly from: bigint;
  readonly until: bigint;
}

/** Where a guest's RAM lies: neighbouring blocks as one, empty where it is not known. */
export function ramOf(guest: ManifestGuest): RamSpan[] {
  const blocks = guest.ram
    .map(({ gpa, bytes }) => ({ from: BigInt(gpa), until: BigInt(gpa) + BigInt(bytes) }))
    .filter(({ from, until }) => until > from)
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const spans: RamSpan[] = [];
  for (const block of blocks) {
    const before = spans.at(-1);
    if (!before || block.from > before.until) spans.push(block);
    else if (block.until > before.until) spans[spans.length - 1] = { from: before.from, until: block.until };
  }
  return spans;
}

const GIB = 2n ** 30n;

/**
 * The address at which a guest's RAM ends at the latest, null when nothing is known of it. Without known blocks a machine
 * has holes: arm begins at 1 GiB; x86 leaves at most 2 GiB below 4 GiB for devices, once RAM goes on above.
 */
export function ramLimit(guest: ManifestGuest): bigint | null {
  const end = ramOf(guest).at(-1)?.until;
  if (end !== undefined) return end;
  if (guest.ram_bytes === null) return null;
  const bytes = BigInt(Math.max(0, Math.trunc(guest.ram_bytes)));
  return bytes <= 2n * GIB ? bytes + GIB : bytes + 2n * GIB;
}

/** Rows of 2^shift bytes so that `HEAT_ROWS` of them hold all addresses below `end`. */
export function shiftOf(end: bigint): number {
  let shift = LEAST_SHIFT;
  while (BigInt(HEAT_ROWS) << BigInt(shift) < end) shift++;
  return shift;
}
