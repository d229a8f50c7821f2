// The page's drawing: the worker, what it has painted, and the values at the cursor, for all parts of the page.
import { createContext, type ReactNode, useContext, useEffect, useLayoutEffect, useMemo, useState } from "react";
import { flushSync } from "react-dom";
import { createStore, type StoreApi, useStore } from "zustand";
import type { TilesReply } from "../../../src-shared/protocol/column-replies.ts";
import { useApp } from "../../app/app.tsx";
import type { LaneTile } from "../../timeline/cache.ts";
import { onInks } from "../../timeline/inks.ts";
import type { LaneShown, LaneValues } from "../../timeline/messages.ts";
import { createPainter, type Painter } from "../../timeline/painter.ts";
import { AXIS } from "../../timeline/ticks.ts";
import { TILE_BUCKETS, type TileName } from "../../timeline/tiles.ts";
import type { View } from "../../timeline/view.ts";
import { type Desk, deskOf } from "./desk.ts";
import type { LaneSpec } from "./spec.ts";
import { type Arranging, useArrangement } from "./use-arrangement.ts";
import { type Notes, useNotes } from "./use-notes.ts";
import type { TimelineData } from "./use-timeline.ts";
import { createWordQueue, type WordQueue } from "./word-queue.ts";

/** Of the plot, in px. */
export interface PlotSize {
  readonly width: number;
  readonly height: number;
  /** Width of the scroll bar beside it. */
  readonly bar: number;
}

export interface Stage {
  readonly project: string;
  readonly startWallMs: number | null;
  readonly data: TimelineData;
  readonly desk: Desk;
  readonly painter: Painter;
  readonly arranging: Arranging;
  readonly notes: Notes;
  readonly size: StoreApi<PlotSize>;
  /** What lanes show, as far as words depend on it. */
  readonly shown: StoreApi<ReadonlyMap<string, LaneShown>>;
  /** The latest of every frame, for what is asked now and then. */
  readonly latest: ReadonlyMap<string, LaneShown>;
  readonly values: StoreApi<ReadonlyMap<string, LaneValues["values"]>>;
  readonly words: WordQueue;
  readonly settled: StoreApi<boolean>;
}

const StageContext = createContext<Stage | null>(null);

/** Throws outside of `StageProvider`, which is a bug. */
export function useStage(): Stage {
  const stage = useContext(StageContext);
  if (!stage) throw new Error("no stage around this component");
  return stage;
}

/** The stage for what is shown outside of the page: the drawer. */
export function StageScope({ stage, children }: { readonly stage: Stage; readonly children: ReactNode }) {
  return <StageContext value={stage}>{children}</StageContext>;
}

interface Own {
  readonly painter: Painter;
  readonly shown: StoreApi<ReadonlyMap<string, LaneShown>>;
  readonly latest: Map<string, LaneShown>;
  readonly values: StoreApi<ReadonlyMap<string, LaneValues["values"]>>;
  readonly words: WordQueue;
  readonly settled: StoreApi<boolean>;
  readonly size: StoreApi<PlotSize>;
}

export function StageProvider(props: {
  readonly project: string;
  readonly startWallMs: number | null;
  readonly data: TimelineData;
  readonly children: ReactNode;
}) {
  const { project, startWallMs, data, children } = props;
  const app = useApp();
  const arranging = useArrangement(project);
  const notes = useNotes(project, startWallMs);
  const desk = deskOf(app, project, data.reply.length_ms);
  const [own, setOwn] = useState<Own | null>(null);
  useEffect(() => {
    const made = begin(app.client, project);
    setOwn(made);
    return () => made.painter.close();
  }, [app, project]);
  const { reply, infos, model, flags } = data;
  useEffect(() => {
    own?.painter.send({ is: "base", starts: reply.level_start_ms, lengthMs: reply.length_ms, lanes: infos });
  }, [own, reply, infos]);
  useEffect(() => {
    const heads = model.groups.flatMap(({ head }) => (head ? [head] : []));
    const all: readonly LaneSpec[] = [...model.lanes, ...heads, ...(model.overview ? [model.overview] : [])];
    const tracks = all.map(({ form, track }) => (form === "events" ? { ...track, flags } : track));
    own?.painter.send({ is: "tracks", tracks: [AXIS, ...tracks] });
  }, [own, model, flags]);
  useEffect(() => {
    if (!own) return;
    return onInks((inks) => own.painter.send({ is: "inks", inks, startWallMs }));
  }, [own, startWallMs]);
  useSendView(own, desk);
  const stage = useMemo<Stage | null>(
    () => own && { ...own, project, startWallMs, data, desk, arranging, notes },
    [own, project, startWallMs, data, desk, arranging, notes],
  );
  return stage && <StageContext value={stage}>{children}</StageContext>;
}

/** Words of lanes follow what is drawn this often while it moves. */
const WORDS_MS = 120;
const LANES_A_FRAME = 4;

/** Ranges, words and colours differ; not where a line happens to begin. */
function differs(a: LaneShown | undefined, b: LaneShown): boolean {
  if (!a) return true;
  const far = b.starts.some(([id, y], at) => a.starts[at]?.[0] !== id || Math.abs((a.starts[at]?.[1] ?? 0) - y) > 1.5);
  return (
    far ||
    a.range.from !== b.range.from ||
    a.range.to !== b.range.to ||
    a.bucketMs !== b.bucketMs ||
    a.waiting !== b.waiting ||
    a.error?.what !== b.error?.what ||
    a.starts.length !== b.starts.length ||
    a.heat?.most !== b.heat?.most ||
    a.heat?.rows !== b.heat?.rows ||
    a.heat?.least !== b.heat?.least
  );
}

