// sched_switch as plugins of libtraceevent print it: `node:22219 [120] R ==> python3:22420 [125]`.
import type { ByteDictionary } from "../bytes/dictionary.ts";
import type { FieldValues, TraceEvent } from "./contract.ts";
import type { FieldReader } from "./text-fields.ts";
import {
  CLOSE,
  COLON,
  isBlank,
  MINUS,
  negate,
  readDecimal,
  skipBlanks,
  skipDigits,
  standsAt,
  type Words,
} from "./text-scan.ts";

const ARROW = "==> ";

/** A thread of the text: places in the line. */
interface Side {
  comm: number;
  commEnd: number;
  pid: number;
  prio: number;
  /** Behind the priority's bracket. */
  end: number;
}

/** Reads `COMM:PID [PRIO]` from `from` on; names may hold blanks and colons. */
function readSide(side: Side, bytes: Uint8Array, from: number, end: number): boolean {
  side.comm = skipBlanks(bytes, from, end);
  for (let colon = side.comm; colon < end; colon++) {
    if (bytes[colon] !== COLON) continue;
    const pidEnd = skipDigits(bytes, colon + 1, end);
    if (pidEnd === colon + 1 || !standsAt(" [", bytes, pidEnd, end)) continue;
    side.prio = pidEnd + 2;
    const prioEnd = skipDigits(bytes, bytes[side.prio] === MINUS ? side.prio + 1 : side.prio, end);
    if (bytes[prioEnd] !== CLOSE || prioEnd >= end) continue;
    side.commEnd = colon;
    side.pid = colon + 1;
    side.end = prioEnd + 1;
    return true;
  }
  return false;
}

/** Reads the plugin's spelling, and any other by `usual`. */
export function switchReader(usual: FieldReader, wanted: TraceEvent["wanted"], texts: ByteDictionary): FieldReader {
  const slotOf = (name: string): number => wanted.findIndex((names) => names.includes(name));
  const slots = {
    prev: { comm: slotOf("prev_comm"), pid: slotOf("prev_pid"), prio: slotOf("prev_prio") },
    state: slotOf("prev_state"),
    next: { comm: slotOf("next_comm"), pid: slotOf("next_pid"), prio: slotOf("next_prio") },
  };
  const left: Side = { comm: 0, commEnd: 0, pid: 0, prio: 0, end: 0 };
  const right: Side = { ...left };
  const number: Words = { low: 0, high: 0 };

  function putNumber(values: FieldValues, slot: number, bytes: Uint8Array, at: number, end: number): void {
    const negative = bytes[at] === MINUS;
    const from = negative ? at + 1 : at;
    if (slot < 0 || readDecimal(number, bytes, from, end) === from) return;
    if (negative) negate(number);
    values.words[2 * slot] = number.low;
    values.words[2 * slot + 1] = number.high;
    values.known |= 1 << slot;
  }

  function putText(values: FieldValues, slot: number, bytes: Uint8Array, from: number, end: number): void {
    if (slot < 0 || from === end) return;
    values.words[2 * slot] = texts.find(bytes, from, end);
    values.words[2 * slot + 1] = 0;
    values.known |= 1 << slot;
    values.texts |= 1 << slot;
  }

  function putSide(values: FieldValues, to: (typeof slots)["prev"], side: Side, bytes: Uint8Array): void {
    putText(values, to.comm, bytes, side.comm, side.commEnd);
    putNumber(values, to.pid, bytes, side.pid, side.end);
    putNumber(values, to.prio, bytes, side.prio, side.end);
  }

  return {
    read(text, from, values) {
      const { bytes, end } = text;
      if (standsAt("prev_", bytes, from, end) || !readSide(left, bytes, from, end)) return usual.read(text, from, values);
      const state = skipBlanks(bytes, left.end, end);
      let stateEnd = state;
      while (stateEnd < end && !isBlank(bytes[stateEnd] as number)) stateEnd++;
      const arrow = skipBlanks(bytes, stateEnd, end);
      if (!standsAt(ARROW, bytes, arrow, end) || !readSide(right, bytes, arrow + ARROW.length, end))
        return usual.read(text, from, values);
      values.known = 0;
      values.texts = 0;
      putSide(values, slots.prev, left, bytes);
      putText(values, slots.state, bytes, state, stateEnd);
      putSide(values, slots.next, right, bytes);
      return true;
    },
  };
}
