// The drawing worker's own state: tiles, tracks and canvases, and the drawing of one frame. Knows neither worker nor canvas.
import type { ErrorReport } from "../../src-shared/base/errors.ts";
import { createCache, type HeatTile, type LaneTile } from "./cache.ts";
import { type Columns, makeColumns } from "./columns.ts";
import { drawLane, type Inks, type Range } from "./draw.ts";
import { drawHeat, heatLevelFor, heatMost, heatPieces, heatScale, rowsReached } from "./heat.ts";
import { createLaneData, type Frame, type LaneData, readColumns, readingsIn } from "./lane-data.ts";
import type { Band, FromWorker, LaneRow, LaneShown, LaneValues, SeenLane, ToWorker } from "./messages.ts";
import { extentOf, extentOfOne, rangeFor } from "./range.ts";
import { createSheets, type Paper } from "./sheets.ts";
import { bucketOf, joined, startsOf } from "./shown.ts";
import type { Surface } from "./surface.ts";
import { type Tick, ticksOf } from "./ticks.ts";
import { bucketMs, keyOf, type TileName, topLevel } from "./tiles.ts";
import { type Heat, lanesOf, type Track } from "./track.ts";
import { pxOf, type View, whole } from "./view.ts";
import { missingTiles } from "./want.ts";

export interface Studio {
  take(message: Exclude<ToWorker, { readonly is: "canvas" }>): void;
  addPaper(token: number, band: Band, paper: Paper): void;
  /** Something has changed that is to be drawn. */
  isStale(): boolean;
  /** Draws what has changed since; false: nothing has. */
  paint(now: () => number): boolean;
}

/** Columns of the whole project, for ranges that hold while the view moves. */
const WHOLE_COLUMNS = 512;

interface Lane {
  track: Track;
  /** The data lanes it reads. */
  reads: ReadonlySet<number>;
  /** What it shows is of the present frame and of all tiles that have come. */
  current: boolean;
  /** The range with which it was drawn last. */
  drawn: Range | null;
  /** Scale and rows of its cells as they are drawn. */
  heat: LaneShown["heat"];
  readonly columns: Map<string, Columns>;
  /** Extent of what is seen. */
  seen: Range | null;
  /** Extent over the whole project; undefined: to be found anew. */
  extent: Range | null | undefined;
}

interface Drawing {
  readonly frame: Frame;
  readonly ticks: readonly Tick[];
  readonly data: LaneData;
  /** Forms and data lanes of the tiles that are missing. */
  readonly waitingFor: ReadonlySet<string>;
}

const isOf = ({ track, reads }: Lane, { form, lane }: TileName): boolean =>
  form === "heat" ? track.heat?.lane === lane : reads.has(lane);
const groupOf = ({ track }: Lane): string => track.scale.group ?? track.id;

