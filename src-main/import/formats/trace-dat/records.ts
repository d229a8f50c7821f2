// Hands the records of all CPUs to the sink in the order of their times.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import type { ImportContext } from "../../importer.ts";
import { fieldValues, type TraceSink, traceMoment } from "../../trace-events/contract.ts";
import type { Events } from "./events.ts";
import type { Lane, Pages } from "./lanes.ts";
import { merge } from "./merge.ts";
import { pageWalk, type Report } from "./pages.ts";
import type { PageLayout } from "./recording.ts";
import type { Threads } from "./threads.ts";
import type { Words } from "./times.ts";

/** CPUs as the tables can hold them. */
const MOST_CPU = 32_767;

export interface Setting {
  readonly context: ImportContext;
  readonly sink: TraceSink;
  readonly events: Events;
  readonly threads: Threads;
  readonly pages: Pages;
  readonly layout: PageLayout;
  readonly little: boolean;
}

export interface Outcome {
  /** A lane ended before its end. */
  cut: boolean;
  /** Something made no sense. */
  damaged: boolean;
  /** Time of the first record in ns, null where there was none. */
  first: bigint | null;
}

const EXPECTED = {
  "trace.page": "a page with at most its own bytes of data",
  "trace.record": "a record within its page",
  "trace.cut_record": "a whole record",
} as const;

/** Why the records are left for a moment: a full batch, or pages that are wanted. */
type Stop = "full" | "pages" | "evicted" | "over";

const bigOf = (low: number, high: number): bigint => BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low));

/** Reads all lanes to their ends; `outcome` tells afterwards how that went. */
export async function* readRecords(
  lanes: readonly Lane[],
  setting: Setting,
  outcome: Outcome,
): AsyncGenerator<ColumnBatch, void, void> {
  const { context, sink, events, threads, pages, little } = setting;
  const { common } = events;
  const order = merge();
  const moment = traceMoment();
  const values = fieldValues();
  const time: Words = { low: 0, high: 0 };
  let accepted = 0;

  const report: Report = (lane, code, at) => {
    if (code === "trace.cut_record") outcome.cut = true;
    else outcome.damaged = true;
    const offset = lane.compression === "none" ? lane.from + at : lane.from;
    context.reject({ code, offset, excerpt: `CPU ${lane.cpu}`, expected: EXPECTED[code] });
  };
  const walk = pageWalk(setting.layout, little, report);

  /** Goes on within the pages in memory. */
  function step(lane: Lane): boolean {
    if (!walk.next(lane)) return false;
    lane.records++;
    if (!lane.convert) {
      lane.timeLow = lane.stampLow;
      lane.timeHigh = lane.stampHigh;
      return true;
    }
    time.low = lane.stampLow;
    time.high = lane.stampHigh;
    lane.convert(time);
    lane.timeLow = time.low;
    lane.timeHigh = time.high;
    return true;
  }

  /** Goes on to the next record, over pages that must be loaded; false behind the last one. */
  async function advance(lane: Lane): Promise<boolean> {
    for (;;) {
      if (lane.frame && step(lane)) return true;
      const loaded = await pages.load(lane);
      if (loaded === "over") return false;
      if (loaded === "cut") {
        outcome.cut = true;
        if (lane.filled === 0) return false;
      } else if (loaded === "damaged") {
        outcome.damaged = true;
        context.reject({
          code: "trace.chunk",
          offset: lane.from,
          excerpt: `CPU ${lane.cpu}`,
          expected: `a chunk of pages in ${lane.compression}`,
        });
        if (!pages.skip(lane)) return false;
      }
    }
  }

  /** Records were lost before the present one, which came at `until`; null: none came any more. */
  function tellLost(lane: Lane, until: bigint | null): void {
    const before = until === null ? 0 : 1;
    const from = lane.records > before ? bigOf(lane.lastLow, lane.lastHigh) : null;
    const tell = (records: number | null): void =>
      lane.timed ? sink.lost(moment.cpu, from, until, records) : sink.lost(moment.cpu, null, null, records);
    moment.cpu = lane.cpu <= MOST_CPU ? lane.cpu : -1;
    if (lane.lost > 0) tell(lane.lost);
    if (lane.lostUnknown) tell(null);
    lane.lost = 0;
    lane.lostUnknown = false;
  }

  function take(lane: Lane): void {
    const frame = lane.frame as NonNullable<Lane["frame"]>;
    const { payload, payloadEnd } = lane;
    if (lane.lost > 0 || lane.lostUnknown) tellLost(lane, bigOf(lane.timeLow, lane.timeHigh));
    moment.seq++;
    lane.lastLow = lane.timeLow;
    lane.lastHigh = lane.timeHigh;
    if (payloadEnd - payload < common.bytes) {
      context.reject({
        code: "trace.record_size",
        excerpt: `CPU ${lane.cpu}: a record of ${payloadEnd - payload} bytes`,
        expected: `at least ${common.bytes} bytes`,
      });
      return;
    }
    const type = frame.view.getUint16(payload + common.type, little);
    const event = events.read(type, frame, payload, payloadEnd, values);
    if (!event) return;
    moment.timed = lane.timed;
    moment.low = lane.timeLow;
    moment.high = lane.timeHigh;
    moment.cpu = lane.cpu <= MOST_CPU ? lane.cpu : -1;
    const tid = frame.view.getInt32(payload + common.pid, little);
    // A CPU mostly goes on with the thread that it had.
    if (tid !== lane.tid || lane.thread === -2) {
      lane.tid = tid;
      lane.thread = threads.of(tid);
    }
    moment.tid = tid;
    moment.task = threads.count(lane.thread);
    sink.put(event, moment, values);
    accepted++;
  }

  /** Takes records as long as those of the earliest lane are in memory. */
  function drain(): Stop {
    for (let lane = order.top(); lane; lane = order.top()) {
      if (!lane.frame) return "evicted";
      if (sink.full()) return "full";
      take(lane);
      if (!step(lane)) return "pages";
      order.moved();
    }
    return "over";
  }

  for (const lane of lanes) if (await advance(lane)) order.add(lane);
  const earliest = order.top();
  if (earliest?.timed) outcome.first = bigOf(earliest.timeLow, earliest.timeHigh);
  for (let stop = drain(); stop !== "over"; stop = drain()) {
    if (context.signal.aborted) return;
    const top = order.top() as Lane;
    if (stop === "full") yield* sink.batches(false);
    else if (stop === "evicted") {
      if (await pages.reload(top)) continue;
      outcome.damaged = true;
      order.removeTop();
    } else if (await advance(top)) order.moved();
    else order.removeTop();
  }
  for (const lane of lanes) if (lane.lost > 0 || lane.lostUnknown) tellLost(lane, null);
  context.accept(accepted);
}
