// Inputs of the benches, made from a seed: page-fault recordings, their text, and memory images.
import { closeSync, openSync, writeSync } from "node:fs";

const RECORDS_A_BLOCK = 16_384;
const SAMPLE_BYTES = 64;

/** Multiplicative congruential numbers: the same on every platform, good enough to spread addresses. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
}

/** perf_event_attr of page-faults with sample type IDENTIFIER, IP, TID, TIME, ADDR, CPU, PERIOD on CLOCK_MONOTONIC. */
function attribute(): Buffer {
  const attr = Buffer.alloc(128);
  attr.writeUInt32LE(1, 0);
  attr.writeUInt32LE(128, 4);
  attr.writeUInt32LE(2, 8);
  attr.writeUInt32LE(1, 16);
  attr.writeUInt32LE((1 << 16) | (1 << 0) | (1 << 1) | (1 << 2) | (1 << 3) | (1 << 7) | (1 << 8), 24);
  const flags = (1 << 8) | (1 << 9) | (1 << 13) | (1 << 18) | (1 << 23) | (1 << 25);
  attr.writeUInt32LE(flags, 40);
  attr.writeInt32LE(1, 92);
  return attr;
}

function fileHeader(dataBytes: number): Buffer {
  const head = Buffer.alloc(104 + 8 + 144);
  head.write("PERFILE2", "latin1");
  head.writeUInt32LE(104, 8);
  head.writeUInt32LE(144, 16);
  head.writeUInt32LE(112, 24);
  head.writeUInt32LE(144, 32);
  head.writeUInt32LE(256, 40);
  head.writeUInt32LE(dataBytes % 2 ** 32, 48);
  head.writeUInt32LE(Math.floor(dataBytes / 2 ** 32), 52);
  head.writeUInt32LE(7, 104);
  attribute().copy(head, 112);
  head.writeUInt32LE(104, 112 + 128);
  head.writeUInt32LE(8, 112 + 136);
  return head;
}

function commRecord(tid: number, comm: string): Buffer {
  const record = Buffer.alloc(8 + 8 + 16 + 32);
  record.writeUInt32LE(3, 0);
  record.writeUInt16LE(record.length, 6);
  record.writeUInt32LE(tid - (tid % 4), 8);
  record.writeUInt32LE(tid, 12);
  record.write(comm, 16, "latin1");
  record.writeUInt32LE(tid, 36);
  record.writeUInt32LE(7, 56);
  return record;
}

/** The thread of each sample: a thread faults some times in a row before another one does. */
function threadsInBursts(next: () => number): () => number {
  let left = 0;
  let tid = 0;
  return () => {
    if (left-- <= 0) {
      left = next() >>> 28;
      tid = 1000 + (next() >>> 26);
    }
    return tid;
  };
}

/** Writes a perf.data of `records` page faults by 64 threads of 16 processes; returns its size in bytes. */
export function writePerfData(path: string, records: number, seed = 1): number {
  const next = numbers(seed);
  const thread = threadsInBursts(next);
  const comms = Array.from({ length: 64 }, (_, i) => commRecord(1000 + i, `CPU ${i % 4}/KVM`));
  const dataBytes = comms.reduce((sum, c) => sum + c.length, 0) + records * SAMPLE_BYTES;
  const file = openSync(path, "w");
  writeSync(file, fileHeader(dataBytes));
  for (const comm of comms) writeSync(file, comm);
  const block = Buffer.alloc(RECORDS_A_BLOCK * SAMPLE_BYTES);
  let time = 5_000_000_000;
  for (let done = 0; done < records; ) {
    const n = Math.min(RECORDS_A_BLOCK, records - done);
    for (let i = 0; i < n; i++) {
      const at = i * SAMPLE_BYTES;
      const tid = thread();
      time += 200 + (next() >>> 20);
      block.writeUInt32LE(9, at);
      block.writeUInt16LE(2, at + 4);
      block.writeUInt16LE(SAMPLE_BYTES, at + 6);
      block.writeUInt32LE(7, at + 8);
      block.writeUInt32LE(0x400000 + (next() >>> 12), at + 16);
      block.writeUInt32LE(tid - (tid % 4), at + 24);
      block.writeUInt32LE(tid, at + 28);
      block.writeUInt32LE(time % 2 ** 32, at + 32);
      block.writeUInt32LE(Math.floor(time / 2 ** 32), at + 36);
      block.writeUInt32LE((next() & ~0xfff) >>> 0, at + 40);
      block.writeUInt32LE(0x7f00 + (tid & 15), at + 44);
      block.writeUInt32LE(next() >>> 31, at + 48);
      block.writeUInt32LE(1, at + 56);
    }
    writeSync(file, block, 0, n * SAMPLE_BYTES);
    done += n;
  }
  closeSync(file);
  return 256 + dataBytes;
}

