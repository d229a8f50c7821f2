// The page's end of the drawing worker: hands it canvases and what is seen, brings the tiles that it wants.
import { toReport } from "../../src-shared/base/errors.ts";
import type { HeatTile, LaneTile } from "./cache.ts";
import type { FromWorker, LaneRow, LaneShown, LaneValues, SeenLane, ToWorker } from "./messages.ts";
import { keyOf, type TileName } from "./tiles.ts";
import type { View } from "./view.ts";

/** Brings one tile; fails when the signal ends. */
export type BringTile = (name: TileName, signal: AbortSignal) => Promise<LaneTile | HeatTile>;

/** What the page hears after a frame. */
export interface Painted {
  readonly turn: number;
  readonly workerMs: number;
  readonly lanes: readonly LaneShown[];
  readonly waiting: number;
}

export interface Painter {
  send(message: Exclude<ToWorker, { readonly is: "canvas" | "rows" }>): void;
  /** Gives a canvas to a lane, until the returned function is called. A canvas can be given away once. */
  canvas(id: string, canvas: HTMLCanvasElement): () => void;
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
const AT_ONCE = 4;

export function createPainter(worker: Worker, bring: BringTile): Painter {
  const asked = new Map<string, AbortController>();
  const painted = new Set<(painted: Painted) => void>();
  const values = new Set<(ms: number | null, lanes: readonly LaneValues[]) => void>();
  const waiting = new Map<number, (rows: LaneRows) => void>();
  let wanted: readonly TileName[] = [];
  let tokens = 0;
  let asks = 0;
  let closed = false;

  const post = (message: ToWorker, transfer: readonly Transferable[] = []): void =>
    worker.postMessage(message, [...transfer]);

  function fetchMore(): void {
    for (const name of wanted) {
      if (asked.size >= AT_ONCE || closed) return;
      if (!asked.has(keyOf(name))) void fetchOne(name);
    }
  }

  async function fetchOne(name: TileName): Promise<void> {
    const abort = new AbortController();
    asked.set(keyOf(name), abort);
    let message: ToWorker;
    try {
      message = { is: "tile", name, tile: await bring(name, abort.signal) };
    } catch (thrown) {
      message = { is: "failed", name, error: toReport(thrown) };
    }
    if (abort.signal.aborted || closed) return;
    asked.delete(keyOf(name));
    wanted = wanted.filter((one) => one !== name);
    post(message);
    fetchMore();
  }

  function want(tiles: readonly TileName[]): void {
    wanted = tiles;
    const keys = new Set(tiles.map(keyOf));
    for (const [key, abort] of asked)
      if (!keys.has(key)) {
        asked.delete(key);
        abort.abort();
      }
    fetchMore();
  }

  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.is === "want") want(data.tiles);
    else if (data.is === "painted") for (const listen of painted) listen(data);
    else if (data.is === "values") for (const listen of values) listen(data.ms, data.lanes);
    else {
      waiting.get(data.ask)?.(data);
      waiting.delete(data.ask);
    }
  };

  return {
    send: (message) => post(message),
    canvas(id, canvas) {
      const token = ++tokens;
      const offscreen = canvas.transferControlToOffscreen();
      post({ is: "canvas", id, token, canvas: offscreen }, [offscreen]);
      return () => {
        if (!closed) post({ is: "gone", id, token });
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
      for (const abort of asked.values()) abort.abort();
      asked.clear();
      worker.terminate();
    },
  };
}

function listening<T>(all: Set<T>, listen: T): () => void {
  all.add(listen);
  return () => {
    all.delete(listen);
  };
}