export function createStudio(
  post: (message: FromWorker) => void,
  makeSurface: (width: number, height: number) => Surface,
): Studio {
  const cache = createCache();
  const sheets = createSheets(makeSurface);
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
      const fresh = { track, reads: new Set(lanesOf(track)), current: false, extent: undefined };
      const known = lanes.get(track.id);
      if (known) {
        Object.assign(known, fresh);
        known.columns.clear();
      } else lanes.set(track.id, { ...fresh, columns: new Map(), seen: null, drawn: null, heat: null });
    }
  }

  /** All are drawn anew, or all but those that show the whole project anyway. */
  function outdate(overviews = true): void {
    for (const lane of lanes.values()) if (overviews || !lane.track.overview) lane.current = false;
  }

  function putTile(name: TileName, tile: LaneTile | HeatTile): void {
    cache.put(name, tile);
    failed.delete(keyOf(name));
    if (name.form === "heat") reached.delete(name.lane);
    const isTop = name.form === "lane" && data !== null && name.level === topLevel(data.base);
    if (isTop) data?.forget(name.lane);
    for (const lane of lanes.values()) {
      if (!isOf(lane, name)) continue;
      lane.current = false;
      if (isTop) lane.extent = undefined;
    }
  }

  function take(message: Exclude<ToWorker, { readonly is: "canvas" }>): void {
    stale = stale || (message.is !== "cursor" && message.is !== "rows" && message.is !== "gone");
    if (message.is === "base") setBase(message);
    else if (message.is === "tracks") setTracks(message.tracks);
    else if (message.is === "inks") setInks(message);
    else if (message.is === "gone") sheets.remove(message.token);
    else if (message.is === "seen") setSeen(message.lanes);
    else if (message.is === "view") setView(message);
    else if (message.is === "tiles")
      for (const [at, name] of message.names.entries()) putTile(name, message.tiles[at] as LaneTile | HeatTile);
    else if (message.is === "failed") failed.set(keyOf(message.name), message);
    else if (message.is === "retry") retry(message.id);
    else if (message.is === "rows") tellRows(message.ask, message.id, message.view, message.most);
    else {
      cursorMs = message.ms;
      post({ is: "values", ms: cursorMs, lanes: valuesAtCursor() });
    }
  }

  function setBase({ starts, lengthMs, lanes: infos }: Extract<ToWorker, { readonly is: "base" }>): void {
    cache.clear();
    failed.clear();
    ranges.clear();
    reached.clear();
    data = createLaneData({ starts, lengthMs }, cache, new Map(infos.map((lane) => [lane.id, lane])));
    for (const lane of lanes.values()) lane.extent = undefined;
    outdate();
  }

  function setInks(message: Extract<ToWorker, { readonly is: "inks" }>): void {
    ({ inks, startWallMs } = message);
    outdate();
  }

  function setSeen(now: readonly SeenLane[]): void {
    const before = new Set(seen.map(({ id }) => id));
    for (const { id } of now) {
      const lane = before.has(id) ? undefined : lanes.get(id);
      if (lane) lane.current = false;
    }
    seen = now;
    sheets.place(now);
  }

  function setView({ view, cursorMs: ms, width, ratio, turn: of }: Extract<ToWorker, { readonly is: "view" }>): void {
    const wide = Math.round(width * ratio);
    outdate(frame?.width !== wide || frame.ratio !== ratio);
    frame = { view, width: wide, ratio };
    cursorMs = ms;
    turn = of;
  }

  function retry(id: string | null): void {
    const lane = id === null ? null : lanes.get(id);
    for (const [key, { name }] of failed) if (id === null || (lane && isOf(lane, name))) failed.delete(key);
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
      if (!lane.current) lane.seen = extentOf(lane.track, lane.columns);
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
    const ticks = ticksOf(frame.view, frame.width / frame.ratio, startWallMs);
    const shown = seen.map(({ id }) => laneOf(id)).filter((lane): lane is Lane => lane !== null);
    const overview: Frame = { ...frame, view: whole(data.base.lengthMs) };
    const frameOf = ({ track }: Lane): Frame => (track.overview ? overview : (frame as Frame));
    for (const lane of shown) if (!lane.current) read(lane, lane.columns, frameOf(lane), data);
    setRanges(shown, data);
    const missing = missingTiles(
      data,
      shown.map(({ track }) => track),
      frame,
    ).filter((name) => !failed.has(keyOf(name)));
    const waitingFor = new Set(missing.map(({ form, lane }) => `${form} ${lane}`));
    const told: LaneShown[] = [];
    const drawn = new Set<string>();
    for (const one of seen) {
      const lane = laneOf(one.id);
      if (!lane) continue;
      const at = { frame: frameOf(lane), ticks: lane.track.overview ? [] : ticks, data, waitingFor };
      if (draw(lane, one, at)) drawn.add(one.id);
      told.push(shownOf(lane, one.height, at));
      lane.current = true;
    }
    sheets.show(drawn, frame.width, frame.ratio);
    ask(missing);
    const values = valuesAtCursor();
    post({ is: "painted", turn, workerMs: now() - began, lanes: told, waiting: missing.length, ms: cursorMs, values });
    return true;
  }

  /** False where the picture is what it was. */
  function draw(lane: Lane, seenLane: SeenLane, at: Drawing): boolean {
    const { track, columns } = lane;
    const range = ranges.get(groupOf(lane)) as Range;
    const picture = sheets.picture(seenLane, at.frame.width, at.frame.ratio);
    const same = lane.current && lane.drawn?.from === range.from && lane.drawn.to === range.to;
    if (!picture || (same && !picture.isNew)) return false;
    lane.drawn = range;
    const { surface } = picture;
    const cells = (): void => {
      lane.heat = track.heat ? drawCells(surface, track.heat, at.frame, at.data) : null;
    };
    drawLane(surface, { track, frame: at.frame, range, columns, ticks: at.ticks, inks }, at.data, cells);
    return true;
  }

  function shownOf(lane: Lane, height: number, { frame: at, data: source, waitingFor }: Drawing): LaneShown {
    const { track, reads, columns } = lane;
    const range = ranges.get(groupOf(lane)) as Range;
    return {
      id: track.id,
      range,
      extent: track.says === undefined ? lane.seen : extentOfOne(columns.get(track.says)),
      heat: lane.heat,
      starts: startsOf(lane, range, Math.round(height * at.ratio), at.ratio),
      bucketMs: bucketOf(track, at, source),
      waiting:
        [...reads].some((one) => waitingFor.has(`lane ${one}`)) ||
        (track.heat !== null && waitingFor.has(`heat ${track.heat.lane}`)),
      error: errorOf(lane),
    };
  }

  function drawCells(surface: Surface, heat: Heat, at: Frame, source: LaneData): LaneShown["heat"] {
    const pieces = heatPieces(cache, source.base, heat.lane, at);
    const scale = heatScale(1000 / bucketMs(heatLevelFor(source.base, at)), heatMost(pieces, at));
    const rows = heatRows(heat, source);
    drawHeat(surface, heat, rows, pieces, at, scale, inks);
    return { ...scale, rows };
  }

  /** Of a guest whose memory is not known, the rows that its events reach in the whole project. */
  function heatRows({ lane, rows }: Heat, source: LaneData): number {
    if (rows !== null) return rows;
    const at: Frame = { view: whole(source.base.lengthMs), width: 1, ratio: 1 };
    const known = reached.get(lane) ?? rowsReached(heatPieces(cache, source.base, lane, at));
    reached.set(lane, known);
    return known;
  }

  function errorOf(lane: Lane): ErrorReport | null {
    for (const { name, error } of failed.values()) if (isOf(lane, name)) return error;
    return null;
  }

  function ask(missing: readonly TileName[]): void {
    const words = missing.map(keyOf).join();
    if (words === lastWanted) return;
    lastWanted = words;
    post({ is: "want", tiles: missing });
  }

  function valuesAtCursor(): readonly LaneValues[] {
    if (!frame) return [];
    const { view, width } = frame;
    const x = cursorMs === null ? -1 : Math.floor(pxOf(cursorMs, view, width));
    return seen.flatMap(({ id }) => {
      const lane = laneOf(id);
      if (!lane) return [];
      const values = [...lane.columns].map(([name, { value }]): readonly [string, number] => [
        name,
        x >= 0 && x < width ? (value[x] as number) : Number.NaN,
      ]);
      return [{ id, values }];
    });
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
    isStale: () => stale,
    paint,
    addPaper(token, band, paper) {
      sheets.add(token, band, paper);
      stale = true;
    },
  };
}
