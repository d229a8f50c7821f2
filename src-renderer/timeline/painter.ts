// The page's end of the drawing worker: hands it canvases and what is seen, brings the tiles that it wants.
import { toReport } from "../../src-shared/base/errors.ts";
import { columnsOf, type HeatTile, type LaneTile } from "./cache.ts";
import type { Band, FromWorker, LaneRow, LaneShown, LaneValues, SeenLane, ToWorker } from "./messages.ts";
import { keyOf, type TileName } from "./tiles.ts";
import type { View } from "./view.ts";

/** Brings tiles of several lanes in one place, in their order; of a heat lane only one. Fails when the signal ends. */
export type BringTiles = (names: readonly TileName[], signal: AbortSignal) => Promise<readonly (LaneTile | HeatTile)[]>;

/** What the page hears after a frame. */
export interface Painted {
  readonly turn: number;
  readonly workerMs: number;
  readonly lanes: readonly LaneShown[];
  readonly waiting: number;
}

export interface Painter {
  send(message: Exclude<ToWorker, { readonly is: "canvas" | "rows" }>): void;
  /** Gives a canvas a part of a sheet to show, until the returned function is called. A canvas can be given away once. */
  canvas(canvas: HTMLCanvasElement, band: Band): () => void;
  see(lanes: readonly SeenLane[]): void;
  /** The numbers behind what a lane shows of a view. */
  rows(id: string, view: View, most: number): Promise<LaneRows>;
  onPainted(listen: (painted: Painted) => void): () => void;
  onValues(listen: (ms: number | null, lanes: readonly LaneValues[]) => void): () => void;
  close(): void;
}

export interface LaneRows {
  readonly measures: readonly string[];
  readonly rows: readonly LaneRow[];
}

/** A few at a time: the back end answers one after another, and what is no longer wanted should not stand before the rest. */
const AT_ONCE = 3;
/** Lanes of one question: the first answers come soon. */
const LANES_AT_ONCE = 32;
/** What is asked for is changed at most this often. */
const WISH_MS = 80;

interface Batch {
  readonly names: readonly TileName[];
  readonly abort: AbortController;
}

/**
 * The wanted tiles that can be asked for with the first one: those of other lanes at its place. Lanes that are slow are asked
 * for alone and last.
 */
export function batchOf(
  wanted: readonly TileName[],
  isAsked: (name: TileName) => boolean,
  slow: ReadonlySet<number>,
): readonly TileName[] {
  const isAlone = ({ form, lane }: TileName): boolean => form === "heat" || slow.has(lane);
  const isSlow = ({ form, lane }: TileName): boolean => form === "lane" && slow.has(lane);
  const open = wanted.filter((name) => !isAsked(name));
  const first = open.find((name) => !isSlow(name)) ?? open[0];
  if (!first || isAlone(first)) return first ? [first] : [];
  return open
    .filter((name) => !isAlone(name) && name.level === first.level && name.index === first.index)
    .slice(0, LANES_AT_ONCE);
}

export function createPainter(worker: Worker, bring: BringTiles): Painter {
  const batches = new Set<Batch>();
  const asked = new Set<string>();
  let slow: ReadonlySet<number> = new Set();
  const painted = new Set<(painted: Painted) => void>();
  const values = new Set<(ms: number | null, lanes: readonly LaneValues[]) => void>();
  const waiting = new Map<number, (rows: LaneRows) => void>();
  let wanted: readonly TileName[] = [];
  let tokens = 0;
  let asks = 0;
  let closed = false;
  let pause: ReturnType<typeof setTimeout> | null = null;

  const post = (message: ToWorker, transfer: readonly Transferable[] = []): void =>
    worker.postMessage(message, [...transfer]);

  function fetchMore(): void {
    while (batches.size < AT_ONCE && !closed) {
      const names = batchOf(wanted, (name) => asked.has(keyOf(name)), slow);
      if (names.length === 0) return;
      void fetchBatch({ names, abort: new AbortController() });
    }
  }

  function end(batch: Batch): void {
    batches.delete(batch);
    for (const name of batch.names) asked.delete(keyOf(name));
  }

  async function fetchBatch(batch: Batch): Promise<void> {
    const { names, abort } = batch;
    batches.add(batch);
    for (const name of names) asked.add(keyOf(name));
    let tell: () => void;
    try {
      const tiles = await bring(names, abort.signal);
      tell = () => post({ is: "tiles", names, tiles }, buffersOf(tiles));
    } catch (thrown) {
      const error = toReport(thrown);
      tell = () => {
        for (const name of names) post({ is: "failed", name, error });
      };
    }
    if (abort.signal.aborted || closed) return;
    end(batch);
    wanted = wanted.filter((name) => !names.includes(name));
    tell();
    fetchMore();
  }

  /** While the view moves every frame wants other tiles: the latest wish is looked at now and then. */
  function want(tiles: readonly TileName[]): void {
    wanted = tiles;
    if (pause !== null) return;
    giveUp();
    fetchMore();
    pause = setTimeout(() => {
      pause = null;
      giveUp();
      fetchMore();
    }, WISH_MS);
  }

  /** What is on its way goes on as long as any of it is wanted. */
  function giveUp(): void {
    const keys = new Set(wanted.map(keyOf));
    for (const batch of batches)
      if (!batch.names.some((name) => keys.has(keyOf(name)))) {
        end(batch);
        batch.abort.abort();
      }
  }

  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.is === "want") want(data.tiles);
    else if (data.is === "painted") {
      for (const listen of painted) listen(data);
      for (const listen of values) listen(data.ms, data.values);
    } else if (data.is === "values") for (const listen of values) listen(data.ms, data.lanes);
    else {
      waiting.get(data.ask)?.(data);
      waiting.delete(data.ask);
    }
  };

  return {
    send(message) {
      if (message.is === "base") slow = new Set(message.lanes.filter((lane) => lane.slow).map(({ id }) => id));
      post(message);
    },
    canvas(canvas, band) {
      const token = ++tokens;
      const offscreen = canvas.transferControlToOffscreen();
      post({ is: "canvas", token, band, canvas: offscreen }, [offscreen]);
      return () => {
        if (!closed) post({ is: "gone", token });
      };
    },
    see: (lanes) => post({ is: "seen", lanes }),
    rows: (id, view, most) =>
      new Promise((resolve) => {
        const ask = ++asks;
        waiting.set(ask, resolve);
        post({ is: "rows", ask, id, view, most });
      }),
    onPainted: (listen) => listening(painted, listen),
    onValues: (listen) => listening(values, listen),
    close() {
      closed = true;
      if (pause !== null) clearTimeout(pause);
      for (const { abort } of batches) abort.abort();
      batches.clear();
      worker.terminate();
    },
  };
}

/** The memory of tiles, which several may share: it goes to the worker instead of being copied. */
const buffersOf = (tiles: readonly (LaneTile | HeatTile)[]): Transferable[] => [
  ...new Set(tiles.flatMap((tile) => columnsOf(tile).map(({ buffer }) => buffer as ArrayBuffer))),
];

function listening<T>(all: Set<T>, listen: T): () => void {
  all.add(listen);
  return () => {
    all.delete(listen);
  };
}
