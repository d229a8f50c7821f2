// The drawing worker's own state: tiles, tracks and canvases, and the drawing of one frame. Knows neither worker nor canvas.
import type { ErrorReport } from "../../src-shared/base/errors.ts";
import { createCache, type HeatTile, type LaneTile } from "./cache.ts";
import { type Columns, makeColumns } from "./columns.ts";
import { drawLane, type Inks, type Range } from "./draw.ts";
import { drawHeat, heatLevelFor, heatMost, heatPieces, heatScale, rowsReached } from "./heat.ts";
import { createLaneData, type Frame, type LaneData, readColumns, readingsIn } from "./lane-data.ts";
import type { FromWorker, LaneRow, LaneShown, SeenLane, ToWorker } from "./messages.ts";
import { extentOf, extentOfOne, rangeFor } from "./range.ts";
import { bucketOf, joined, startsOf } from "./shown.ts";
import type { Surface } from "./surface.ts";
import { ticksOf } from "./ticks.ts";
import { bucketMs, keyOf, type TileName, topLevel } from "./tiles.ts";
import { lanesOf, type Track } from "./track.ts";
import { pxOf, type View, whole } from "./view.ts";
import { missingTiles } from "./want.ts";

/** Something that pixels can be shown on. */
export interface Paper {
  /** Pixels of that size; what stands in them is what was shown last, or anything. */
  surface(width: number, height: number): Surface;
  show(): void;
}

export interface Studio {
  take(message: Exclude<ToWorker, { readonly is: "canvas" }>): void;
  addPaper(id: string, token: number, paper: Paper): void;
  /** Draws what has changed since; false: nothing has. */
  paint(now: () => number): boolean;
}

/** Columns of the whole project, for ranges that hold while the view moves. */
const WHOLE_COLUMNS = 512;

interface Lane {
  track: Track;
  readonly columns: Map<string, Columns>;
  /** Extent of what is seen. */
  seen: Range | null;
  /** Extent over the whole project; undefined: to be found anew. */
  extent: Range | null | undefined;
}

const groupOf = ({ track }: Lane): string => track.scale.group ?? track.id;

