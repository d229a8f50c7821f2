// The input of the xentrace bench: guests of a Xen host that leave for nested page faults and the like.
import { closeSync, openSync, writeSync } from "node:fs";
import { numbers } from "./generate.ts";

const CPUS = 4;
/** Bytes of one CPU's records in a round, as in a trace buffer of 64 KiB. */
const WINDOW_BYTES = 1 << 16;
const CPU_CHANGE = 0x2001f003;
const TIMED = 0x80000000;

/** Codes of AMD's exits: nested page faults, i/o, interrupts. */
const EXITS = [0x400, 0x400, 0x7b, 0x60] as const;

/**
 * Writes at least `records` records: on each CPU guests take turns, leave and enter again, and half of the exits have a
 * nested page fault with a change of the guest's physical map. Returns records and bytes.
 */
export function writeXentrace(path: string, records: number, seed = 1): { records: number; bytes: number } {
  const next = numbers(seed);
  const file = openSync(path, "w");
  const words = new Uint32Array(WINDOW_BYTES / 4 + 64);
  const time = Array.from({ length: CPUS }, (_, cpu) => 5e12 + 1000 * cpu);
  const running = Array.from({ length: CPUS }, (_, cpu) => (cpu + 1) << 16);
  let [written, bytes] = [0, 0];
  while (written < records) {
    for (let cpu = 0; cpu < CPUS; cpu++) {
      const { end, n } = window(words, cpu, next, time, running);
      words.set([CPU_CHANGE, cpu, 4 * (end - 3)]);
      writeSync(file, Buffer.from(words.buffer, 0, 4 * end));
      written += n;
      bytes += 4 * end;
    }
  }
  closeSync(file);
  return { records: written, bytes };
}

/** Fills `words` with the records of one CPU; returns their end and number. */
function window(words: Uint32Array, cpu: number, next: () => number, time: number[], running: number[]) {
  let [end, n] = [3, 0];
  const put = (id: number, timed: boolean, ...extra: number[]): void => {
    words[end++] = (id | (extra.length << 28)) + (timed ? TIMED : 0);
    if (timed) {
      const now = (time[cpu] as number) + 500 + (next() >>> 21);
      time[cpu] = now;
      words[end++] = now % 2 ** 32;
      words[end++] = Math.floor(now / 2 ** 32);
    }
    for (const word of extra) words[end++] = word;
    n++;
  };
  while (end < WINDOW_BYTES / 4) {
    const code = EXITS[next() >>> 30] as number;
    put(0x81102, true, code, next(), 0xffffffff);
    if (code === 0x400) {
      const gfn = next() >>> 12;
      put(0x10f004, false, gfn, 0, next() >>> 8, 0, 0, (running[cpu] as number) >>> 16);
      put(0x82021, false, gfn << 12, gfn >>> 20, next() >>> 8, 0, 0, 0);
    } else put(code === 0x7b ? 0x82016 : 0x8200f, false, next() >>> 24, next());
    put(0x81001, true);
    if (next() >>> 28 > 0) continue;
    // Each CPU has four domains of its own: no vCPU runs on two at a time.
    const after = ((running[cpu] as number) + (CPUS << 16)) % ((4 * CPUS) << 16) || (4 * CPUS) << 16;
    put(0x21011, true, running[cpu] as number);
    put(0x21101, true, after);
    running[cpu] = after;
  }
  return { end, n };
}
