// Values at the cursor for those who hear the window: of the lane that has the focus, at most once a second.
import { useEffect } from "react";
import { useApp } from "../../app/app.tsx";
import { lengthOf } from "../../timeline/view.ts";
import { cursorText } from "./moments.ts";
import type { Row } from "./rows.ts";
import type { LaneSpec } from "./spec.ts";
import { useStage, valueIn } from "./stage.tsx";
import { tempoOf, valueWords } from "./words.ts";

const EVERY_MS = 1000;

export function useLiveValues(rows: readonly Row[]): void {
  const { live } = useApp();
  const { desk, values, latest, startWallMs, size } = useStage();
  useEffect(() => {
    let said = "";
    let timer: number | null = null;
    const tell = (): void => {
      timer = null;
      const { focus, cursorMs, view } = desk.state.getState();
      const row = rows.find(({ id }) => id === focus);
      const lane: LaneSpec | null = row === undefined ? null : row.kind === "lane" ? row.lane : row.group.head;
      // Who has no lane under the focus is not told of it.
      if (!lane || !document.activeElement?.matches(".timeline [data-row]")) return;
      const now = values.getState().get(lane.id);
      const tempo = tempoOf(latest.get(lane.id)?.bucketMs ?? 1000);
      const words = lane.told
        .slice(0, 3)
        .map(({ measure, title, unit }) => `${title} ${valueWords(valueIn(now, measure), unit, tempo)}`);
      const text = [
        cursorText(cursorMs, startWallMs, lengthOf(view) / Math.max(1, size.getState().width)),
        ...words,
      ].join(", ");
      if (text === said) return;
      said = text;
      live.say(text);
    };
    const stops = [values, desk.state].map((store) =>
      (store as typeof values).subscribe(() => {
        timer ??= window.setTimeout(tell, EVERY_MS);
      }),
    );
    return () => {
      if (timer !== null) window.clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [desk, values, latest, startWallMs, size, live, rows]);
}
