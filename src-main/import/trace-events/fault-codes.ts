// What the code of a page fault says: it depends on who recorded it.

/** Words of `fault.kind` that traces fill, by their place in the declaration of the tables. */
export const HOST = 0;
export const EPT = 1;
export const NPT = 2;
export const STAGE2 = 3;
export const SHADOW = 4;
export type FaultKind = typeof HOST | typeof EPT | typeof NPT | typeof STAGE2 | typeof SHADOW;

/** Words of `access`. */
const READ = 0;
const WRITE = 1;
const EXEC = 2;

const NO = 0;
const YES = 1;
/** Of any answer: the code cannot say. */
export const UNKNOWN = 3;

/** What was tried and found: places in the words of `access`, or 0 no, 1 yes, 3 unknown. */
export interface FaultMeaning {
  access: number;
  firstTouch: number;
  mmio: number;
  walk: number;
}

/** #PF error codes of x86, also of AMD's nested faults: the low bits. */
const PF_PRESENT = 1;
const PF_WRITE = 2;
const PF_USER = 4;
const PF_RESERVED = 8;
const PF_FETCH = 16;
/** In the high word: bits 32 and 33. */
const NPT_FINAL = 1;
const NPT_WALK = 2;

/** Exit qualification of an EPT violation. */
const EPT_WRITE = 2;
const EPT_FETCH = 4;
const EPT_MAPPED = 0b11_1000;
const EPT_ADDRESS_VALID = 1 << 7;
const EPT_FINAL = 1 << 8;

/** Syndrome of an arm64 abort. */
const CLASS_SHIFT = 26;
const IABT_LOW = 0x20;
const DABT_LOW = 0x24;
const ARM_WRITE = 1 << 6;
const ARM_WALK = 1 << 7;
const STATUS = 0x3f;
/** A fault of the address size or translation at level -1, which have numbers of their own. */
const TRANSLATION_BELOW_0 = 0x2b;
const TRANSLATION = 1;
const ACCESS_FLAG = 2;
const PERMISSION = 3;

const accessOf = (code: number): number => (code & PF_FETCH ? EXEC : code & PF_WRITE ? WRITE : READ);

/** Device memory is only sure where a reserved bit said so, and ruled out only where a page was mapped. */
const mmioOf = (code: number): number => (code & PF_RESERVED ? YES : code & PF_PRESENT ? NO : UNKNOWN);

function ofHost(code: number, meaning: FaultMeaning): void {
  meaning.access = accessOf(code);
  meaning.firstTouch = code & PF_PRESENT ? NO : YES;
  meaning.mmio = UNKNOWN;
  meaning.walk = UNKNOWN;
}

function ofShadow(code: number, meaning: FaultMeaning): void {
  meaning.access = accessOf(code);
  meaning.firstTouch = code & PF_PRESENT ? NO : YES;
  meaning.mmio = mmioOf(code);
  meaning.walk = NO;
}

/** Before kernel 6.1 the high word, which tells walks, was cut off. */
function ofNpt(code: number, high: number, meaning: FaultMeaning): void {
  ofShadow(code, meaning);
  meaning.walk = high & NPT_WALK ? YES : high & NPT_FINAL ? NO : UNKNOWN;
}

/** A mapped page that is device memory leaves for another reason, EPT_MISCONFIG. */
function ofEpt(code: number, meaning: FaultMeaning): void {
  const mapped = (code & EPT_MAPPED) !== 0;
  meaning.access = code & EPT_FETCH ? EXEC : code & EPT_WRITE ? WRITE : READ;
  meaning.firstTouch = mapped ? NO : YES;
  meaning.mmio = mapped ? NO : UNKNOWN;
  meaning.walk = code & EPT_ADDRESS_VALID ? (code & EPT_FINAL ? NO : YES) : UNKNOWN;
}

function ofStage2(syndrome: number, meaning: FaultMeaning): void {
  const exception = syndrome >>> CLASS_SHIFT;
  const status = syndrome & STATUS;
  const kind = status >> 2;
  const walk = (syndrome & ARM_WALK) !== 0;
  meaning.walk = walk ? YES : NO;
  if (exception === IABT_LOW) meaning.access = walk ? READ : EXEC;
  else if (exception !== DABT_LOW) meaning.access = UNKNOWN;
  // While tables are read only a missing permission is a write: the processor sets the accessed or dirty bit.
  else if (walk) meaning.access = kind === PERMISSION ? WRITE : READ;
  else meaning.access = syndrome & ARM_WRITE ? WRITE : READ;
  const missing = kind === TRANSLATION || status === TRANSLATION_BELOW_0;
  const mapped = kind === PERMISSION || kind === ACCESS_FLAG;
  meaning.firstTouch = missing ? YES : mapped ? NO : UNKNOWN;
  meaning.mmio = mapped ? NO : UNKNOWN;
}

/** Reads the code of a fault, given as two words. */
export function readFaultCode(kind: FaultKind, low: number, high: number, meaning: FaultMeaning): void {
  if (kind === HOST) ofHost(low, meaning);
  else if (kind === EPT) ofEpt(low, meaning);
  else if (kind === NPT) ofNpt(low, high, meaning);
  else if (kind === STAGE2) ofStage2(low, meaning);
  else ofShadow(low, meaning);
}

/** Without a code nothing is known. */
export function noFaultCode(meaning: FaultMeaning): void {
  meaning.access = UNKNOWN;
  meaning.firstTouch = UNKNOWN;
  meaning.mmio = UNKNOWN;
  meaning.walk = UNKNOWN;
}

/** Bits above all that a code of a #PF has: kernels before 6.1 cut there. */
const NOT_IN_PF = EPT_ADDRESS_VALID | EPT_FINAL;
/** Guest physical addresses have at most 52 bits. */
const MOST_PHYSICAL_HIGH = 1 << 20;

/** Which kind of fault of an x86 guest a code and an address can only be of; null where that stays open. */
export function kindOfShape(codeLow: number, codeHigh: number, addressHigh: number): FaultKind | null {
  if (addressHigh >= MOST_PHYSICAL_HIGH) return SHADOW;
  if (codeHigh & (NPT_FINAL | NPT_WALK)) return NPT;
  return codeLow & NOT_IN_PF ? EPT : null;
}

/** Whether a code whose kind is open may be of a nested fault: AMD calls all of them accesses of a user. */
export const mayBeNested = (codeLow: number): boolean => (codeLow & PF_USER) !== 0;
