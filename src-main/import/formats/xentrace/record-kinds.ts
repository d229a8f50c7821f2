// What becomes of each record of Xen's: its kind, and how many words it needs for that.

export const RECORD = {
  other: 0,
  state: 1,
  goesOn: 2,
  scheduled: 3,
  lost: 4,
  wrap: 5,
  entry: 6,
  exit: 7,
  exitWide: 8,
  nestedFault: 9,
  shadowFault: 10,
  shadowFaultWide: 11,
  pvFault: 12,
  pvFaultWide: 13,
  map: 14,
  balloonOut: 15,
  populate: 16,
  reclaim: 17,
  split: 18,
  grant: 19,
  ungrant: 20,
  began: 21,
  ended: 22,
  shutDown: 23,
  firstMemory: 14,
  lastMemory: 20,
} as const;
export type RecordKind = (typeof RECORD)[keyof typeof RECORD];

/** Starts the records of another CPU; its second word is their length in bytes. */
export const CPU_CHANGE = 0x0001f003;
/** Domain, vCPU and ns that it ran: the scheduler's own clock beside the time stamps. */
export const RAN_FOR = 0x0002800e;

/** By id: kind, and least number of words. Wide: 64-bit addresses. Nested guests' exits and entries have 0x400. */
const KINDS = new Map<number, readonly [kind: RecordKind, words: number]>([
  [0x0001f001, [RECORD.lost, 4]],
  [0x0001f002, [RECORD.wrap, 0]],
  [0x00021002, [RECORD.goesOn, 1]],
  [0x0002800a, [RECORD.scheduled, 4]],
  [0x00028001, [RECORD.began, 1]],
  [0x00028002, [RECORD.ended, 1]],
  [0x00028007, [RECORD.shutDown, 3]],
  [0x00041001, [RECORD.began, 1]],
  [0x00041002, [RECORD.ended, 1]],
  [0x00081001, [RECORD.entry, 0]],
  [0x00081401, [RECORD.entry, 0]],
  ...[0x00081002, 0x00081003, 0x00081402, 0x00081403].map((id) => [id, [RECORD.exit, 2]] as const),
  ...[0x00081102, 0x00081103, 0x00081502, 0x00081503].map((id) => [id, [RECORD.exitWide, 3]] as const),
  [0x00082001, [RECORD.shadowFault, 2]],
  [0x00082101, [RECORD.shadowFaultWide, 3]],
  [0x00082021, [RECORD.nestedFault, 6]],
  [0x0010f001, [RECORD.grant, 1]],
  [0x0010f002, [RECORD.ungrant, 1]],
  [0x0010f004, [RECORD.map, 6]],
  [0x0010f005, [RECORD.balloonOut, 4]],
  [0x0010f010, [RECORD.populate, 6]],
  [0x0010f011, [RECORD.reclaim, 6]],
  [0x0010f012, [RECORD.split, 4]],
  [0x00201004, [RECORD.pvFault, 3]],
  [0x00201104, [RECORD.pvFaultWide, 5]],
]);

/** Run-state changes: the old state in bits 8 to 11 of the id, the new one in bits 4 to 7. */
const isState = (id: number): boolean => (id & 0x0ffff00f) === 0x00021001 && (id & 0xcc0) === 0;

export const kindOf = (id: number): readonly [kind: RecordKind, words: number] =>
  isState(id) ? [RECORD.state, 1] : (KINDS.get(id) ?? [RECORD.other, 0]);

/** Whether a record of this id is known to be written by Xen. */
export const hasKind = (id: number): boolean => isState(id) || KINDS.has(id);
