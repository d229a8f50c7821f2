// How many times a second the time stamp counter of a recording counts: told, measured, or taken for what tools assume.
import type { ImportContext } from "../../importer.ts";
import { kindOf, RAN_FOR, RECORD } from "./record-kinds.ts";
import { isCpuChange } from "./walk.ts";

/** What xenalyze takes where nobody tells it better. */
const ASSUMED_HZ = 2.4e9;

/** Spans that are shorter tell more of the time between two records than of the rate. */
const LEAST_NS = 1_000_000;
/** So many spans, at least, make a rate; more than the most do not make it better. */
const LEAST_SPANS = 16;
const MOST_SPANS = 10_000;

const WORD = 0x1_0000_0000;

/**
 * Ticks a second by the scheduler's own records, which say in ns how long a vCPU ran: the median over what the first
 * bytes of a recording hold of them, null where they hold too few.
 */
export function measuredHz(head: Uint8Array): number | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const since = new Map<number, { readonly who: number; readonly ticks: number }>();
  const rates: number[] = [];
  let cpu = 0;
  for (let at = 0; at + 12 <= head.length && rates.length < MOST_SPANS; ) {
    if (isCpuChange(view, at)) {
      cpu = view.getUint32(at + 4, true);
      at += 12;
      continue;
    }
    const header = view.getUint32(at, true);
    const timed = header >= 0x8000_0000;
    const first = at + (timed ? 12 : 4);
    const next = first + 4 * ((header >>> 28) & 7);
    if (next > head.length) break;
    const [id, ticks] = [
      header & 0x0fff_ffff,
      timed ? view.getUint32(at + 4, true) + WORD * view.getUint32(at + 8, true) : 0,
    ];
    const started = since.get(cpu);
    if (timed && next - first >= 4 && kindOf(id)[0] === RECORD.state && ((id >> 4) & 3) === 0)
      since.set(cpu, { who: view.getUint32(first, true), ticks });
    else if (timed && id === RAN_FOR && next - first >= 12 && started) {
      const who = view.getUint32(first, true) * 0x1_0000 + view.getUint32(first + 4, true);
      const ns = view.getUint32(first + 8, true);
      if (who === started.who && ns >= LEAST_NS && ticks > started.ticks) rates.push((ticks - started.ticks) / ns);
    }
    at = next;
  }
  if (rates.length < LEAST_SPANS) return null;
  rates.sort((a, b) => a - b);
  return (rates[rates.length >> 1] as number) * 1e9;
}

export interface Rate {
  readonly hz: number;
  /** Name of the clock: times in a rate that nobody told are not those of other captures in the same ticks. */
  readonly clock: "tsc" | "tsc_estimated";
}

/** The rate to be used, with a remark where nobody told it; `measured` is what the recording shows. */
export function rateOf(context: ImportContext, measured: number | null): Rate {
  const told = context.rate("tsc");
  if (told !== null) return { hz: told, clock: "tsc" };
  const mhz = (hz: number): string => `${(hz / 1e6).toFixed(3)} MHz`;
  context.remark({
    code: "clock.tsc_rate",
    excerpt:
      measured === null
        ? `times are for ${mhz(ASSUMED_HZ)}, which is assumed`
        : `times are for ${mhz(measured)}, measured by the scheduler's records`,
    expected: "the rate of the time stamp counter: cpu_mhz of xl info",
    next: "import the output of xl info with the recording, or give the rate with --tsc-mhz",
  });
  return { hz: measured ?? ASSUMED_HZ, clock: "tsc_estimated" };
}
