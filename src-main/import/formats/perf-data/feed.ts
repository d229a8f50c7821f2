// Feeds the decoder: pieces of the data section go in, batches come out; unpacks compressed records on the way.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { type ByteWindow, byteWindow, refill } from "../../bytes/window.ts";
import type { ImportContext } from "../../importer.ts";
import type { Decoder } from "./decode.ts";
import { takeFollowing } from "./pipe.ts";
import { HEADER_TRACING_DATA } from "./record-types.ts";
import { type ZstdStream, zstdStream } from "./zstd-stream.ts";

/** Many records at once, and the longest record of 64 KiB always whole. */
const WINDOW_BYTES = 1 << 20;

/** Tracing data of all events of a kernel have some MiB. */
const MAX_FOLLOWING = 1 << 26;

export interface Feed {
  /** Takes the next piece of the data section. */
  take(piece: Uint8Array): Generator<ColumnBatch, void, void>;
  /** The data are over: complains about what was cut. True when all of it could be read. */
  end(): "whole" | "cut" | "damaged";
}

export function feed(decoder: Decoder, context: ImportContext, little: boolean, dataAt: number): Feed {
  const window = byteWindow(WINDOW_BYTES, dataAt);
  let inner: { readonly window: ByteWindow; readonly stream: ZstdStream } | null = null;
  let innerStopped = false;
  let damaged = false;
  let stopped = false;
  let following: Uint8Array | null = null;
  let followingFilled = 0;
  let followingLeft = 0;

  function damage(code: string, offset: number | null, what: string): void {
    damaged = true;
    context.reject({ code, offset, excerpt: what, expected: "a record", next: "what lies before it was kept" });
  }

  const headerText = (w: ByteWindow): string => {
    const bytes = w.bytes.subarray(w.at, Math.min(w.end, w.at + 16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  };

  /** Records that came out of the compressed stream. */
  function* unpacked(
    output: Uint8Array,
    { window: within }: { readonly window: ByteWindow },
  ): Generator<ColumnBatch, void, void> {
    for (let from = 0; from < output.length; ) {
      from = refill(within, output, from);
      while (!innerStopped) {
        const stop = decoder.walk(within);
        if (stop === "hungry") break;
        if (stop === "full") yield* decoder.batches(false);
        else {
          innerStopped = true;
          damage("perf.record", null, `in compressed data: ${headerText(within)}`);
        }
      }
      if (innerStopped) return;
    }
  }

  function* unpack(): Generator<ColumnBatch, void, void> {
    inner ??= { window: byteWindow(WINDOW_BYTES), stream: zstdStream() };
    const { from, to } = decoder.packed;
    for (let at = from; at < to && !innerStopped; ) {
      try {
        at = inner.stream.feed(window.bytes, at, to);
      } catch (thrown) {
        innerStopped = true;
        damage("perf.zstd", window.base + from, thrown instanceof Error ? thrown.message : String(thrown));
        return;
      }
      if (inner.stream.output.length) yield* unpacked(inner.stream.output, inner);
    }
  }

  function follow(): void {
    const { type, bytes } = decoder.following;
    followingLeft = bytes;
    followingFilled = 0;
    following = type === HEADER_TRACING_DATA && bytes <= MAX_FOLLOWING ? new Uint8Array(Math.min(bytes, 65_536)) : null;
    if (type === HEADER_TRACING_DATA && !following)
      context.remark({
        code: "perf.section_size",
        excerpt: `tracing data of ${bytes} bytes`,
        expected: "at most 64 MiB",
      });
    window.at += takeFollowed(window.bytes.subarray(window.at, window.end));
  }

  /** Takes data that follow a record; returns how many of `bytes` belong to them. */
  function takeFollowed(bytes: Uint8Array): number {
    const taken = Math.min(followingLeft, bytes.length);
    if (following) {
      if (followingFilled + taken > following.length) {
        const grown = new Uint8Array(2 * (followingFilled + taken));
        grown.set(following);
        following = grown;
      }
      following.set(bytes.subarray(0, taken), followingFilled);
      followingFilled += taken;
    }
    followingLeft -= taken;
    if (followingLeft === 0 && following) {
      takeFollowing(decoder, decoder.following.type, following.subarray(0, followingFilled), little);
      following = null;
    }
    return taken;
  }

  /** The same for bytes that are not in the window, which is empty then. */
  function passOver(bytes: Uint8Array): number {
    const taken = followingLeft > 0 ? takeFollowed(bytes) : 0;
    window.base += taken;
    return taken;
  }

  function* drain(): Generator<ColumnBatch, void, void> {
    while (followingLeft === 0) {
      const stop = decoder.walk(window);
      if (stop === "hungry") return;
      if (stop === "full") yield* decoder.batches(false);
      else if (stop === "packed") yield* unpack();
      else if (stop === "following") follow();
      else {
        stopped = true;
        damage("perf.record", window.base + window.at, headerText(window));
        return;
      }
    }
  }

  return {
    *take(piece) {
      let from = passOver(piece);
      while (from < piece.length && !stopped) {
        from = refill(window, piece, from);
        yield* drain();
        if (followingLeft > 0) from += passOver(piece.subarray(from));
      }
    },
    end() {
      if (damaged) return "damaged";
      const left = window.end - window.at + (inner ? inner.window.end - inner.window.at : 0);
      if (left > 0)
        context.reject({
          code: "perf.cut_record",
          offset: window.at < window.end ? window.base + window.at : null,
          excerpt: `${left} bytes`,
          expected: "a whole record",
          next: "the records before it were kept",
        });
      return left > 0 || followingLeft > 0 ? "cut" : "whole";
    },
  };
}
