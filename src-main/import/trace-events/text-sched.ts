// sched_switch as plugins of libtraceevent print it: `node:22219 [120] R ==> python3:22420 [125]`.
import type { ByteDictionary } from "../bytes/dictionary.ts";
import type { FieldValues, TraceEvent } from "./contract.ts";
import { CLOSE, COLON, MINUS, skipBlanks, skipDigits, standsAt } from "./text-scan.ts";
import { type FieldText, putText, readNumber, wordEnd } from "./text-values.ts";

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

export interface SwitchReader {
  /** Reads the values of a text in the plugin's spelling; false where it is in another one. */
  read(text: FieldText, from: number, values: FieldValues): boolean;
}

export function switchReader(wanted: TraceEvent["wanted"], texts: ByteDictionary): SwitchReader {
  const slotOf = (name: string): number => wanted.findIndex((names) => names.includes(name));
  const slots = {
    prev: { comm: slotOf("prev_comm"), pid: slotOf("prev_pid"), prio: slotOf("prev_prio") },
    state: slotOf("prev_state"),
    next: { comm: slotOf("next_comm"), pid: slotOf("next_pid"), prio: slotOf("next_prio") },
  };
  const left: Side = { comm: 0, commEnd: 0, pid: 0, prio: 0, end: 0 };
  const right: Side = { ...left };

  function readInto(values: FieldValues, slot: number, bytes: Uint8Array, at: number, end: number): void {
    if (slot >= 0) readNumber(values, slot, bytes, at, end, false);
  }

  function wordInto(values: FieldValues, slot: number, bytes: Uint8Array, from: number, end: number): void {
    if (slot >= 0) putText(values, slot, texts, bytes, from, end);
  }

  function putSide(values: FieldValues, to: (typeof slots)["prev"], side: Side, bytes: Uint8Array): void {
    wordInto(values, to.comm, bytes, side.comm, side.commEnd);
    readInto(values, to.pid, bytes, side.pid, side.end);
    readInto(values, to.prio, bytes, side.prio, side.end);
  }

  return {
    read({ bytes, end }, from, values) {
      if (standsAt("prev_", bytes, from, end) || !readSide(left, bytes, from, end)) return false;
      const state = skipBlanks(bytes, left.end, end);
      const stateEnd = wordEnd(bytes, state, end);
      const arrow = skipBlanks(bytes, stateEnd, end);
      if (!standsAt(ARROW, bytes, arrow, end) || !readSide(right, bytes, arrow + ARROW.length, end)) return false;
      values.known = 0;
      values.texts = 0;
      putSide(values, slots.prev, left, bytes);
      wordInto(values, slots.state, bytes, state, stateEnd);
      putSide(values, slots.next, right, bytes);
      return true;
    },
  };
}