export function createStudio(post: (message: FromWorker) => void): Studio {
  const cache = createCache();
  const papers = new Map<string, { readonly token: number; readonly paper: Paper }>();
  const lanes = new Map<string, Lane>();
  /** Rows of addresses by heat lane, where they had to be found. */
  const reached = new Map<number, number>();
  /** By group, else by lane. */
  const ranges = new Map<string, Range>();
  const failed = new Map<string, { readonly name: TileName; readonly error: ErrorReport }>();
  let data: LaneData | null = null;
  let seen: readonly SeenLane[] = [];
  let frame: Frame | null = null;
  let inks: Inks = {};
  let startWallMs: number | null = null;
  let turn = 0;
  let cursorMs: number | null = null;
  let stale = false;
  let lastWanted = "";

  const laneOf = (id: string): Lane | null => lanes.get(id) ?? null;

  function setTracks(tracks: readonly Track[]): void {
    const ids = new Set(tracks.map(({ id }) => id));
    for (const id of lanes.keys()) if (!ids.has(id)) lanes.delete(id);
    for (const track of tracks) {
      const known = lanes.get(track.id);
      if (known) {
        known.track = track;
        known.extent = undefined;
        known.columns.clear();
      } else lanes.set(track.id, { track, columns: new Map(), seen: null, extent: undefined });
    }
  }

  function putTile(name: TileName, tile: LaneTile | HeatTile): void {
    cache.put(name, tile);
    failed.delete(keyOf(name));
    if (name.form === "heat") reached.delete(name.lane);
    if (name.form !== "lane" || !data || name.level !== topLevel(data.base)) return;
    data.forget(name.lane);
    for (const lane of lanes.values()) if (lanesOf(lane.track).includes(name.lane)) lane.extent = undefined;
  }

  function take(message: Exclude<ToWorker, { readonly is: "canvas" }>): void {
    stale = stale || (message.is !== "cursor" && message.is !== "rows" && message.is !== "gone");
    if (message.is === "base") setBase(message);
    else if (message.is === "tracks") setTracks(message.tracks);
    else if (message.is === "inks") ({ inks, startWallMs } = message);
    else if (message.is === "gone") forgetPaper(message.id, message.token);
    else if (message.is === "seen") seen = message.lanes;
    else if (message.is === "view") setView(message);
    else if (message.is === "tile") putTile(message.name, message.tile);
    else if (message.is === "failed") failed.set(keyOf(message.name), message);
    else if (message.is === "retry") retry(message.id);
    else if (message.is === "rows") tellRows(message.ask, message.id, message.view, message.most);
    else {
      cursorMs = message.ms;
      tellValues();
    }
  }

  function setBase({ starts, lengthMs, lanes: infos }: Extract<ToWorker, { readonly is: "base" }>): void {
    cache.clear();
    failed.clear();
    ranges.clear();
    reached.clear();
    data = createLaneData({ starts, lengthMs }, cache, new Map(infos.map((lane) => [lane.id, lane])));
    for (const lane of lanes.values()) lane.extent = undefined;
  }

  function setView({ view, width, ratio, turn: of }: Extract<ToWorker, { readonly is: "view" }>): void {
    frame = { view, width: Math.round(width * ratio), ratio };
    turn = of;
  }

  function forgetPaper(id: string, token: number): void {
    if (papers.get(id)?.token === token) papers.delete(id);
  }

  function retry(id: string | null): void {
    for (const [key, { name }] of failed) if (id === null || isOf(lanes.get(id)?.track, name)) failed.delete(key);
  }

  /** Values of all measures for a frame; false while something is not known. */
  function read(lane: Lane, into: Map<string, Columns>, at: Frame, source: LaneData): boolean {
    let known = true;
    for (const measure of lane.track.measures) {
      let own = into.get(measure.id);
      if (own?.value.length !== at.width) {
        own = makeColumns(at.width);
        into.set(measure.id, own);
      }
      if (readColumns(source, measure, at, own)) continue;
      into.delete(measure.id);
      known = false;
    }
    return known;
  }

  function wholeExtent(lane: Lane, source: LaneData): Range | null {
    if (lane.extent !== undefined) return lane.extent;
    const at: Frame = { view: whole(source.base.lengthMs), width: WHOLE_COLUMNS, ratio: 1 };
    const columns = new Map<string, Columns>();
    const counts = lane.track.measures.some(({ kind }) => kind === "count");
    if (!read(lane, columns, at, source)) return null;
    // Counts are only comparable within one length of buckets.
    lane.extent = counts ? null : extentOf(lane.track, columns);
    return lane.extent;
  }

  /** Lanes of one group share the greatest range among them. */
  function setRanges(shown: readonly Lane[], source: LaneData): void {
    const extents = new Map<string, Range | null>();
    for (const lane of shown) {
      lane.seen = extentOf(lane.track, lane.columns);
      const own = joined(lane.seen, wholeExtent(lane, source));
      extents.set(groupOf(lane), joined(extents.get(groupOf(lane)) ?? null, own));
    }
    for (const lane of shown) {
      const group = groupOf(lane);
      if (!extents.has(group)) continue;
      ranges.set(group, rangeFor(lane.track, extents.get(group) ?? null, ranges.get(group) ?? null));
      extents.delete(group);
    }
  }

  function paint(now: () => number): boolean {
    if (!stale || !data || !frame || frame.width < 1) return false;
    stale = false;
    const began = now();
    cache.nextFrame();
    const ticks = ticksOf(frame.view, frame.width / frame.ratio, startWallMs)
      .filter(({ text }) => text !== null)
      .map(({ ms }) => ms);
    const shown = seen.map(({ id }) => laneOf(id)).filter((lane): lane is Lane => lane !== null);
    const overview: Frame = { ...frame, view: whole(data.base.lengthMs) };
    const frameOf = ({ track }: Lane): Frame => (track.overview ? overview : (frame as Frame));
    for (const lane of shown) read(lane, lane.columns, frameOf(lane), data);
    setRanges(shown, data);
    const missing = missingTiles(
      data,
      shown.map(({ track }) => track),
      frame,
    ).filter((name) => !failed.has(keyOf(name)));
    const waitingFor = new Set(missing.map(({ form, lane }) => `${form} ${lane}`));
    const drawn: LaneShown[] = [];
    for (const { id, height } of seen) {
      const lane = laneOf(id);
      if (!lane) continue;
      drawn.push(
        drawOne(lane, height, { frame: frameOf(lane), ticks: lane.track.overview ? [] : ticks, data, waitingFor }),
      );
    }
    ask(missing);
    post({ is: "painted", turn, workerMs: now() - began, lanes: drawn, waiting: missing.length });
    tellValues();
    return true;
  }

  function drawOne(
    lane: Lane,
    height: number,
    at: { frame: Frame; ticks: readonly number[]; data: LaneData; waitingFor: ReadonlySet<string> },
  ): LaneShown {
    const { track, columns } = lane;
    const range = ranges.get(groupOf(lane)) as Range;
    const paper = papers.get(track.id)?.paper;
    const pixels = Math.round(height * at.frame.ratio);
    let heat: LaneShown["heat"] = null;
    if (paper && pixels > 0) {
      const surface = paper.surface(at.frame.width, pixels);
      const cells = (): void => {
        if (track.heat) heat = drawCells(surface, track, at.frame, at.data);
      };
      drawLane(surface, { track, frame: at.frame, range, columns, ticks: at.ticks, inks }, at.data, cells);
      paper.show();
    }
    return {
      id: track.id,
      range,
      extent: track.says === undefined ? lane.seen : extentOfOne(columns.get(track.says)),
      heat,
      starts: startsOf(lane, range, pixels, at.frame.ratio),
      bucketMs: bucketOf(track, at.frame, at.data),
      waiting:
        lanesOf(track).some((one) => at.waitingFor.has(`lane ${one}`)) ||
        (track.heat !== null && at.waitingFor.has(`heat ${track.heat.lane}`)),
      error: errorOf(track),
    };
  }

  function drawCells(surface: Surface, track: Track, at: Frame, source: LaneData): LaneShown["heat"] {
    if (!track.heat) return null;
    const pieces = heatPieces(cache, source.base, track.heat.lane, at);
    const scale = heatScale(1000 / bucketMs(heatLevelFor(source.base, at)), heatMost(pieces, at));
    const rows = heatRows(track.heat, source);
    drawHeat(surface, track.heat, rows, pieces, at, scale, inks);
    return { ...scale, rows };
  }

  /** Of a guest whose memory is not known, the rows that its events reach in the whole project. */
  function heatRows({ lane, rows }: NonNullable<Track["heat"]>, source: LaneData): number {
    if (rows !== null) return rows;
    const at: Frame = { view: whole(source.base.lengthMs), width: 1, ratio: 1 };
    const known = reached.get(lane) ?? rowsReached(heatPieces(cache, source.base, lane, at));
    reached.set(lane, known);
    return known;
  }

  const isOf = (track: Track | undefined, { form, lane }: TileName): boolean =>
    track !== undefined && (form === "heat" ? track.heat?.lane === lane : lanesOf(track).includes(lane));

  function errorOf(track: Track): ErrorReport | null {
    for (const { name, error } of failed.values()) if (isOf(track, name)) return error;
    return null;
  }

  function ask(missing: readonly TileName[]): void {
    const words = missing.map(keyOf).join();
    if (words === lastWanted) return;
    lastWanted = words;
    post({ is: "want", tiles: missing });
  }

  function tellValues(): void {
    if (!frame) return;
    const ms = cursorMs;
    const width = frame.width;
    const x = ms === null ? -1 : Math.floor(pxOf(ms, frame.view, width));
    const told = seen.flatMap(({ id }) => {
      const lane = laneOf(id);
      if (!lane) return [];
      const values = [...lane.columns].map(([name, { value }]): readonly [string, number] => [
        name,
        x >= 0 && x < width ? (value[x] as number) : Number.NaN,
      ]);
      return [{ id, values }];
    });
    post({ is: "values", ms, lanes: told });
  }

  /** Rows of the columns in which anything was read or happened. */
  function tellRows(number: number, id: string, view: View, most: number): void {
    const lane = laneOf(id);
    const measures = lane?.track.measures.filter(({ look }) => look !== "ticks").map((one) => one.id) ?? [];
    const rows: LaneRow[] = [];
    if (lane && data) {
      const at: Frame = { view, width: most, ratio: 1 };
      const columns = new Map<string, Columns>();
      read(lane, columns, at, data);
      const told = readingsIn(data, lane.track, at);
      for (let x = 0; x < most; x++) {
        if (told[x] === 0) continue;
        const values = measures.map((one) => columns.get(one)?.value[x] ?? Number.NaN);
        rows.push({ ms: view.fromMs + (x / most) * (view.toMs - view.fromMs), values });
      }
    }
    post({ is: "rows", ask: number, measures, rows });
  }

  return {
    take,
    paint,
    addPaper(id, token, paper) {
      papers.set(id, { token, paper });
      stale = true;
    },
  };
}