/** Writes perf script text of `records` page faults with addresses; returns its size in bytes. */
export function writePerfText(path: string, records: number, seed = 1): number {
  const next = numbers(seed);
  const thread = threadsInBursts(next);
  const file = openSync(path, "w");
  let bytes = 0;
  let time = 5_000_000_000;
  for (let done = 0; done < records; ) {
    const n = Math.min(RECORDS_A_BLOCK, records - done);
    let text = "";
    for (let i = 0; i < n; i++) {
      const tid = thread();
      time += 200 + (next() >>> 20);
      const stamp = `${Math.floor(time / 1e9)}.${String(time % 1e9).padStart(9, "0")}`;
      const addr = `7f${((next() & 0xff) + 256).toString(16).slice(1)}${((next() & ~0xfff) >>> 0).toString(16).padStart(8, "0")}`;
      text += `       CPU ${tid % 4}/KVM  ${tid - (tid % 4)}/${tid} [00${next() >>> 31}] ${stamp}:          1 page-faults: ${addr.padStart(16)} [unknown] (//anon)     5621a27a8648 qemu_ram_ptr (/usr/bin/qemu)\n`;
    }
    bytes += writeSync(file, text);
    done += n;
  }
  closeSync(file);
  return bytes;
}

const hex = (number: number, digits: number): string => (number >>> 0).toString(16).padStart(digits, "0");

/** Writes text of ftrace: exits of guests for page faults, the faults, and entries, by turns; returns its size in bytes. */
export function writeFtraceText(path: string, records: number, seed = 1): number {
  const next = numbers(seed);
  const thread = threadsInBursts(next);
  const file = openSync(path, "w");
  const head = `# tracer: nop\n#\n# entries-in-buffer/entries-written: ${records}/${records}   #P:2\n#\n`;
  let bytes = writeSync(file, head);
  let us = 5_000_000;
  let who = "";
  let fault = "";
  for (let done = 0; done < records; ) {
    const n = Math.min(RECORDS_A_BLOCK, records - done);
    let text = "";
    for (let i = 0; i < n; i++) {
      us += next() >>> 28;
      const at = `${String(Math.floor(us / 1e6)).padStart(5)}.${String(us % 1e6).padStart(6, "0")}`;
      const turn = (done + i) % 3;
      if (turn === 0) {
        const tid = thread();
        const address = `0x00000000${hex(next() & 0x7ffff000, 8)}`;
        const rip = `0xffffffff8${hex(next() >>> 8, 7).slice(-7)}`;
        const info = next() >>> 31 ? "0x0000000100000006" : "0x0000000100000004";
        who = `${`CPU ${tid % 4}/KVM`.padStart(16)}-${String(tid).padEnd(7)} [00${next() >>> 31}]`;
        fault = `rip ${rip} address ${address} error_code ${info.replace("00000001", "1")}`;
        text += `${who} d..1. ${at}: kvm_exit: vcpu 0 reason npf rip ${rip} info1 ${info} info2 ${address} intr_info 0x00000000 error_code 0x00000000\n`;
      } else if (turn === 1) text += `${who} ..... ${at}: kvm_page_fault: vcpu 0 ${fault}\n`;
      else text += `${who} d..1. ${at}: kvm_entry: vcpu 0, rip ${fault.slice(4, 22)}\n`;
    }
    bytes += writeSync(file, text);
    done += n;
  }
  closeSync(file);
  return bytes;
}

/** Writes a raw memory image: `zero` of its pages are zero, the others have contents of their own. */
export function writeImage(path: string, pages: number, zero = 0.25, seed = 1): number {
  const next = numbers(seed);
  const file = openSync(path, "w");
  const page = new Uint32Array(1024);
  const bytes = Buffer.from(page.buffer);
  for (let i = 0; i < pages; i++) {
    const empty = next() / 2 ** 32 < zero;
    for (let w = 0; w < 1024; w++) page[w] = empty ? 0 : next();
    writeSync(file, bytes);
  }
  closeSync(file);
  return pages * 4096;
}
