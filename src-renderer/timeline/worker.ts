// The drawing worker: takes canvases and tiles from the page, draws at most once a frame.
import type { FromWorker, ToWorker } from "./messages.ts";
import type { Paper } from "./sheets.ts";
import { createStudio } from "./studio.ts";
import type { Surface } from "./surface.ts";

/** What a worker's global scope has that a window's has not, or has otherwise. */
interface Scope {
  onmessage: ((event: { readonly data: ToWorker }) => void) | null;
  postMessage(message: FromWorker): void;
  requestAnimationFrame(act: () => void): number;
}

const scope = self as unknown as Scope;
/** The pictures of lanes, by the pixels that are drawn. */
const images = new WeakMap<Surface, ImageData>();

function makeSurface(width: number, height: number): Surface {
  const image = new ImageData(width, height);
  const surface = { pixels: new Uint32Array(image.data.buffer), width, height };
  images.set(surface, image);
  return surface;
}

const studio = createStudio((message) => scope.postMessage(message), makeSurface);
let asked = false;

function paintSoon(): void {
  if (asked) return;
  asked = true;
  scope.requestAnimationFrame(() => {
    asked = false;
    studio.paint(() => performance.now());
  });
}

/** A canvas on which pictures are put as they are. */
function paperOf(canvas: OffscreenCanvas): Paper {
  const context = canvas.getContext("2d");
  return {
    clear(width, height) {
      if (canvas.width === width && canvas.height === height) context?.clearRect(0, 0, width, height);
      else Object.assign(canvas, { width, height });
    },
    put(surface, top) {
      const image = images.get(surface);
      if (image) context?.putImageData(image, 0, top);
    },
  };
}

scope.onmessage = ({ data: message }) => {
  if (message.is === "canvas") studio.addPaper(message.token, message.band, paperOf(message.canvas));
  else studio.take(message);
  if (studio.isStale()) paintSoon();
};
