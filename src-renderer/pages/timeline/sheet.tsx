// The canvases of a sheet: each shows a part of it and stays where it is, so that lanes scroll with the words over them.
import { useLayoutEffect, useRef } from "react";
import type { Band, SheetId } from "../../timeline/messages.ts";
import { useStage } from "./stage.tsx";

/** Few canvases for many lanes: what is not drawn is transparent. */
const BAND_PX = 512;

/** Shows px `from` to `to` of a sheet. */
export function Sheet({ sheet, from, to }: { readonly sheet: SheetId; readonly from: number; readonly to: number }) {
  const height = sheet === "rows" || sheet === "pinned" ? BAND_PX : to;
  const first = Math.floor(from / height);
  const bands = Array.from({ length: Math.max(0, Math.ceil(to / height) - first) }, (_, at) => (first + at) * height);
  return (
    <div className="timeline-sheet" aria-hidden="true">
      {bands.map((top) => (
        <Canvas key={top} {...{ sheet, top, height }} />
      ))}
    </div>
  );
}

function Canvas({ sheet, top, height }: Band) {
  const { painter } = useStage();
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(
    () => (canvas.current ? painter.canvas(canvas.current, { sheet, top, height }) : undefined),
    [painter, sheet, top, height],
  );
  return <canvas ref={canvas} style={{ top, height }} />;
}
