// The picture of one lane for those who hear the window: where it is drawn, spoken by one sentence made from what it shows.
import { useEffect, useRef } from "react";
import { exactText } from "./moments.ts";
import type { LaneSpec } from "./spec.ts";
import { type Stage, useStage } from "./stage.tsx";
import { tempoOf, valueWords } from "./words.ts";

/** `owner`: the guest or host it is of, where its title does not say. The sheet behind it shows the drawing. */
export function LanePicture({
  lane,
  height,
  owner,
}: {
  readonly lane: LaneSpec;
  readonly height: number;
  readonly owner: string | null;
}) {
  const stage = useStage();
  const picture = useRef<HTMLDivElement>(null);
  // The sentence is made when the picture has come to rest, not with every frame of a movement.
  useEffect(() => {
    const { settled, desk } = stage;
    const tell = (): void => {
      if (settled.getState()) picture.current?.setAttribute("aria-label", sentenceOf(lane, owner, stage));
    };
    tell();
    const stops = [settled.subscribe(tell), desk.rested.subscribe(tell)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [lane, owner, stage]);
  return <div ref={picture} className="timeline-picture" role="img" aria-label={lane.title} style={{ height }} />;
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
