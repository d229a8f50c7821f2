// The page's end of the drawing worker: which tiles are asked for together, and what is given up.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FromWorker, ToWorker } from "./messages.ts";
import { batchOf, createPainter } from "./painter.ts";
import { keyOf, type TileName } from "./tiles.ts";

const lane = (id: number, level = 20, index = 0): TileName => ({ form: "lane", lane: id, level, index });
const heat = (id: number): TileName => ({ form: "heat", lane: id, level: 20, index: 0 });
const none: ReadonlySet<number> = new Set();

function makePainter() {
  const sent: ToWorker[] = [];
  const worker = {
    onmessage: null as ((event: { data: FromWorker }) => void) | null,
    postMessage: (message: ToWorker) => sent.push(message),
    terminate: () => {},
  };
  const asked: {
    names: readonly TileName[];
    signal: AbortSignal;
    answer: (tiles: never[]) => void;
    fail: (why: Error) => void;
  }[] = [];
  const painter = createPainter(
    worker as unknown as Worker,
    (names, signal) => new Promise((answer, fail) => asked.push({ names, signal, answer: answer as never, fail })),
  );
  return {
    painter,
    sent,
    asked,
    want: (...tiles: TileName[]) => worker.onmessage?.({ data: { is: "want", tiles } }),
    tell: (message: FromWorker) => worker.onmessage?.({ data: message }),
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Lets promises go on. */
const turns = async (): Promise<void> => {
  for (let at = 0; at < 5; at++) await Promise.resolve();
};
const one = { count: new Uint32Array(1) };

describe("bringing tiles", () => {
  it("asks for lanes in one place together, and for a heat tile alone", () => {
    const wanted = [lane(1), lane(2), lane(1, 18), heat(9), lane(3)];
    expect(batchOf(wanted, () => false, none).map(({ lane: id }) => id)).toEqual([1, 2, 3]);
    const asked = new Set(wanted.slice(0, 2).map(keyOf));
    expect(batchOf(wanted, (name) => asked.has(keyOf(name)), none)).toEqual([lane(1, 18)]);
    expect(batchOf([heat(9), lane(1)], () => false, none)).toEqual([heat(9)]);
    expect(batchOf([], () => false, none)).toEqual([]);
  });

  it("asks for what takes long alone and last", () => {
    const slow = new Set([1]);
    expect(batchOf([lane(1), lane(2), lane(3)], () => false, slow)).toEqual([lane(2), lane(3)]);
    expect(batchOf([lane(1)], () => false, slow)).toEqual([lane(1)]);
  });

  it("asks for few at a time, and for more when one has come", async () => {
    const { asked, want, sent } = makePainter();
    want(...[10, 11, 12, 13, 14].map((level) => lane(1, level)));
    expect(asked).toHaveLength(3);
    asked[0]?.answer([one as never]);
    await turns();
    expect(sent).toMatchObject([{ is: "tiles", names: [lane(1, 10)], tiles: [one] }]);
    expect(asked).toHaveLength(4);
  });

  it("gives up what is no longer wanted a little later, and keeps what still is in part", () => {
    const { asked, want } = makePainter();
    want(lane(1, 10), lane(2, 10), lane(3, 11));
    want(lane(4, 12));
    want(lane(2, 10));
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([false, false]);
    vi.advanceTimersByTime(100);
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([false, true]);
    expect(asked).toHaveLength(2);
  });

  it("tells the worker of each tile that failed, and of none that was given up", async () => {
    const { asked, want, sent } = makePainter();
    want(lane(1), lane(2));
    asked[0]?.fail(new Error("the disk failed"));
    await turns();
    expect(sent).toMatchObject([
      { is: "failed", name: lane(1) },
      { is: "failed", name: lane(2) },
    ]);
    vi.advanceTimersByTime(100);
    want(lane(5));
    want();
    vi.advanceTimersByTime(100);
    asked[1]?.fail(new Error("given up"));
    await turns();
    expect(sent).toHaveLength(2);
  });

  it("answers questions for rows by their number, and ends everything when it is closed", async () => {
    const { painter, asked, want, tell } = makePainter();
    const rows = painter.rows("a", { fromMs: 0, toMs: 1 }, 10);
    tell({ is: "rows", ask: 1, measures: ["m"], rows: [] });
    expect(await rows).toMatchObject({ measures: ["m"] });
    want(lane(1));
    painter.close();
    expect(asked[0]?.signal.aborted).toBe(true);
  });
});
