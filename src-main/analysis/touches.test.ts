// Expected counts come from playing the touches in order of time, frame by frame.
import { describe, expect, it } from "vitest";
import type { SqlValue } from "../store/contract.ts";
import type { GivingSpan } from "./sizes.ts";
import { capture, guest, handMade } from "./testing/project.ts";
import { readTouches } from "./touches.ts";

const MS = 1_000_000n;
const START_MS = 1_700_000_000_000;
const EPOCHS = { originMs: START_MS, epochMs: 1000, count: 12 };
const NAMES = ["alpha", "bravo"];
const ALWAYS = { from_t: -(2n ** 63n), until_t: 2n ** 63n - 1n };

let state = 7;
const random = (n: number): number => {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return (state >>> 8) % n;
};

interface Touch {
  readonly guest: number;
  readonly frame: number;
  readonly frames: number;
  readonly ms: number;
}

/** Faults of single frames, and ranges that are mapped at once. */
const touches = Array.from({ length: 600 }, (_, i): Touch => {
  const frames = i % 50 === 0 ? 16 : 1;
  return { guest: i & 1, frame: random(80) * frames, frames, ms: START_MS + random(12_000) };
});
const rowOf = ({ guest: g, frame, frames, ms }: Touch, seq: number): Record<string, SqlValue> => ({
  ...{ capture_id: 1, seq, t: BigInt(ms) * MS, task_id: g, addr: frame * 4096 },
  ...(frames === 1 ? { event_id: 1, kind: "npt" } : { kind: "map", space: "gpa", bytes: frames * 4096 }),
});
const rows = {
  capture: [capture(1, "trace")],
  name: [
    { id: 0, text: "" },
    { id: 1, text: "npf" },
  ],
  task: NAMES.map((comm, id) => ({ id, capture_id: 1, ...ALWAYS, pid: 11 + id, tid: 11 + id, comm })),
  fault: touches.filter(({ frames }) => frames === 1).map(rowOf),
  mmu: touches.filter(({ frames }) => frames > 1).map(rowOf),
};
const guests = NAMES.map((name, at) => guest(at + 1, name, { pid: 11 + at, pages: 2000, hva: null }));

/** Counts "epoch before phase" to frames, of one guest. */
function played(of: number, spans: readonly GivingSpan[]): Record<string, number> {
  const last = new Map<number, number>();
  const counts: Record<string, number> = {};
  const phaseOf = (ms: number): number =>
    spans.reduce((phase, { fromMs, untilMs }) => phase + (ms >= fromMs ? 1 : 0) + (ms > untilMs ? 1 : 0), 0);
  for (const { frame, frames, ms } of touches.filter((one) => one.guest === of).sort((a, b) => a.ms - b.ms))
    for (let gfn = frame; gfn < frame + frames; gfn++) {
      const [before, phase] = [last.get(gfn) ?? -1, phaseOf(ms)];
      if (before === phase) continue;
      last.set(gfn, phase);
      const key = `${Math.floor((ms - START_MS) / 1000)} ${before} ${phase}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
  return counts;
}

describe("first touches of frames", () => {
  const span = (from: number, until: number): GivingSpan => ({
    fromMs: START_MS + from,
    untilMs: START_MS + until,
    steps: [],
  });
  const moves = [
    [span(1000, 1500), span(4000, 4000), span(4001, 9000)],
    [span(2345, 2800), span(11_000, 11_100)],
  ];
  for (const { title, spans } of [
    { title: "of guests that never gave up pages", spans: [[], []] },
    { title: "before, while and after guests gave up pages", spans: moves },
  ])
    it(`are counted ${title}, all at once and in parts`, async () => {
      const query = await handMade(rows, guests);
      try {
        for (const atATime of [10_000, 100, 7]) {
          const asked = NAMES.map((name, at) => ({ name, touches: 400, spans: spans[at] ?? [] }));
          let told = 0;
          const found = await readTouches(
            query,
            EPOCHS,
            asked,
            (n) => {
              told += n;
            },
            atATime,
          );
          for (const [at, { epoch, before, phase, frames }] of found.entries()) {
            const keys = Array.from(frames, (_, i) => `${epoch[i]} ${before[i]} ${phase[i]}`);
            expect(Object.fromEntries(keys.map((key, i) => [key, frames[i]]))).toEqual(played(at, spans[at] ?? []));
            expect(new Set(keys).size).toBe(keys.length);
            expect([...Array.from(epoch)].sort((a, b) => a - b)).toEqual(Array.from(epoch));
          }
          expect(Math.round(told)).toBe(800);
        }
      } finally {
        await query.close();
      }
    });
});
