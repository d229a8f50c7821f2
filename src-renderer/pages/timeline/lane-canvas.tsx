// The canvas of one lane: drawn by the worker, spoken by one sentence made from what it shows.
import { useEffect, useLayoutEffect, useRef } from "react";
import { useStore } from "zustand";
import { exactText } from "./moments.ts";
import type { LaneSpec } from "./spec.ts";
import { type Stage, useStage } from "./stage.tsx";
import { tempoOf, valueWords } from "./words.ts";

/** `owner`: the guest or host it is of, where its title does not say. */
export function LaneCanvas({
  lane,
  height,
  owner,
}: {
  readonly lane: LaneSpec;
  readonly height: number;
  readonly owner: string | null;
}) {
  const stage = useStage();
  const { painter, settled, desk } = stage;
  const canvas = useRef<HTMLCanvasElement>(null);
  const { id } = lane;
  useLayoutEffect(() => (canvas.current ? painter.canvas(id, canvas.current) : undefined), [painter, id]);
  const isSettled = useStore(settled);
  // The sentence is made when the picture has come to rest, not with every frame of a movement.
  useEffect(() => {
    if (!isSettled) return;
    const tell = (): void => canvas.current?.setAttribute("aria-label", sentenceOf(lane, owner, stage));
    tell();
    let timer = 0;
    const stop = desk.state.subscribe((now, before) => {
      if (now.view === before.view) return;
      window.clearTimeout(timer);
      timer = window.setTimeout(tell, 250);
    });
    return () => {
      window.clearTimeout(timer);
      stop();
    };
  }, [isSettled, lane, owner, stage, desk]);
  return (
    <canvas key={id} ref={canvas} className="timeline-canvas" role="img" aria-label={lane.title} style={{ height }} />
  );
}

/** "Resident set of alpha from 14:08:00 to 14:26:00: 3.6 GiB to 5.2 GiB." */
export function sentenceOf(
  { id, title, unit, track }: LaneSpec,
  owner: string | null,
  { latest, desk, startWallMs }: Pick<Stage, "latest" | "desk" | "startWallMs">,
): string {
  const { view } = desk.state.getState();
  const seen = track.overview ? { fromMs: 0, toMs: desk.lengthMs } : view;
  const name = owner === null ? title : `${title} of ${owner}`;
  const when = `from ${exactText(seen.fromMs, startWallMs)} to ${exactText(seen.toMs, startWallMs)}`;
  const shown = latest.get(id);
  if (shown?.heat) return `${name} ${when}: at most ${shown.heat.most} events a second in one place`;
  if (!shown?.extent) return `${name} ${when}: nothing recorded`;
  const tempo = tempoOf(shown.bucketMs);
  const { from, to } = shown.extent;
  return `${name} ${when}: ${valueWords(from, unit, tempo)} to ${valueWords(to, unit, tempo)}`;
}
