// Xen's memory records as rows of table `mmu`: changes of a guest's physical map, populate on demand, ballooning, grants.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { type Fill, put64, setUnknown } from "../../bytes/columns.ts";
import { rowWriter } from "../../bytes/row-writer.ts";
import type { TickTime } from "../../bytes/tick-time.ts";
import { mmuBatch } from "../../table-batches.ts";
import { copyMoment, MMU, type Moment, newMoment, putMoment, SPACE_GPA } from "./batches.ts";
import { RECORD, type RecordKind } from "./record-kinds.ts";
import type { Vcpus } from "./vcpus.ts";

const PAGE_SHIFT = 12;
const SUPERPAGE_ORDER = 9;
/** The largest block that is ever mapped in one piece has 1 GiB; what is larger is no order. */
const LARGEST_ORDER = 18;

/** Types of a guest's pages that matter here (Xen's p2m types): whether a page stands behind and may be written. */
const TYPE = {
  rw: 0,
  invalid: 1,
  logDirty: 2,
  readOnly: 3,
  emulated: 4,
  onDemand: 6,
  grantRw: 7,
  grantRo: 8,
  paged: 10,
};
const GONE = 1;
const WRITABLE = 2;
const NOT_WRITABLE = 3;
/** What a type says, 0: nothing of these. */
const meaning = new Uint8Array(256);
for (const type of [TYPE.invalid, TYPE.emulated, TYPE.onDemand, TYPE.paged]) meaning[type] = GONE;
for (const type of [TYPE.rw, TYPE.grantRw]) meaning[type] = WRITABLE;
for (const type of [TYPE.logDirty, TYPE.readOnly, TYPE.grantRo]) meaning[type] = NOT_WRITABLE;

export interface Memory {
  /** Takes a memory record: its words from `at` on. */
  put(kind: RecordKind, moment: Moment, running: number, words: Uint32Array, at: number): void;
  full(): boolean;
  take(all: boolean): Generator<ColumnBatch, void, void>;
  /** Rows whose size was read in the newer layout before the file turned out to be in the older one. */
  readonly doubtful: () => number;
}

/** `running` is the index of the vCPU that runs on a record's CPU, -1 where that is unknown. */
export function memory(time: TickTime, vcpus: Vcpus): Memory {
  // Before Xen 4.18 one word held domain and order, and the word behind it whatever was on the stack.
  let older = false;
  const uncertain: number[] = [];
  let doubtful = 0;
  /** The row that was begun last. */
  let row = 0;
  const writer = rowWriter(mmuBatch, () => {
    doubtful += uncertain.length;
    uncertain.length = 0;
  });
  const owned = newMoment();

  /** The task that a row is of: the vCPU that runs where it is of that domain, else the domain. */
  function ownedBy(domain: number, running: number, moment: Moment): Moment {
    const own = running >= 0 && vcpus.domain(running) === domain ? running : vcpus.ofDomain(domain);
    copyMoment(moment, owned);
    owned.task = vcpus.task(own);
    return owned;
  }

  function begin(kind: number, moment: Moment): Columns {
    const batch = writer.open();
    row = batch.rows++;
    putMoment(batch.columns, row, time, moment);
    batch.columns.kind.data[row] = kind;
    batch.columns.space.data[row] = SPACE_GPA;
    return batch.columns;
  }

  function becomeOlder(columns: Columns): void {
    older = true;
    for (const of of uncertain) {
      const split = columns.kind.data[of] === MMU.split;
      putBytes(columns.bytes, of, split ? SUPERPAGE_ORDER : 0);
    }
    uncertain.length = 0;
  }

  /** A change of the physical map: frame, host frame, type, then order and domain in one word. */
  function map(moment: Moment, running: number, words: Uint32Array, at: number): void {
    const owner = words[at + 5] as number;
    const none = words[at + 2] === 0xffffffff && words[at + 3] === 0xffffffff;
    const means = none ? GONE : meaning[words[at + 4] as number];
    const columns = begin(means === GONE ? MMU.unmap : MMU.map, ownedBy(owner & 0xffff, running, moment));
    putPage(columns.addr, row, words[at] as number, words[at + 1] as number);
    putBytes(columns.bytes, row, owner >>> 16);
    if (none) setUnknown(columns.frame, row);
    else put64(columns.frame, row, words[at + 2] as number, words[at + 3] as number);
    if (means === WRITABLE || means === NOT_WRITABLE) columns.writable.data[row] = means === WRITABLE ? 1 : 0;
    else setUnknown(columns.writable, row);
  }

  /** Pages of a domain: frame, with `hasFrame` the host frame, then domain and order in one of two layouts. */
  function pages(kind: number, moment: Moment, running: number, words: Uint32Array, at: number): void {
    const hasFrame = kind === MMU.populate || kind === MMU.reclaim;
    const behind = at + (hasFrame ? 4 : 2);
    const owner = words[behind] as number;
    const next = words[behind + 1] as number;
    const columns = begin(kind, ownedBy(owner & 0xffff, running, moment));
    if (!older && (owner > 0xffff || next > LARGEST_ORDER)) becomeOlder(columns);
    if (!older && (next > 0 || kind === MMU.split)) uncertain.push(row);
    const order = older ? (kind === MMU.split ? SUPERPAGE_ORDER : owner >>> 16) : next;
    putPage(columns.addr, row, words[at] as number, words[at + 1] as number);
    putBytes(columns.bytes, row, order);
    if (hasFrame) put64(columns.frame, row, words[at + 2] as number, words[at + 3] as number);
    else setUnknown(columns.frame, row);
    setUnknown(columns.writable, row);
  }

  /** A page of a domain was granted to another one, or is so no longer; which page is not recorded. */
  function grant(kind: number, moment: Moment, running: number, domain: number): void {
    const columns = begin(kind, ownedBy(domain & 0xffff, running, moment));
    for (const column of [columns.addr, columns.frame, columns.writable]) setUnknown(column, row);
    putBytes(columns.bytes, row, 0);
  }

  return {
    put(kind, moment, running, words, at) {
      if (kind === RECORD.map) map(moment, running, words, at);
      else if (kind === RECORD.balloonOut) pages(MMU.balloonOut, moment, running, words, at);
      else if (kind === RECORD.populate) pages(MMU.populate, moment, running, words, at);
      else if (kind === RECORD.reclaim) pages(MMU.reclaim, moment, running, words, at);
      else if (kind === RECORD.split) pages(MMU.split, moment, running, words, at);
      else grant(kind === RECORD.grant ? MMU.grant : MMU.ungrant, moment, running, words[at] as number);
    },
    full: writer.full,
    take: writer.take,
    doubtful: () => (older ? doubtful : 0),
  };
}

type Columns = ReturnType<typeof mmuBatch>["columns"];

/** The address of a guest's page by its number. */
function putPage(column: Fill, row: number, low: number, high: number): void {
  put64(column, row, low << PAGE_SHIFT, (high << PAGE_SHIFT) | (low >>> (32 - PAGE_SHIFT)));
}

/** 2^order pages of 4 KiB, as far as 64 bits reach. */
function putBytes(column: Fill, row: number, order: number): void {
  const shift = Math.min(PAGE_SHIFT + order, 63);
  put64(column, row, shift < 32 ? 1 << shift : 0, shift < 32 ? 0 : 1 << (shift - 32));
}