function begin(client: ReturnType<typeof useApp>["client"], project: string): Own {
  const worker = new Worker(new URL("../../timeline/worker.ts", import.meta.url), { type: "module" });
  const painter = createPainter(worker, async (names, signal) => {
    const { form, level, index } = names[0] as TileName;
    const lanes = names.map(({ lane }) => lane);
    if (form === "lane") return split(await client.request("tiles", { project, lanes, level, index }, { signal }));
    return [await client.request("tile2", { project, lane: lanes[0] as number, level, index }, { signal })];
  });
  const own: Own = {
    painter,
    latest: new Map(),
    shown: createStore<ReadonlyMap<string, LaneShown>>(() => new Map()),
    values: createStore<ReadonlyMap<string, LaneValues["values"]>>(() => new Map()),
    words: createWordQueue((act) => void requestAnimationFrame(act)),
    settled: createStore<boolean>(() => false),
    size: createStore<PlotSize>(() => ({ width: 0, height: 0, bar: 0 })),
  };
  let isWhole = false;
  let isAsked = false;
  let isPaused = false;
  /** With a frame, a few lanes at a time; the page has settled when all have been told. */
  const tell = (): void => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      const before = own.shown.getState();
      const changed = [...own.latest.values()].filter((lane) => differs(before.get(lane.id), lane));
      const now = changed.slice(0, LANES_A_FRAME).map((lane) => [lane.id, lane] as const);
      if (now.length > 0) own.shown.setState(new Map([...before, ...now]), true);
      if (changed.length > now.length) tell();
      else own.settled.setState(isWhole, true);
    });
  };
  painter.onPainted(({ lanes, waiting }) => {
    for (const lane of lanes) own.latest.set(lane.id, lane);
    isWhole = waiting === 0;
    if (!isWhole) own.settled.setState(false, true);
    else if (!own.settled.getState()) tell();
    if (isPaused) return;
    isPaused = true;
    window.setTimeout(() => {
      isPaused = false;
      tell();
    }, WORDS_MS);
  });
  painter.onValues((_, lanes) => own.values.setState(new Map(lanes.map(({ id, values }) => [id, values])), true));
  return own;
}

/** The tiles of several lanes, one by one, each a part of the reply's memory. */
function split({ count, min, max, sum, before }: TilesReply): readonly LaneTile[] {
  return Array.from(before, (value, at) => {
    const own = (all: Float32Array): Float32Array => all.subarray(at * TILE_BUCKETS, (at + 1) * TILE_BUCKETS);
    return {
      count: own(count),
      min: own(min),
      max: own(max),
      sum: own(sum),
      before: Number.isNaN(value) ? null : value,
    };
  });
}

/** The worker follows view, cursor, width and pixel ratio. */
function useSendView(own: Own | null, desk: Desk): void {
  useEffect(() => {
    if (!own) return;
    let turn = 0;
    const sendView = (): void => {
      const { width } = own.size.getState();
      const { view, cursorMs } = desk.state.getState();
      const ratio = window.devicePixelRatio || 1;
      if (width > 0) own.painter.send({ is: "view", view, cursorMs, width, ratio, turn: ++turn });
    };
    const sendCursor = (): void => own.painter.send({ is: "cursor", ms: desk.state.getState().cursorMs });
    sendView();
    sendCursor();
    const stops = [
      desk.state.subscribe((now, before) => {
        if (now.view !== before.view) sendView();
        else if (now.cursorMs !== before.cursorMs) sendCursor();
      }),
      own.size.subscribe((now, before) => now.width !== before.width && sendView()),
      onRatio(sendView),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [own, desk]);
}

/** Calls `act` whenever the window comes to a screen with other pixels, or is zoomed. */
function onRatio(act: () => void): () => void {
  let query: MediaQueryList | null = null;
  const changed = (): void => {
    listen();
    act();
  };
  const listen = (): void => {
    query?.removeEventListener("change", changed);
    query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener("change", changed);
  };
  listen();
  return () => query?.removeEventListener("change", changed);
}

/** The value of a quantity of a lane; NaN: not recorded. */
export const valueIn = (values: LaneValues["values"] | undefined, measure: string | null): number =>
  values?.find(([name]) => name === measure)?.[1] ?? Number.NaN;

/**
 * Calls `act` after each rendering, and soon after the values at the cursor have changed: it writes what differs and tells
 * whether anything did. What it asks for is NaN where not recorded.
 */
export function useValues(act: (valueAt: (lane: string, measure: string | null) => number) => boolean): void {
  const { values, words } = useStage();
  useLayoutEffect(() => {
    const tell = (): boolean => {
      const all = values.getState();
      return act((lane, measure) => valueIn(all.get(lane), measure));
    };
    tell();
    const stop = values.subscribe(() => words.ask(tell));
    return () => {
      stop();
      words.forget(tell);
    };
  });
}

/** The view as of a moment ago, for what is chosen by it: a few parts of the page in each frame take the next one. */
export function useLately(): View {
  const { desk, words } = useStage();
  const [view, setView] = useState(() => desk.lately.getState());
  useEffect(() => {
    const take = (): boolean => {
      // In this frame: what is rendered behind it would be laid out once more with the next.
      flushSync(() => setView(desk.lately.getState()));
      return true;
    };
    const stop = desk.lately.subscribe(() => words.ask(take));
    return () => {
      stop();
      words.forget(take);
    };
  }, [desk, words]);
  return view;
}

/** Whether tiles of a lane are on their way; null: nothing is known of it yet. */
export const useWaiting = (lane: string): boolean | null =>
  useStore(useStage().shown, (all) => all.get(lane)?.waiting ?? null);

export const useShown = (lane: string): LaneShown | null => useStore(useStage().shown, (all) => all.get(lane) ?? null);
