// xentrace: recordings of Xen's trace buffers, as `xentrace` writes them.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { byteInput } from "../../bytes/input.ts";
import { tickTime } from "../../bytes/tick-time.ts";
import type { Detection, ImportContext, Importer, Source } from "../../importer.ts";
import { measuredHz, rateOf } from "./rate.ts";
import { recordSink } from "./sink.ts";
import { isCpuChange, walk } from "./walk.ts";

/** What is looked at to measure the rate of the clock. */
const HEAD_BYTES = 1 << 22;

/** Tables that records of Xen become rows of, whatever file they come in. */
export const XEN_TABLES = [
  "fault",
  "vm_exit",
  "mmu",
  "sched",
  "event",
  "event_field",
  "fact",
  "guest_event",
  "guest_seen",
  "loss",
  "task",
] as const;

function detect(head: Uint8Array): Detection | null {
  if (head.length < 12) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (!isCpuChange(view, 0)) return null;
  const second = 12 + view.getUint32(8, true);
  const why = "starts with a CPU change of Xen's trace buffers";
  if (second + 12 > head.length) return { confidence: 0.9, why };
  return { confidence: isCpuChange(view, second) ? 1 : 0.6, why };
}

async function* open(source: Source, context: ImportContext): AsyncGenerator<ColumnBatch, void, void> {
  const input = byteInput(source.chunks());
  const head = await input.read(HEAD_BYTES);
  const { hz, clock } = rateOf(context, measuredHz(head));
  const time = tickTime(hz, context.clock({ name: clock, stepNs: 1 }));
  const sink = recordSink(context, time);
  const records = walk(context, sink);
  function* take(piece: Uint8Array): Generator<ColumnBatch, void, void> {
    for (let at = 0; ; ) {
      at = records.take(piece, at);
      if (!sink.full()) return;
      yield* sink.batches();
    }
  }
  yield* take(head);
  for await (const piece of input.pieces(Number.MAX_SAFE_INTEGER)) {
    if (context.signal.aborted) return;
    yield* take(piece);
  }
  yield* sink.finish();
  const end = records.end();
  if (end !== "whole") context.status(end === "cut" ? "truncated" : "partial");
}

export const xentrace: Importer = {
  id: "xentrace",
  title: "Xen trace buffers (xentrace)",
  notes: {
    made: "`xentrace -D -e all FILE` on a Xen host, or `-e 0x00121000` for memory and run states alone",
    accuracy:
      "every record of every CPU, counts by event and CPU equal xenalyze's on the captures of this project; times are ticks of the TSC, exact once its rate is told (`--tsc-mhz`, `xl info` in the same import), else estimated with a remark; `docs/xen.md` tells what records become",
    limits:
      "guests are domain numbers until `xl list` or a guest map names them; on AMD Xen records no access type of nested page faults; records of unknown classes are counted by their number",
  },
  tables: XEN_TABLES,
  detect,
  open,
};
