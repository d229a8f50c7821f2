// Where the numbers of a lane come from, as the drawer shows it.
import type { Source } from "../../app/selection.ts";
import { laneSql } from "./lane-sql.ts";
import type { LaneSpec } from "./spec.ts";
import { type Stage, valueIn } from "./stage.tsx";
import { tempoOf, valueWords } from "./words.ts";

export function explainLane(
  lane: LaneSpec,
  { values, latest, data }: Pick<Stage, "values" | "latest" | "data">,
): Source {
  const now = values.getState().get(lane.id);
  const tempo = tempoOf(latest.get(lane.id)?.bucketMs ?? 1000);
  const several = lane.told.length > 1;
  const shown = lane.told.map(({ measure, title, unit }) => {
    const words = valueWords(valueIn(now, measure), unit, tempo);
    return several ? `${title} ${words}` : words;
  });
  const how = lane.told.map(({ title, how: words }) => (several ? `${title}: ${words}` : words));
  const captures = [...new Set(lane.sources.flatMap((source) => source.captures))];
  return {
    title: lane.guest === null ? lane.title : `${lane.title} of ${lane.guest}`,
    shown: shown.length > 0 ? `${shown.join(", ")} at the cursor` : lane.title,
    how: how.join("\n") || "Events counted by place and time; the busiest place of each pixel is shown.",
    sql: laneSql(lane),
    sources: captures.map((id) => {
      const capture = data.captures.get(id);
      return {
        what: capture?.name ?? `capture ${id}`,
        sha256: capture?.sha256 ?? null,
        note: capture?.lost ? `${capture.lost} records lost` : null,
      };
    }),
    field: null,
  };
}
