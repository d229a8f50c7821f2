// Frames as whoever measures the page sees them: an event on its root and measures of the browser.
import { type RefObject, useEffect } from "react";
import { tellMeasure } from "./desk.ts";
import { useStage } from "./stage.tsx";

/** What `timeline-frame` says of a painted frame. */
interface FrameDetail {
  /** ms of the page's own work for the frame. */
  readonly main_ms: number;
  readonly worker_ms: number;
  readonly lanes: number;
  /** Tiles that are on their way. */
  readonly waiting: number;
}

export function useFrames(root: RefObject<HTMLElement | null>): void {
  const { painter, desk } = useStage();
  useEffect(
    () =>
      painter.onPainted(({ workerMs, lanes, waiting }) => {
        tellMeasure("timeline-worker", performance.now() - workerMs, workerMs);
        const detail: FrameDetail = { main_ms: desk.frameMs(), worker_ms: workerMs, lanes: lanes.length, waiting };
        root.current?.dispatchEvent(new CustomEvent("timeline-frame", { detail }));
      }),
    [painter, desk, root],
  );
}
