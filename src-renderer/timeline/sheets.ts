// Sheets: the pictures of lanes where they lie, shown by a few canvases that each hold a part of a sheet and never move on it.
import type { Band, SeenLane } from "./messages.ts";
import type { Surface } from "./surface.ts";

/** A canvas. What it shows where nothing was put is transparent. */
export interface Paper {
  /** Empties it, and gives it that size in pixels. */
  clear(width: number, height: number): void;
  /** Shows a picture, `top` pixels below its own upper edge, as far as it has room. */
  put(picture: Surface, top: number): void;
}

export interface Sheets {
  add(token: number, band: Band, paper: Paper): void;
  remove(token: number): void;
  /** Lanes lie elsewhere, or others do. */
  place(seen: readonly SeenLane[]): void;
  /** The pixels of a lane; `isNew`: nothing is drawn on them. Null where no canvas shows it. */
  picture(lane: SeenLane, width: number, ratio: number): { readonly surface: Surface; readonly isNew: boolean } | null;
  /** Shows the lanes that were drawn, and all that a canvas does not show yet. */
  show(drawn: ReadonlySet<string>, width: number, ratio: number): void;
}

interface Held {
  readonly band: Band;
  readonly paper: Paper;
  /** What it shows lies where it should. */
  current: boolean;
}

const touches = (lane: SeenLane, { sheet, top, height }: Band): boolean =>
  lane.sheet === sheet && lane.height > 0 && lane.top < top + height && lane.top + lane.height > top;

export function createSheets(makeSurface: (width: number, height: number) => Surface): Sheets {
  const held = new Map<number, Held>();
  const pictures = new Map<string, Surface>();
  let lanes: readonly SeenLane[] = [];
  let width = 0;
  let ratio = 0;

  const outdate = (): void => {
    for (const one of held.values()) one.current = false;
  };

  function place(seen: readonly SeenLane[]): void {
    const moved = (band: Band): boolean => {
      const [before, now] = [lanes, seen].map((all) => all.filter((lane) => touches(lane, band)));
      return JSON.stringify(before) !== JSON.stringify(now);
    };
    for (const one of held.values()) if (moved(one.band)) one.current = false;
    lanes = seen;
    const ids = new Set(seen.map(({ id }) => id));
    for (const id of pictures.keys()) if (!ids.has(id)) pictures.delete(id);
  }

  function picture(lane: SeenLane, wide: number, of: number): ReturnType<Sheets["picture"]> {
    const height = Math.round(lane.height * of);
    if (height < 1 || ![...held.values()].some(({ band }) => touches(lane, band))) return null;
    const known = pictures.get(lane.id);
    if (known?.width === wide && known.height === height) return { surface: known, isNew: false };
    const surface = makeSurface(wide, height);
    pictures.set(lane.id, surface);
    return { surface, isNew: true };
  }

  function show(drawn: ReadonlySet<string>, wide: number, of: number): void {
    if (width !== wide || ratio !== of) outdate();
    [width, ratio] = [wide, of];
    for (const one of held.values()) {
      const { band, paper } = one;
      const isWhole = one.current;
      if (!isWhole) paper.clear(width, Math.round(band.height * ratio));
      one.current = true;
      for (const lane of lanes) {
        const own = pictures.get(lane.id);
        if (own && touches(lane, band) && (!isWhole || drawn.has(lane.id)))
          paper.put(own, Math.round(lane.top * ratio) - Math.round(band.top * ratio));
      }
    }
  }

  return {
    add: (token, band, paper) => void held.set(token, { band, paper, current: false }),
    remove: (token) => void held.delete(token),
    place,
    picture,
    show,
  };
}
