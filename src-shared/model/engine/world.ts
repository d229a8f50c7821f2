// The whole state of a run: books, guests, and the pages themselves where a mechanism works page by page.
import type { Ksm } from "../mechanisms/dedup/scanner.ts";
import type { AtWork } from "../mechanisms/mechanism.ts";
import type { Contents } from "./contents.ts";
import type { Randomness } from "./demand.ts";
import type { Groups, SwapSpace } from "./groups.ts";
import type { Guest } from "./guests.ts";
import type { Images } from "./images.ts";
import type { Ledger } from "./ledger.ts";
import type { ReadyPool } from "./pool.ts";
import type { Work } from "./work.ts";

/** A guest's life. */
export const WAITING = 0;
export const RUNNING = 1;
export const GONE = 2;

/**
 * Guest-sized columns. A guest's pages lie in index order: [0, resident) are in use, wherever they are,
 * [resident, touched) were given back, [touched, size - ballooned - unplugged) never had one, the rest is in the balloon or not there.
 */
export interface GuestColumns {
  readonly life: Uint8Array;
  readonly resident: Float64Array;
  readonly touched: Float64Array;
  readonly ballooned: Float64Array;
  /** Pages that were plugged at the start and are not there now; managed guests have none. */
  readonly unplugged: Float64Array;
  /** Resident pages that the balloon took and the guest has not touched again. */
  readonly takenByBalloon: Float64Array;
  /** This epoch: nanoseconds that mechanisms made the guest wait. */
  readonly stallNs: Float64Array;
  /** This epoch: nanoseconds of work done, and the slowdown with which the guest went on; the epoch and 1 without a clock. */
  readonly workNs: Float64Array;
  readonly pace: Float64Array;
}

/** Pages one by one: contents and what the scanner knows of them, the place of each page, the tier of each node. */
export interface ExactPages {
  readonly contents: Contents;
  readonly ksm: Ksm;
  /** Place of each page that has one of its own (groups.ts). */
  readonly place: Uint8Array;
  nodeTier: Uint8Array;
}

/** Totals of the run so far. */
export interface Events {
  cowBreaks: number;
  oomKills: number;
  refusedStarts: number;
  writesOutside: number;
}

export interface World {
  readonly guests: readonly Guest[];
  readonly ledger: Ledger;
  readonly columns: GuestColumns;
  readonly groups: Groups;
  /** Null without a mechanism that compresses or swaps. */
  swap: SwapSpace | null;
  readonly events: Events;
  readonly epochNs: number;
  readonly randomness: Randomness;
  /** A policy may set what mechanisms do, so that those without an effect of their own are at work too. */
  readonly steered: boolean;
  /** Frames that a guest costs besides its RAM. */
  overheadOf: (guest: Guest) => { readonly vmm: number; readonly ept: number };
  /** The mechanisms at work, in the order of the registry. */
  atWork: readonly AtWork[];
  /** Null without guests that have a clock. */
  work: Work | null;
  /** Null without images that guests map from one copy. */
  images: Images | null;
  /** Null without a pool of frames that are ready. */
  pool: ReadyPool | null;
  /** Null while no mechanism needs pages one by one. */
  exact: ExactPages | null;
}

/** Time that mechanisms made a guest wait in this epoch over the time that its work took. */
export const stallOf = ({ columns, epochNs }: World, guest: number): number =>
  (columns.stallNs[guest]! * columns.pace[guest]!) / epochNs;

/** Numbers of the guests that are running. */
export function running(world: World): number[] {
  const list: number[] = [];
  world.columns.life.forEach((life, guest) => {
    if (life === RUNNING) list.push(guest);
  });
  return list;
}

export function emptyColumns(guests: number, epochNs: number): GuestColumns {
  return {
    life: new Uint8Array(guests),
    resident: new Float64Array(guests),
    touched: new Float64Array(guests),
    ballooned: new Float64Array(guests),
    unplugged: new Float64Array(guests),
    takenByBalloon: new Float64Array(guests),
    stallNs: new Float64Array(guests),
    workNs: new Float64Array(guests).fill(epochNs),
    pace: new Float64Array(guests).fill(1),
  };
}

/** Pages that a guest can use: neither in the balloon nor unplugged. */
export const usablePages = ({ guests, columns }: World, guest: number): number =>
  guests[guest]!.pages - columns.ballooned[guest]! - columns.unplugged[guest]!;
