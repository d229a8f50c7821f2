// Writes xentrace recordings for tests: records by CPU, put into stretches as the recorder does.

const CPU_CHANGE = 0x2001f003;

export interface XenRecord {
  readonly event: number;
  /** Time stamp in ticks; left out: without one. */
  readonly tsc?: bigint;
  readonly words?: readonly number[];
}

/** Two words of a 64-bit value, the low one first. */
export const words64 = (value: bigint): [number, number] => [
  Number(value & 0xffffffffn),
  Number((value >> 32n) & 0xffffffffn),
];

/** A vCPU as run states have it. */
export const who = (domain: number, vcpu: number): number => domain * 0x1_0000 + vcpu;

/** One record in bytes. */
export function recordBytes({ event, tsc, words = [] }: XenRecord): Buffer {
  const header = event + words.length * 0x1000_0000 + (tsc === undefined ? 0 : 0x8000_0000);
  const all = [header, ...(tsc === undefined ? [] : words64(tsc)), ...words];
  const bytes = Buffer.alloc(4 * all.length);
  for (const [i, word] of all.entries()) bytes.writeUInt32LE(word >>> 0, 4 * i);
  return bytes;
}

/** A stretch of one CPU's records. */
export function stretch(cpu: number, records: readonly XenRecord[]): Buffer {
  const body = Buffer.concat(records.map(recordBytes));
  const head = Buffer.alloc(12);
  for (const [i, word] of [CPU_CHANGE, cpu, body.length].entries()) head.writeUInt32LE(word, 4 * i);
  return Buffer.concat([head, body]);
}

export const RUNSTATE = { running: 0, runnable: 1, blocked: 2, offline: 3 } as const;

/** A change of state of a vCPU. */
export const changed = (
  tsc: bigint,
  of: number,
  old: keyof typeof RUNSTATE,
  now: keyof typeof RUNSTATE,
): XenRecord => ({
  event: 0x21001 + RUNSTATE[old] * 0x100 + RUNSTATE[now] * 0x10,
  tsc,
  words: [of],
});
