// A record as a line of text gives it, ready for the sink of Xen's records.

export interface TextRecord {
  cpu: number;
  event: number;
  /** Words that are filled. */
  n: number;
  readonly words: Uint32Array;
  timed: boolean;
  low: number;
  high: number;
  /** Who ran when it was written, as a run state has it; null: nobody knows, undefined: the text does not say. */
  who: number | null | undefined;
}

export const textRecord = (): TextRecord => ({
  cpu: 0,
  event: 0,
  n: 0,
  words: new Uint32Array(8),
  timed: false,
  low: 0,
  high: 0,
  who: undefined,
});

/** What a line is: a record, or else why it is none. */
export type Line = "record" | "window" | "remark" | "not a record";

export interface LineParser {
  /** Whether the records of all CPUs come in the order of their times. */
  readonly ordered: boolean;
  /** Fills the record from a line. "window": the records of its CPU begin. "remark": the tool's own words. */
  parse(text: string, record: TextRecord): Line;
  /** Name of an event that the text tells by name only. */
  spell(event: number): string;
  /** Name of an exit that the text tells by a name without a number. */
  reason(code: number): string | null;
}

const WORD = 0x1_0000_0000;
/** Up to here a decimal number is exact as a double. */
const EXACT_DIGITS = 15;

/** Sets the time of a record from decimal ticks. */
export function setTime(record: TextRecord, digits: string): void {
  record.timed = true;
  if (digits.length <= EXACT_DIGITS) {
    const ticks = Number(digits);
    record.low = ticks % WORD;
    record.high = Math.floor(ticks / WORD);
    return;
  }
  const ticks = BigInt.asUintN(64, BigInt(digits));
  record.low = Number(ticks & 0xffffffffn);
  record.high = Number(ticks >> 32n);
}

/** Sets the time of a record from seconds with a fraction, in ns. */
export const setSeconds = (record: TextRecord, seconds: string, fraction: string): void =>
  setTime(record, `${seconds}${fraction.padEnd(9, "0").slice(0, 9)}`.replace(/^0+(?=\d)/, ""));

/** Adds a 64-bit value in hex as two words. */
export function pushLong(record: TextRecord, hex: string): void {
  const digits = hex.padStart(16, "0").slice(-16);
  push(record, Number.parseInt(digits.slice(8), 16));
  push(record, Number.parseInt(digits.slice(0, 8), 16));
}

export function push(record: TextRecord, word: number): void {
  record.words[record.n++ & 7] = word;
}

/** Events beyond those of Xen, for what a text tells by name. */
const FIRST_NAMED = 0x1000_0000;
const MOST_NAMED = 10_000;

/** Numbers for names that have none. */
export function createNames() {
  const names: string[] = [];
  const numbers = new Map<string, number>();
  return {
    numberOf(name: string): number {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      if (names.length === MOST_NAMED) return FIRST_NAMED + MOST_NAMED;
      const number = FIRST_NAMED + names.push(name) - 1;
      numbers.set(name, number);
      return number;
    },
    nameOf: (number: number): string | null =>
      number < FIRST_NAMED ? null : (names[number - FIRST_NAMED] ?? "others"),
  };
}
