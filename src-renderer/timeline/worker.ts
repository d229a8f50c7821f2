// The drawing worker: takes canvases and tiles from the page, draws at most once a frame.
import type { FromWorker, ToWorker } from "./messages.ts";
import { createStudio, type Paper } from "./studio.ts";
import type { Surface } from "./surface.ts";

/** What a worker's global scope has that a window's has not, or has otherwise. */
interface Scope {
  onmessage: ((event: { readonly data: ToWorker }) => void) | null;
  postMessage(message: FromWorker): void;
  requestAnimationFrame(act: () => void): number;
}

const scope = self as unknown as Scope;
const studio = createStudio((message) => scope.postMessage(message));
let asked = false;

function paintSoon(): void {
  if (asked) return;
  asked = true;
  scope.requestAnimationFrame(() => {
    asked = false;
    studio.paint(() => performance.now());
  });
}

/** A canvas whose pixels are written and shown as a whole. */
function paperOf(canvas: OffscreenCanvas): Paper {
  const context = canvas.getContext("2d", { alpha: false });
  let image: ImageData | null = null;
  let surface: Surface | null = null;
  return {
    surface(width, height) {
      if (surface?.width === width && surface.height === height) return surface;
      canvas.width = width;
      canvas.height = height;
      image = new ImageData(width, height);
      surface = { pixels: new Uint32Array(image.data.buffer), width, height };
      return surface;
    },
    show() {
      if (image) context?.putImageData(image, 0, 0);
    },
  };
}

scope.onmessage = ({ data: message }) => {
  if (message.is === "canvas") studio.addPaper(message.id, message.token, paperOf(message.canvas));
  else studio.take(message);
  paintSoon();
};
