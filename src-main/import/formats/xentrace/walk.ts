// Walks over the records of a xentrace file: which CPU's they are, and where to go on behind damage.
import { type ByteWindow, byteWindow, refill } from "../../bytes/window.ts";
import type { ImportContext } from "../../importer.ts";
import { CPU_CHANGE } from "./record-kinds.ts";
import type { RecordSink } from "./sink.ts";

const WINDOW_BYTES = 1 << 20;

/** Header of a CPU change: two words, no time stamp. */
const CPU_CHANGE_HEADER = (CPU_CHANGE | (2 << 28)) >>> 0;
const CPU_CHANGE_BYTES = 12;
const FIRST_BYTE = CPU_CHANGE_HEADER & 0xff;

/** Xen runs on fewer CPUs than this, and its trace buffers are smaller. */
const MOST_CPUS = 16_384;
const MOST_WINDOW_BYTES = 1 << 30;

/** Records between two looks at whether batches are full: they grow until then. */
const STEPS = 4096;

const TIMED = 0x8000_0000;
const ID = 0x0fff_ffff;

/** Whether a CPU change with possible values stands here. */
export function isCpuChange(view: DataView, at: number): boolean {
  if (view.getUint32(at, true) !== CPU_CHANGE_HEADER) return false;
  const bytes = view.getUint32(at + 8, true);
  return view.getUint32(at + 4, true) < MOST_CPUS && bytes < MOST_WINDOW_BYTES && (bytes & 3) === 0;
}

export interface Walk {
  /** Takes the next piece from index `from` on; returns how far it came. It stops early where the sink is full. */
  take(piece: Uint8Array, from: number): number;
  /** No more comes: "cut" in a record or a stretch, "damaged" where something had to be passed over. */
  end(): "whole" | "cut" | "damaged";
}

export function walk(context: ImportContext, sink: RecordSink): Walk {
  const window = byteWindow(WINDOW_BYTES);
  /** Bytes of the current CPU's records that are still to come. */
  let left = 0;
  let changes = 0;
  let damaged = false;
  let passed = 0;
  let lost = false;

  function damage(w: ByteWindow, code: string, expected: string): void {
    damaged = true;
    const shown = w.bytes.subarray(w.at, Math.min(w.end, w.at + 12));
    const excerpt = Array.from(shown, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const next = "what lies between here and the next records of a CPU is not kept";
    context.reject({ code, offset: w.base + w.at, excerpt, expected, next });
  }

  /** Goes on behind the next CPU change; what stands here is none that could be. */
  function passOver(w: ByteWindow, expected: string): void {
    damage(w, "xentrace.record", expected);
    lost = true;
    left = 0;
    sink.gap();
    w.at++;
    passed++;
  }

  function change(w: ByteWindow): void {
    const cpu = w.words[(w.at >> 2) + 1] as number;
    left = w.words[(w.at >> 2) + 2] as number;
    changes++;
    sink.window(cpu, true);
    w.at += CPU_CHANGE_BYTES;
  }

  /** Looks for the next CPU change behind damage; true where it was found. */
  function search(w: ByteWindow): boolean {
    for (;;) {
      const at = w.bytes.subarray(0, w.end).indexOf(FIRST_BYTE, w.at);
      const next = at < 0 ? w.end : at;
      passed += next - w.at;
      w.at = next;
      if (w.end - w.at < CPU_CHANGE_BYTES) return false;
      if (isCpuChange(w.view, w.at)) break;
      passed++;
      w.at++;
    }
    lost = false;
    align(w);
    return true;
  }

  /** Words are read as such: moves what is left to a multiple of four. */
  function align(w: ByteWindow): void {
    if ((w.at & 3) === 0) return;
    w.bytes.copyWithin(0, w.at, w.end);
    w.base += w.at;
    w.end -= w.at;
    w.at = 0;
  }

  /** One step; false where more input is needed. */
  function step(w: ByteWindow): boolean {
    if (lost && !search(w)) return false;
    const have = w.end - w.at;
    if (have < 4) return false;
    const at = w.at >> 2;
    const header = w.words[at] as number;
    if (header === CPU_CHANGE_HEADER) {
      if (have < CPU_CHANGE_BYTES) return false;
      const good = isCpuChange(w.view, w.at);
      if (left > 0) damage(w, "xentrace.window", `${left} more bytes of one CPU's records`);
      if (good) change(w);
      else passOver(w, "possible numbers of a CPU and of bytes");
      return true;
    }
    if (left === 0) {
      passOver(w, "a CPU change");
      return true;
    }
    const timed = (header & TIMED) !== 0;
    const n = (header >>> 28) & 7;
    const first = at + (timed ? 3 : 1);
    const bytes = 4 * (first + n - at);
    if (bytes > left) {
      passOver(w, `a record within the ${left} bytes that are left of one CPU's`);
      return true;
    }
    if (have < bytes) return false;
    left -= bytes;
    w.at += bytes;
    // Words are there behind any header of a window, and not looked at where there is no time stamp.
    sink.put(header & ID, n, w.words, first, timed, w.words[at + 1] as number, w.words[at + 2] as number);
    return true;
  }

  /** Many steps, because asking whether batches are full costs as much as one; false where more input is needed. */
  function steps(w: ByteWindow): boolean {
    for (let n = 0; n < STEPS; n++) if (!step(w)) return false;
    return true;
  }

  return {
    take(piece, from) {
      for (let at = from; ; ) {
        while (steps(window)) if (sink.full()) return at;
        if (at === piece.length) return at;
        at = refill(window, piece, at);
      }
    },
    end() {
      if (changes > 0) context.skip("CPU change", changes);
      if (passed > 0)
        context.remark({ code: "xentrace.passed_over", excerpt: `${passed} bytes`, expected: "records without a gap" });
      const rest = lost ? 0 : window.end - window.at;
      if (rest > 0)
        context.reject({
          code: "xentrace.cut_record",
          offset: window.base + window.at,
          excerpt: `${rest} bytes`,
          expected: "a whole record",
          next: "the records before it were kept",
        });
      return damaged ? "damaged" : rest > 0 || left > 0 ? "cut" : "whole";
    },
  };
}
