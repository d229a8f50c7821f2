// A panel's part of an answer as the drawing that What-if and the report have of it.
import { type RefObject, useEffect, useMemo, useRef } from "react";
import { fallRange, fitsCurve, planFor, slowdownCurve } from "../../../src-shared/charts/curves.ts";
import { loadLines } from "../../../src-shared/charts/load-lines.ts";
import { guestColour, windowTokens } from "../../../src-shared/charts/tokens.ts";
import { stepsPerGuest, waterfall } from "../../../src-shared/charts/waterfall.ts";
import type { AnswerPanel } from "../../../src-shared/dashboard/panel-data.ts";
import { answerSentence } from "../../../src-shared/density/sentence.ts";
import { runningOf, stowage } from "../../../src-shared/density/stowage.ts";
import { Chart } from "../../charts/chart.tsx";
import type { Picture } from "../../charts/picture.ts";
import { SvgDrawing } from "../../charts/svg-drawing.tsx";
import { useChartTokens } from "../../charts/theme.ts";
import { useSize } from "../../ui/use-size.ts";

interface AnswerProps {
  readonly data: AnswerPanel;
  readonly guests: readonly string[];
  readonly picture: RefObject<Picture | null>;
  readonly onDrawn: () => void;
}

export function AnswerView(props: AnswerProps) {
  const { field } = props.data;
  return field === "curve" || field === "slowdown" ? <Curve {...props} /> : <Drawing {...props} />;
}

const sentenceOf = ({ reply }: AnswerPanel): string =>
  answerSentence(reply)
    .map(({ text }) => text)
    .join("");

function Curve({ data, picture, onDrawn }: AnswerProps) {
  const { reply, field } = data;
  const t = useChartTokens();
  const option = useMemo(() => {
    const limit = (reply.scenario as { objective?: { p99_slowdown?: number | null } }).objective?.p99_slowdown ?? null;
    const marks = {
      n: reply.n,
      confidence: reply.confidence,
      plan: planFor(reply.curve, reply.confidence),
      slowdownLimit: limit,
      range: fallRange([reply.curve]),
    };
    return (field === "curve" ? fitsCurve(reply.curve, marks, t) : slowdownCurve(reply.curve, marks, t)).option;
  }, [reply, field, t]);
  return (
    <div className="db-chart">
      <Chart option={option} height="100%" label={sentenceOf(data)} picture={picture} onDrawn={onDrawn} />
    </div>
  );
}

function Drawing({ data, guests, picture, onDrawn }: AnswerProps) {
  const { reply, field } = data;
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const svg = useMemo(() => {
    if (!size) return null;
    if (field === "waterfall") return waterfall(stepsPerGuest(reply), null, windowTokens, size);
    const running = runningOf(reply.scenario, guests.length);
    const stowed = stowage(reply.scenario, [...guests], Math.max(reply.n.p95, running));
    const colourOf = (guest: number): string => guestColour(windowTokens, stowed[guest] ?? 0);
    return loadLines({ n: reply.n, running, colourOf, lit: null }, windowTokens, size);
  }, [reply, field, guests, size]);
  const drawn = useRef(onDrawn);
  drawn.current = onDrawn;
  useEffect(() => {
    if (svg) drawn.current();
  }, [svg]);
  return (
    <div className="db-chart" ref={box}>
      {svg && <SvgDrawing svg={svg} label={sentenceOf(data)} fill picture={picture} />}
    </div>
  );
}
